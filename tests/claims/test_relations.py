"""Relations: comparisons without a figure, and comparisons that have one."""

from __future__ import annotations

import pytest

from texts import page, past, relations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居民收入增速高于经济增速。", [("income_per_capita", "gt", "gdp")]),
        ("居民收入增速快于经济增速。", [("income_per_capita", "gt", "gdp")]),
        ("居民收入增长高于经济增长。", [("income_per_capita", "gt", "gdp")]),
        ("居民收入增长与经济增长同步。", [("income_per_capita", "eq", "gdp")]),
        ("居民收入增长与经济增长基本同步。", [("income_per_capita", "eq", "gdp")]),
        ("居民人均可支配收入增长和经济增长保持同步。", [("income_per_capita", "eq", "gdp")]),
        ("居民人均可支配收入与地区生产总值增长同步。", [("income_per_capita", "eq", "gdp")]),
        ("城镇调查失业率低于全省平均水平。", [("unemployment_surveyed_urban", "lt", "全省平均")]),
        ("城镇调查失业率不高于全国平均水平。", [("unemployment_surveyed_urban", "le", "全国平均")]),
        ("规上工业增加值增速高于全省平均水平。", [("industrial_va_above_scale", "gt", "全省平均")]),
        ("固定资产投资增速不低于全省平均水平。", [("fixed_asset_investment", "ge", "全省平均")]),
        ("农村居民收入增速快于城镇居民。", [("income_rural", "gt", "income_urban")]),
        (
            "农村居民人均可支配收入增速高于城镇居民收入增速。",
            [("income_rural", "gt", "income_urban")],
        ),
        ("生产总值增速跑赢全国。", [("gdp", "gt", "全国平均")]),
        ("居民消费价格持平。", [("cpi", "eq", "上年")]),
        ("税收增速不低于财政收入增速。", [("tax_revenue", "ge", "general_public_budget_revenue")]),
        ("★服务业增速连续6个季度快于第二产业。", [("tertiary_va", "gt", "secondary_va")]),
        ("广义货币M2增速与名义经济增速基本相当。", [("m2", "eq", "gdp")]),
        ("劳动报酬提高与劳动生产率提高同步。", [("劳动报酬", "eq", "劳动生产率")]),
        ("进出口总额实现正增长。", [("trade_total", "gt", "上年")]),
        ("粮食产量不低于上年。", [("grain_output", "ge", "上年")]),
        ("PM2.5平均浓度优于全省平均水平。", [("pm25", "lt", "全省平均")]),
        ("生产总值增速达到或超过全省平均水平。", [("gdp", "ge", "全省平均")]),
        (
            "进出口增长8%、旅游收入增长12%，均高于全省平均水平。",
            [("trade_total", "gt", "全省平均"), ("tourism_revenue", "gt", "全省平均")],
        ),
        (
            "生产总值年均增长5.5%左右，增速高于全国平均水平。",
            [("gdp", "gt", "全国平均")],
        ),
        (
            "居民收入增速不低于经济增速、农村居民收入增长快于城镇居民收入。",
            [("income_per_capita", "ge", "gdp"), ("income_rural", "gt", "income_urban")],
        ),
        (
            "货币供应量和社会融资规模增速与名义经济增速基本匹配。",
            [("m2", "eq", "gdp"), ("deposits_loans", "eq", "gdp")],
        ),
        (
            "民间投资增速高于全市投资增速。",
            [("private_investment", "gt", "fixed_asset_investment")],
        ),
        (
            "生产总值、固定资产投资增速均高于全省平均水平。",
            [("gdp", "gt", "全省平均"), ("fixed_asset_investment", "gt", "全省平均")],
        ),
    ],
)
def test_a_comparison_without_a_figure(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(r.left, r.op, r.right) for r in relations(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "固定资产投资增速高于全国平均0.3个百分点。",
        "生产总值超过1800亿元。",
        "调查失业率低于5.5%。",
        "新增就业不少于4.5万人。",
        "同步推进新型工业化和城镇化。",
        "优于往年的营商环境加快形成。",
        "规划建设同步实施。",
        "高于一切、重于一切。",
        "完善与市情相适应的体制，引导风俗与时代要求相适应。",
        "机遇大于挑战。",
        "铁路、航空客运量双双超过千万人次。",
        "物流费用比率优于全国约1个百分点。",
    ],
)
def test_no_relation_is_made_of_it(text: str) -> None:
    assert relations(text) == ()


def test_a_relation_knows_its_time_and_place() -> None:
    report = page(review="居民收入增速高于经济增速。", outlook="居民收入增长与经济增长同步。")
    assert [(r.role, r.period, r.place) for r in report.relations] == [
        ("result", "2025", "self"),
        ("target", "2026", "self"),
    ]
    text = report.document.source_text
    assert [text[r.start : r.end] for r in report.relations] == [
        "居民收入增速高于经济增速",
        "居民收入增长与经济增长同步",
    ]
    assert all(r.evidence_start <= r.start < r.end <= r.evidence_end for r in report.relations)


def test_a_relation_beside_a_figure() -> None:
    text = "生产总值增长5.2%，高于全省平均水平。"
    assert [(c.indicator, c.value) for c in past(text)] == [("gdp", 5.2)]
    assert [(r.left, r.op, r.right) for r in page(review=text).relations] == [
        ("gdp", "gt", "全省平均")
    ]


def test_ids_differ_where_a_clause_compares_two_things() -> None:
    got = relations("生产总值、固定资产投资增速均高于全省平均水平。")
    assert len({r.id for r in got}) == len(got) == 2
