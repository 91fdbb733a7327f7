"""Doubt of headings is doubt of the claims below them."""

from __future__ import annotations

import pytest

from duizhang.claims.recognised import DOUBT
from views.located import report

_BELOW = "新建学校12所，改造小区18个。"


def doubted(text: str, sure: dict[int, float] | None = None) -> dict[str, str]:
    """The numerals of the claims that are in doubt, and the rule that says why."""
    found = report(text, {} if sure is None else sure)
    return {
        text[c.start : c.start + 2]: next(
            (r.rule for r in c.reasons if r.rule.startswith("heading")), ""
        )
        for c in found.claims
        if DOUBT in c.doubt
    }


def test_a_heading_that_was_read_badly_makes_what_is_below_it_doubtful() -> None:
    text = "一、2024年工作回顾\n全市新建学校12所。\n二、2025年工作安排\n全市新建医院34所。\n"
    at = text.index("2025年") + 2
    assert doubted(text) == {}
    assert doubted(text, {at: 0.5}) == {"34": "heading above"}
    assert doubted(text, {text.index("二、"): 0.5}) == {"34": "heading above"}
    assert doubted(text, {text.index("、2025"): 0.5}) == {}  # a sign settles nothing


def test_what_lies_deeper_inherits_the_doubt() -> None:
    text = "一、2024年工作回顾\n（一）发展教育。\n全市新建学校12所。\n二、2025年工作安排\n今年建医院34所。\n"
    assert doubted(text, {text.index("回顾"): 0.5}) == {"12": "heading above"}


def test_where_a_number_is_absent_between_headings_one_may_be_lost() -> None:
    lines = [f"{n}、{words}\n全市新建项目{k}个。\n" for n, words, k in (
        ("一", "发展工业", 11), ("二", "发展农业", 22), ("三", "扩大内需", 33), ("五", "改善民生", 55),
    )]  # fmt: skip
    assert doubted("".join(lines)) == {"33": "heading lost below it"}
    whole = [*lines[:3], "四、深化改革\n各项改革推进。\n", lines[3]]
    assert doubted("".join(whole)) == {}


@pytest.mark.parametrize(
    ("heading", "doubtful"),
    [
        ("衡阳制造立市文旅兴城", True),  # of another city, the space behind it is lost
        ("岳阳市港口经济提速", True),
        ("制造立市文旅兴城", False),
        ("长沙制造立市文旅兴城", False),  # its own
    ],
)
def test_a_heading_that_names_another_place(heading: str, doubtful: bool) -> None:
    text = f"长沙市政府工作报告\n{heading}\n全市{_BELOW}\n"
    expected = dict.fromkeys(("12", "18"), "heading names a place") if doubtful else {}
    assert doubted(text) == expected


def test_a_typed_page_has_no_such_doubt() -> None:
    text = f"长沙市政府工作报告\n衡阳制造立市文旅兴城\n全市{_BELOW}\n"
    assert not any(DOUBT in c.doubt for c in report(text).claims)


def test_a_wholly_sure_line_has_the_doubt_of_its_heading() -> None:
    text = f"长沙市政府工作报告\n衡阳制造立市文旅兴城\n全市{_BELOW}\n"
    start = text.index("全市")
    certain = dict.fromkeys(range(start, len(text)), 1.0)
    assert set(doubted(text, certain)) == {"12", "18"}
