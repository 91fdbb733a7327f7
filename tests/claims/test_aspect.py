"""Aspect and sign: what kind of number a figure is, and whether it is a fall."""

from __future__ import annotations

import pytest

from texts import past, wrong

ASPECTS: dict[str, list[tuple[str, float]]] = {
    "level": [
        ("粮食产量210万吨。", 2_100_000),
        ("新增城镇就业4.5万人。", 45_000),
        ("净增规上企业42家。", 42),
        ("生产总值达到1830亿元。", 183_000_000_000),
        ("固定资产投资增加到320亿元。", 32_000_000_000),
        ("改造老旧小区173个。", 173),
        ("发放消费券7亿元。", 700_000_000),
        ("贷款余额2100亿元。", 210_000_000_000),
        ("新增专项债券18亿元。", 1_800_000_000),
        ("新建农村公路260公里。", 260),
    ],
    "growth": [
        ("生产总值增长5.2%。", 5.2),
        ("工业投资年均增长9%。", 9),
        ("居民消费价格涨幅2%。", 2),
        ("居民消费价格上涨0.3%。", 0.3),
        ("规上工业增加值增速达6.1%。", 6.1),
        ("能耗强度下降3.8%。", -3.8),
        ("案件数量降低12%。", -12),
        ("事故起数减少8.5%。", -8.5),
        ("一般性支出压减15%。", -15),
        ("压减一般性支出15%。", -15),
        ("会议文件精简12%。", -12),
        ("精简会议文件12%。", -12),
        ("税收收入降幅2.1%。", -2.1),
        ("细颗粒物浓度改善5%。", -5),
        ("PM2.5平均浓度改善5%。", -5),
        ("房地产开发投资负增长4%。", -4),
        ("旅游收入增长30%以上。", 30),
        ("出口同比增长11.2%。", 11.2),
        ("进出口比上年增长8%。", 8),
        ("人口自然增长率3.3‰。", 3.3),
    ],
    "change": [
        ("城镇化率提高2.5个百分点。", 2.5),
        ("调查失业率下降0.2个百分点。", -0.2),
        ("增速收窄0.6个百分点。", -0.6),
        ("利率下调50个基点。", -50),
        ("裁减员额20万。", -200_000),
        ("压减一般性支出18亿元。", -1_800_000_000),
        ("出口下降1.34亿元。", -134_000_000),
        ("减少农村贫困人口12万人。", -120_000),
        ("收入增加1200元。", 1200),
        ("增速高于全国平均0.3个百分点。", 0.3),
        ("综合排名上升3位。", 3),
        ("PM2.5平均浓度下降2微克/立方米。", -2),
    ],
    "share": [
        ("调查失业率5.1%。", 5.1),
        ("民生支出占财政支出比重80%。", 80),
        ("森林覆盖率达到62.5%。", 62.5),
        ("制造业增加值占比提升至34.2%。", 34.2),
        ("机械化率稳定在85%。", 85),
        ("空气质量优良天数比例93%。", 93),
        ("覆盖8成以上社区。", 80),
        ("覆盖1/4的乡镇。", 0.25),
        ("研发经费投入强度达2.8%。", 2.8),
        ("城镇化率提高到64.5%。", 64.5),
        ("赤字率4%。", 4),
        ("入学率99.9%。", 99.9),
    ],
    "rank": [
        ("生产总值居全省第5位。", 5),
        ("增速居全省第1。", 1),
        ("总量进入全国前30。", 30),
        ("规上工业增加值增速列全省第2名。", 2),
    ],
    "multiple": [
        ("产值增长2.5倍。", 2.5),
        ("出口是上年的3倍。", 3),
        ("规模达到2020年的1.8倍。", 1.8),
        ("产量翻2番。", 2),
    ],
    "index": [
        ("PM2.5平均浓度28.5微克/立方米。", 28.5),
        ("PM2.5平均浓度降至28.5微克/立方米。", 28.5),
        ("城乡居民收入比缩小到2.5∶1。", 2.5),
        ("城乡居民收入比为2.36。", 2.36),
        ("每千人口托位数达到4.8个。", 4.8),
        ("每万人口发明专利拥有量达到12.6件。", 12.6),
        ("每千人口床位数7.2张。", 7.2),
    ],
    "qualifier": [
        ("10亿元以上项目加快建设。", 1_000_000_000),
        ("35千伏以上变电站全部投运。", 35),
        ("60岁以上老人免费体检。", 60),
        ("500千伏变电站投运。", 500),
        ("3岁以下婴幼儿照护。", 3),
        ("100万元以上贷款户。", 1_000_000),
    ],
}
ROWS = [
    *((aspect, text, value) for aspect, rows in ASPECTS.items() for text, value in rows),
    ("qualifier", "2万吨酱酒扩建项目开工。", 20_000),
    ("index", "单位工业增加值能耗降至0.32吨标准煤/万元。", 0.32),
    wrong("qualifier", "30万千瓦机组并网。", 300_000, why="a capacity that opens the sentence"),
    ("change", "综合排名上升3个位次。", 3),
]


