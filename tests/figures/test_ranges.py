"""Two numerals that say one thing: ranges, fractions, ratios. And two that do not."""

from __future__ import annotations

import pytest

from texts import figures, quantities, wrong

# (lower, upper, unit) -> the ways to write it
RANGES: dict[tuple[float, float, str], list[str]] = {
    (4.5, 5, "%"): [
        "4.5%—5%",
        "4.5%-5%",
        "4.5%–5%",
        "4.5%～5%",
        "4.5%~5%",
        "4.5%－5%",
        "4.5%至5%",
        "4.5%到5%",
        "4.5—5%",
        "4.5至5%",
        "４．５％—５％",
        "4.5% — 5%",
    ],
    (30, 40, "%"): ["30%到40%", "30—40%", "3成至4成", "3至4成"],
    (5, 6, "个"): ["5—6个", "5至6个", "5个至6个", "5到6个"],
    (2000, 3000, "人"): ["2000—3000人", "2000至3000名"],
    (20_000, 30_000, "人"): ["2—3万人", "2万—3万人", "2万至3万人", "2万人至3万人"],
    (10_000_000_000, 12_000_000_000, "元"): ["100—120亿元", "100亿—120亿元", "100亿元至120亿元"],
    (90_000_000, 100_000_000, "元"): ["9000万—1亿元", "9000万元至1亿元"],
    (0.5, 1, "pp"): ["0.5—1个百分点", "0.5到1个百分点"],
    (3, 5, "年"): ["3—5年", "3至5年"],
}
ROWS = [
    *((meant, text) for meant, texts in RANGES.items() for text in texts),
    ((4.5, 5, "%"), "4.5%——5%"),
    wrong((0.5, 1, "pp"), "0.5个至1个百分点", why="个 is the first half of 个百分点 here"),
]


@pytest.mark.parametrize(("meant", "text"), ROWS)
def test_a_range_shares_its_unit(meant: tuple[float, float, str], text: str) -> None:
    page = f"预计可达{text}。"
    first, second = figures(page)
    assert (first.value, first.value2, first.unit) == meant
    assert page[first.end : first.unit_end].endswith(text[-1])
    assert (second.range_of, second.kind) == (first.start, "measure")


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("增长4.5%—5%。", "none"),
        ("增长4.5%—5%左右。", "about"),
        ("增长约4.5%—5%。", "about"),
        ("粮食稳定在200—210万吨以上。", "at_least"),
        ("失业率控制在5—5.5%以内。", "at_most"),
        ("不低于5—6个。", "at_least"),
    ],
)
def test_a_range_has_one_hedge(text: str, hedge: str) -> None:
    assert [f.hedge for f in figures(text) if f.range_of is None] == [hedge]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长4.5%、5%。", [(4.5, None, "%"), (5, None, "%")]),
        ("分别增长4.5%和5%。", [(4.5, None, "%"), (5, None, "%")]),
        ("从4.5%到5%。", [(4.5, None, "%"), (5, None, "%")]),
        ("由58%至64%。", [(58, None, "%"), (64, None, "%")]),
        ("从180万吨增加到210万吨。", [(1_800_000, None, "吨"), (2_100_000, None, "吨")]),
        ("新增5家，至6月底投产8家。", [(5, None, "家"), (8, None, "家")]),
        ("建成12座——总投资30亿元。", [(12, None, "座"), (3_000_000_000, None, "元")]),
    ],
)
def test_two_figures_beside_each_other_are_no_range(
    text: str, expected: list[tuple[float, float | None, str]]
) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025—2027年",
        "2025-2027年",
        "2025年—2027年",
        "2025年至2027年",
        "2024、2025年",
        ("2025至2027年",),
        ("2025到2027年",),
        ("2025~2027年",),
        ("2025～2027年",),
        ("2025和2026年",),
    ],
)
def test_two_years_are_two_dates(text: str) -> None:
    assert [f.kind for f in figures(f"实施{text}行动计划。")] == ["date", "date"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("覆盖1/4的乡镇。", 0.25), ("占全部耕地的2/5。", 0.4), ("完成3／8。", 0.375)],
)
def test_a_fraction_is_one_figure(text: str, value: float) -> None:
    first, second = figures(text)
    assert (first.value, first.unit, second.range_of) == (value, "", first.start)


@pytest.mark.parametrize(
    "text",
    [
        "收入比缩小到2.5∶1。",
        "收入比缩小到2.5:1。",
        "收入比缩小到2.5：1。",
        "收入比缩小到2.5 ∶ 1。",
    ],
)
def test_a_proportion_is_one_figure(text: str) -> None:
    first, second = figures(text)
    assert (first.value, first.unit, second.range_of) == (2.5, "", first.start)


@pytest.mark.parametrize("sign", ["∶", ":", "："])
def test_shares_of_a_whole_are_three_figures(sign: str) -> None:
    text = f"三次产业结构为{sign.join(('8.3', '41.4', '50.3'))}。"
    assert quantities(text) == [(8.3, None, ""), (41.4, None, ""), (50.3, None, "")]


@pytest.mark.parametrize(
    "text", ["用于1/0的", "1/0", "0/0元", "3—", "—3", "5%—", "1/2/3", "2:1:", "5——6——7%"]
)
def test_odd_pairs_are_read_all_the_same(text: str) -> None:
    got = figures(text)
    heads = {f.start for f in got if f.range_of is None}
    assert all(f.range_of in heads for f in got if f.range_of is not None)
