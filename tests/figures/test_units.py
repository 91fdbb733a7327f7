"""Quantities: each meaning with the ways a report writes it, and what only looks like one.

The left side is what is meant, the right side how it may be written (after duckling's corpora).
Whoever changes units.toml adds a line here.
"""

from __future__ import annotations

import pytest

from texts import figures, quantities

MEANT: dict[tuple[float, str], list[str]] = {
    (6.5, "%"): ["6.5%", "6.5％", "６.５％", "６．５％", "6.5 %"],
    (3.3, "‰"): ["3.3‰", "3.3 ‰"],
    (2.5, "pp"): ["2.5个百分点", "2.5 个百分点", "2.5个 百分点"],
    (50, "bp"): ["50个基点", "50基点", "50BP", "50个BP", "50bp"],
    (80, "%"): ["8成", "80%"],
    (65, "%"): ["6.5成"],
    (45_000, "人"): ["4.5万人", "45000人", "4.5 万人", "4.5万 人", "4.5万名", "４.５万人"],
    (3_000, "人"): ["3千人", "3000人", "3000名"],
    (100_000_000_000, "元"): ["1000亿元", "1000 亿元", "1千亿元", "10百亿元"],
    (1_300_000_000_000, "斤"): ["1.3万亿斤", "13000亿斤"],
    (1_200_000, "元"): ["120万元", "1.2百万元"],
    (450_000_000, "美元"): ["4.5亿美元", "4.5 亿美元"],
    (54_800, "平方米"): ["5.48万平方米", "5.48万㎡", "5.48万平米", "5.48万m²"],
    (120, "平方公里"): ["120平方公里", "120 平方公里"],
    (800_000, "亩"): ["80万亩"],
    (350, "公里"): ["350公里", "350 公里"],
    (2_000_000, "千瓦"): ["200万千瓦", "200 万千瓦"],
    (15_000_000_000, "千瓦时"): ["150亿千瓦时"],
    (300_000_000, "立方米"): ["3亿立方米"],
    (2_100_000, "吨"): ["210万吨", "210万 吨", "2.1百万吨"],
    (500, "公斤"): ["500公斤"],
    (28.5, "微克/立方米"): ["28.5微克/立方米", "28.5微克每立方米", "28.5μg/m3", "28.5μg/m³"],
    (1.5, "毫克/升"): ["1.5毫克/升", "1.5毫克每升", "1.5mg/L"],
    (2.5, "倍"): ["2.5倍"],
    (320, "天"): ["320天"],
    (7, "年"): ["7年"],
    (6, "个月"): ["6个月"],
    (173, "个"): ["173个"],
    (42, "家"): ["42家"],
    (12_000, "户"): ["1.2万户", "12000户"],
    (31_000, "户次"): ["3.1万户次"],
    (32_000, "人次"): ["3.2万人次"],
    (260, "列"): ["260列"],
    (2_359, "张"): ["2359张"],
    (18, "条"): ["18条"],
    (96, "项"): ["96项"],
    (14, "件"): ["14件"],
    (35, "座"): ["35座"],
    (500, "千伏"): ["500千伏", "500 千伏"],
    (600_000, "标箱"): ["60万标箱"],
    (2_000_000, "吨/年"): ["200万吨/年"],
    (30_000, "吨/日"): ["3万吨/日", "3万吨／日"],
    (200, "元/月"): ["200元/月"],
}
WRITTEN = [
    *((meant, text) for meant, texts in MEANT.items() for text in texts),
    ((2.5, "pp"), "2.5百分点"),
]


@pytest.mark.parametrize(("meant", "text"), WRITTEN)
def test_a_quantity_however_it_is_written(meant: tuple[float, str], text: str) -> None:
    assert quantities(f"全年完成{text}。") == [(meant[0], None, meant[1])]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("涉及6部门", 6, ""),
        ("惠及3000万农村人口", 30_000_000, ""),
        ("选出12个体户代表", 12, "个"),
        ("公布5条件", 5, ""),
        ("培育8家庭农场", 8, ""),
        ("支持20场馆开放", 20, ""),
        ("制定9级别标准", 9, ""),
    ],
)
def test_a_unit_is_not_read_out_of_another_word(text: str, value: float, unit: str) -> None:
    got = quantities(text + "。")
    assert [(v, u) for v, _, u in got] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("全年完成4.5万人，", "4.5万人"),
        ("全年完成4.5万 人，", "4.5万 人"),
        ("全年完成2.5个百分点，", "2.5个百分点"),
        ("全年完成28.5微克每立方米，", "28.5微克每立方米"),
        ("全年完成**120**万元，", "120**万元"),
        ("全年完成3000万，", "3000万"),
        ("全年完成3000，", "3000"),
    ],
)
def test_the_unit_ends_where_it_does_in_the_source(text: str, end: str) -> None:
    (figure,) = figures(text)
    assert text[figure.start : figure.unit_end] == end


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("完成0.1亿元。", 10_000_000),
        ("完成4.35亿元。", 435_000_000),
        ("完成1.005万元。", 10_050),
        ("完成123456789012元。", 123_456_789_012),
        ("完成07元。", 7),
        ("完成0元。", 0),
    ],
)
def test_a_value_is_exact(text: str, value: float) -> None:
    assert [v for v, _, _ in quantities(text)] == [value]


COLUMN = """全市经济运行总体平稳、稳中有
进。实现地区生产总值迈上新台
阶，发展质量持续提升。新增规上
企业较多，全年新增就业人员12
5人，零就业家庭动态清零，城乡
居民收入稳步提高，社会大局和谐
稳定，完成全年任务，人民满意。"""


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (COLUMN, ["12", "5"]),
        ("全年新增城镇就业1 .5万人，转移就业稳定。", ["1", "5"]),
    ],
)
def test_a_broken_numeral_is_one_figure(text: str, pieces: list[str]) -> None:
    first, second = figures(text)
    assert [first.text, second.text] == pieces
    assert (first.unit, first.range_of, second.range_of) == ("人", None, first.start)
    assert second.value is None


def test_a_numeral_printed_twice_counts_once() -> None:
    got = figures("**新** **增** **1** **1** **2** **2** **家** **企** **业**")
    assert all(f.kind in ("measure", "marker") for f in got)


def test_a_thousands_comma_is_part_of_the_number() -> None:
    """The codebook's numerals end at the comma: the pieces share one value."""
    first, second = figures("完成投资1,250亿元。")
    assert first.value == 125_000_000_000
    assert second.range_of == first.start
