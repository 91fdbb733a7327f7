"""Ranks: 第N位 and its kin count places, whatever stands behind the numeral."""

from __future__ import annotations

import pytest

from texts import figures


@pytest.mark.parametrize(
    ("text", "value", "hedge"),
    [
        ("增速居全省第5位。", 5, "none"),
        ("增速居全省第 5 位。", 5, "none"),
        ("增速列全国第37名。", 37, "none"),
        ("总量居全省第1。", 1, "none"),
        ("总量居全省第1，增速居全省第3。", 1, "none"),
        ("总量排名全国前30。", 30, "at_most"),
        ("总量进入全国前30位。", 30, "at_most"),
        ("总量跻身全省前3名。", 3, "at_most"),
        ("综合排名升至第12位。", 12, "none"),
    ],
)
def test_a_rank_counts_places(text: str, value: float, hedge: str) -> None:
    first = figures(text)[0]
    assert (first.kind, first.value, first.unit, first.hedge) == ("measure", value, "位", hedge)


@pytest.mark.parametrize(
    "text",
    [
        "第28届运动会",
        "第3批名单",
        "第2次全国普查",
        "第14个五年规划",
        "第3产业",
    ],
)
def test_an_ordinal_of_a_title_is_no_rank(text: str) -> None:
    assert [f.kind for f in figures(f"举办{text}。")] == ["ordinal"]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("位次前移3位。", 3, "位"),
        ("增速较上年上升2位。", 2, "位"),
        ("走访居民30户。", 30, "户"),
        ("安置移民前20户。", 20, "户"),
    ],
)
def test_places_moved_and_things_counted_are_amounts(text: str, value: float, unit: str) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.unit) == (value, unit)
