from __future__ import annotations

import pytest

from duizhang.model import Claim, Figure, Reason, Segment
from duizhang.views.number import amount, as_written, gap, say

from . import handmade

SAID = [
    ({"value": 6.5, "unit": "%", "hedge": "about"}, "6.5%左右"),
    ({"value": 45000, "unit": "人"}, "4.5万人"),
    ({"value": 2910e8, "unit": "元"}, "2910亿元"),
    ({"value": 37, "unit": "位", "aspect": "rank", "place": "全国"}, "全国第37位"),
    ({"value": 37, "unit": "位", "aspect": "rank"}, "第37位"),
    ({"value": 30, "unit": "位", "aspect": "rank", "hedge": "at_most"}, "前30位"),
    ({"value": 3, "unit": "位", "aspect": "change"}, "3位"),
    ({"value": -3.8, "unit": "%", "aspect": "growth"}, "−3.8%"),
    ({"value": -3, "unit": "%", "aspect": "growth", "hedge": "about"}, "−3%左右"),
    ({"value": -3, "unit": "%", "aspect": "growth", "hedge": "at_least"}, "降3%以上"),
    ({"value": 2e6, "unit": "吨", "hedge": "over"}, "超200万吨"),
    ({"value": 5.5, "unit": "%", "hedge": "at_least"}, "5.5%以上"),
    ({"value": 3, "unit": "%", "hedge": "at_most"}, "3%以内"),
    ({"value": 8, "unit": "公里", "hedge": "under"}, "不足8公里"),
    ({"value": 6, "unit": "%", "strive": True}, "力争6%"),
    ({"value": 6, "unit": "%", "strive": True, "hedge": "about"}, "力争6%左右"),
    ({"value": 2e6, "unit": "吨", "strive": True, "hedge": "over"}, "力争超200万吨"),
    ({"value": 4.5, "value2": 5, "unit": "%"}, "4.5%—5%"),
    ({"value": 5, "value2": 6, "unit": "个"}, "5—6个"),
    ({"value": 40000, "value2": 50000, "unit": "人"}, "4—5万人"),
    ({"value": 5000, "value2": 10000, "unit": "人"}, "5000—10000人"),
    ({"value": 2.5, "unit": "pp", "aspect": "change"}, "2.5个百分点"),
    ({"value": -25, "unit": "bp", "aspect": "change"}, "−25个基点"),
    ({"value": 12345, "unit": "人"}, "12345人"),
    ({"value": 0, "unit": "起"}, "0起"),
    ({"value": -0.0, "unit": "%"}, "0%"),
    ({"value": 1.3e12, "unit": "斤"}, "1.3万亿斤"),
    ({"value": 140188.5e8, "unit": "元"}, "140188.5亿元"),
    ({"value": 4.35 * 1e8, "unit": "元"}, "4.35亿元"),
    ({"value": 35000, "unit": "%"}, "35000%"),
    ({"value": 28.5, "unit": "", "aspect": "index"}, "28.5"),
    ({"value": 0.0001, "unit": "微克/立方米", "aspect": "index"}, "0.0001微克/立方米"),
]


def made(**fields: object) -> Claim:
    defaults = {
        "id": "c:0", "start": 0, "end": 1, "aspect": "level", "role": "result", "period": "", "indicator": "",
        "subject": "", "place": "self",
    }  # fmt: skip
    return Claim(**(defaults | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(("fields", "words"), SAID)
def test_a_number_is_said_as_reports_say_it(fields: dict[str, object], words: str) -> None:
    assert say(made(**fields)) == words


def test_the_effort_word_can_be_left_to_the_caller() -> None:
    assert say(made(value=6, unit="%", strive=True), strive=False) == "6%"


def test_a_figure_without_a_value_says_its_text() -> None:
    assert say(Figure(0, 5, "name", "12345")) == "12345"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(2, "", "+2"), (-1.3, "", "−1.3"), (0, "pp", "0个百分点"), (2e9, "元", "+20亿元")],
)
def test_a_gap_bears_its_sign(value: float, unit: str, words: str) -> None:
    assert gap(value, unit) == words


def test_a_range_over_zero_keeps_both_minus_signs() -> None:
    assert amount(-2, "%", -1) == "−2%—−1%"


def test_the_written_number_has_its_unit_range_and_hedge() -> None:
    report = handmade.report()
    words = [as_written(report, c) for c in report.claims]
    assert words == [
        "2910亿元", "5.5%左右", "4.5万人", "3.8%", "第7位", "4.5%—5%", "12所", "近三成",
    ]  # fmt: skip


def test_what_a_column_put_into_a_number_is_left_out() -> None:
    text = "增长2**9\n10**亿元"
    marks = [("kept", 0, 3), ("dropped", 3, 5), ("kept", 5, 6), ("joined", 6, 7), ("kept", 7, 9),
             ("dropped", 9, 11), ("kept", 11, 13)]  # fmt: skip
    segments, at = [], 0
    for kind, start, end in marks:
        size = end - start if kind == "kept" else 0
        segments.append(Segment(kind, start, end, at, at + size))  # type: ignore[arg-type]
        at += size
    document = handmade.document(text, tuple(segments))
    figure = Figure(2, 9, "measure", "2910", 2910e8, unit="元", unit_end=13)
    report = handmade.report()
    report = type(report)(document, report.identity, figures=(figure,))
    assert as_written(report, figure) == "2910亿元"


def test_a_hedge_said_elsewhere_is_added() -> None:
    text = "甲、乙均增长5%、各地都在6%左右"
    start, end = handmade.spot(text, "5")
    c = made(
        start=start, end=end, unit_end=end + 1, value=5, unit="%", hedge="about",
        reasons=(Reason("hedge", "均…左右", "about", *handmade.spot(text, "左右")),),
    )  # fmt: skip
    report = type(handmade.report())(
        handmade.document(text), handmade.report().identity, claims=(c,)
    )
    assert as_written(report, c) == "5%左右"


@pytest.mark.parametrize("between", ["", " ", "**", " \n"])
def test_a_rank_keeps_its_ordinal_across_blanks_and_marks(between: str) -> None:
    text = f"升至全省第{between}7位"
    start = text.index("7")
    marks = [Segment("kept", 0, 5, 0, 5)]
    if between == "**":
        marks.append(Segment("dropped", 5, 7, 5, 5))
    marks.append(Segment("kept", marks[-1].end, len(text), 5, 5 + len(text) - marks[-1].end))
    c = made(value=7, unit="位", aspect="rank", start=start, end=start + 1, unit_end=start + 2)
    document = handmade.document(text, tuple(marks))
    report = type(handmade.report())(document, handmade.report().identity, claims=(c,))
    assert as_written(report, c).replace(" ", "") == "第7位"
