"""Hedges: how sure or how bounded a figure is, in every way reports say it."""

from __future__ import annotations

import pytest

from texts import figures, wrong

SAID: dict[str, list[str]] = {
    "none": ["增长6.5%", "完成120亿元", "达到120亿元", "共120亿元", "签约120亿元", "经过120天"],
    "about": [
        "增长6.5%左右",
        "约120亿元",
        "大约120亿元",
        "近120亿元",
        "接近120亿元",
        "120亿元上下",
        "基本达到120亿元",
        "增长 6.5% 左右",
        "约有120家",
        "约占12%",
    ],
    "at_least": [
        "增长6.5%以上",
        "120家及以上",
        "不低于120亿元",
        "不少于120张",
        "至少120天",
        "不低于上年的1.6倍",
        "120万吨以上",
    ],
    "over": [
        "超120亿元",
        "超过120亿元",
        "突破120亿元",
        "突破了120亿元",
        "高于120亿元",
        "多于120家",
        "逾120家",
        "跨越120亿元",
        "迈上120亿元台阶",
        "120多家",
        "120余家",
        "120多万人",
        "12万多人",
        "12万余人",
        "跨越120亿元大关",
    ],
    "at_most": [
        "控制在5.5%以内",
        "不超过5.5%",
        "不高于5.5%",
        "120微克/立方米以下",
        "控制在5.5%之内",
        "最多120家",
    ],
    "under": ["低于5.5%", "不足120家", "不到120家", "少于120家", "未满120天"],
}
ROWS = [(hedge, text) for hedge, texts in SAID.items() for text in texts]


@pytest.mark.parametrize(("hedge", "text"), ROWS, ids=[t for _, t in ROWS])
def test_a_hedge_however_it_is_said(hedge: str, text: str) -> None:
    assert [f.hedge for f in figures(f"全年{text}。")] == [hedge]


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("超过120亿元左右。", ["over"]),
        ("力争突破120亿元以上。", ["over"]),
        ("约120亿元以上。", ["about"]),
        ("不超过120多家。", ["over"]),
    ],
)
def test_of_two_hedges_the_nearest_counts(text: str, hedges: list[str]) -> None:
    assert [f.hedge for f in figures(text)] == hedges


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("增长4.5%、5.5%左右。", ["none", "about"]),
        ("分别增长7%左右和8%左右。", ["about", "about"]),
        ("工业投资、民间投资分别超过120亿元、80亿元。", ["over", "over"]),
        ("出口、进口分别突破120亿元和80亿元。", ["over", "over"]),
        ("工业投资120亿元以上，民间投资80亿元。", ["at_least", "none"]),
        ("约120家企业、80个项目。", ["about", "none"]),
        wrong(
            "工业投资、民间投资均增长4.5%、5.5%以上。",
            ["at_least", "at_least"],
            why="均 spreads the hedge behind a list",
        ),
        wrong(
            "规上工业、服务业都增长4.5%、5.5%左右。",
            ["about", "about"],
            why="都 spreads the hedge behind a list",
        ),
    ],
)
def test_a_hedge_belongs_to_its_figure_unless_spread(text: str, hedges: list[str]) -> None:
    assert [f.hedge for f in figures(text)] == hedges


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("60岁以上老人体检。", "at_least"),
        ("10亿元以上项目。", "at_least"),
        ("35千伏以上变电站。", "at_least"),
        ("3岁以下婴幼儿。", "at_most"),
    ],
)
def test_a_bound_on_what_is_counted_is_a_hedge(text: str, hedge: str) -> None:
    assert [f.hedge for f in figures(text)] == [hedge]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("增长6.5%左右。", "左右"),
        ("超过120亿元。", "超过"),
        ("控制在5.5%以内。", "以内"),
    ],
)
def test_a_claim_says_which_word_hedged_it(text: str, word: str) -> None:
    from texts import page

    report = page(outlook="生产总值" + text)
    (claim,) = report.claims
    reason = next(r for r in claim.reasons if r.field == "hedge")
    assert report.document.source_text[reason.start : reason.end] == word


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("负债率始终没有突破60%。", "at_most"),
        ("浓度下降12%多。", "over"),
        ("外出人口占1/4左右。", "about"),
    ],
)
def test_hedges_behind_a_share_and_of_what_did_not_happen(text: str, hedge: str) -> None:
    assert figures(text)[0].hedge == hedge