@pytest.mark.parametrize(("aspect", "text", "value"), ROWS)
def test_aspect(aspect: str, text: str, value: float) -> None:
    assert [(c.aspect, c.value) for c in past(text)] == [(aspect, value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "生产总值1830亿元、增长5.5%。",
            [("level", "gdp", 183_000_000_000), ("growth", "gdp", 5.5)],
        ),
        (
            "固定资产投资增长6%，高于全国平均0.3个百分点。",
            [("growth", "fixed_asset_investment", 6), ("change", "", 0.3)],
        ),
        (
            "工业投资增长9%，快于经济增速1个百分点。",
            [("growth", "industrial_investment", 9), ("change", "", 1)],
        ),
        (
            "进出口320亿元，增长8%，居全省第5位。",
            [
                ("level", "trade_total", 32_000_000_000),
                ("growth", "trade_total", 8),
                ("rank", "trade_total", 5),
            ],
        ),
        (
            "城镇化率从58.2%提高到64.5%，提高6.3个百分点。",
            [
                ("share", "urbanization_rate", 58.2),
                ("share", "urbanization_rate", 64.5),
                ("change", "urbanization_rate", 6.3),
            ],
        ),
        (
            "三次产业结构为8.3∶41.4∶50.3。",
            [("share", "", 8.3), ("share", "", 41.4), ("share", "", 50.3)],
        ),
        (
            "能耗强度和碳排放强度分别下降3.8%、4.1%。",
            [("growth", "energy_intensity", -3.8), ("growth", "carbon_intensity", -4.1)],
        ),
        ("税收收入下降3%—4%。", [("growth", "tax_revenue", -3)]),
        ("PM2.5平均浓度改善5%。", [("growth", "pm25", -5)]),
        ("PM2.5浓度改善5%。", [("growth", "pm25", -5)]),
        ("城乡居民收入比由2.42缩小到2.31。", [("index", "", 2.42), ("index", "", 2.31)]),
        (
            "收入比缩小到2.5∶1，三次产业结构为8.3∶41.4∶50.3。",
            [("index", "", 2.5), ("share", "", 8.3), ("share", "", 41.4), ("share", "", 50.3)],
        ),
    ],
)
def test_figures_of_one_thing(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(c.aspect, c.indicator, c.value) for c in past(text)] == expected


def test_a_falling_range_falls_at_both_ends() -> None:
    (claim,) = past("税收收入下降3%—4%。")
    assert (claim.value, claim.value2) == (-3, -4)


def test_a_fall_says_which_word_made_it_one() -> None:
    (claim,) = past("能耗强度下降3.8%。")
    assert ("value", "a fall is negative", "下降") in [
        (r.field, r.rule, r.value) for r in claim.reasons
    ]


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("签约项目80个，其中5亿元以上12个。", ["level", "qualifier", "level"]),
        ("每千人口拥有3岁以下婴幼儿托位4.6个。", ["qualifier", "index"]),
    ],
)
def test_a_bound_and_what_it_bounds(text: str, aspects: list[str]) -> None:
    assert [c.aspect for c in past(text)] == aspects
