"""What a hostile page costs: steps are counted, not seconds, and grow as the page does.

A step is a line of Duizhang's own code that runs; a text twice as long may take hardly more than
twice the steps. What a pattern does inside one step is capped by tests of a very long page below.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from duizhang.model import Document
from duizhang.reading import decode, make_source
from duizhang.report import interpret
from texts import read_text

SIZE = 300
LIMIT = 2.1

Write = Callable[[int], str]


def page(words: str) -> Document:
    text = f"一、2025年工作回顾\n\n全市{words}\n\n二、2026年工作安排\n\n全市{words}\n"
    return decode(make_source("x.txt", text.encode()))


def steps(words: str) -> int:
    """How many lines of Duizhang run while it interprets ``words``."""
    document = page(words)
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        return line if "duizhang" in frame.f_code.co_filename else None

    interpret(document)  # what is compiled once is compiled now
    sys.settrace(call)
    try:
        interpret(document)
    finally:
        sys.settrace(None)
    return count


LINES: dict[str, Write] = {
    "figures of a list": lambda n: "增长5%、" * n,
    "figures of clauses": lambda n: "新增就业12人，" * n,
    "ranges": lambda n: "5%—6%，" * n,
    "ranges of a list": lambda n: "5%—6%、" * n,
    "bare numbers": lambda n: "5 " * n,
    "a ratio without end": lambda n: "2∶" * n + "1",
    "a fraction without end": lambda n: "2/" * n + "1",
    "years": lambda n: "2020年，" * n + "增长5%",
    "years with figures": lambda n: "2020年增长5%，" * n,
    "years shared out": lambda n: "2024年和2025年分别新增5个和6个，" * n,
    "years left behind": lambda n: "在去年基础上，" * n + "增长5%，" * n,
    "from and to": lambda n: "从5%提高到6%，" * n,
    "a list shared out": lambda n: "工业、" * n + "分别增长" + "5%、" * n,
    "clauses without figures": lambda n: "推进工作，" * n,
    "effort without figures": lambda n: "力争推进工作，" * n + "增长5%",
    "effort with figures": lambda n: "力争增长5%，" * n,
    "comparisons": lambda n: "居民收入增速高于经济增速，" * n,
    "a list compared": lambda n: "收入、" * n + "均高于全省平均水平",
    "brackets": lambda n: "（" * n + "5%" + "）" * n,
    "quotes": lambda n: "“" * n + "5%" + "”" * n,
    "quotes with figures": lambda n: "“增长5%”" * n,
    "chinese numerals": lambda n: "近三成，" * n,
    "headings": lambda n: "。\n\n一、2025年工作回顾\n\n增长5%。" * n,
    "headings of one depth": lambda n: "。\n\n" + "（一）推进\n\n" * n,
    "sentences": lambda n: "增长5%。" * n,
    "places": lambda n: "。\n\n" + "衡阳\n\n增长5%。\n\n邵阳\n\n增长6%。\n\n" * (n // 4),
    "lists": lambda n: "抓好十大产业项目，" * n,
    "items": lambda n: "抓好十大产业项目：" + "一是新增学位12个；" * n,
    "tasks": lambda n: "推进建设12个项目。" * n,
    "letters and digits": lambda n: "a1f" * n,
}


@pytest.mark.parametrize("write", LINES.values(), ids=LINES)
def test_steps_grow_as_the_page_does(write: Write) -> None:
    assert steps(write(2 * SIZE)) <= LIMIT * steps(write(SIZE))


def test_a_line_of_twenty_thousand_figures_is_read() -> None:
    claims = read_text("增长5%、" * 20_000).claims
    assert len(claims) == 20_000
    assert {c.aspect for c in claims} == {"growth"}


def test_nine_hundred_thousand_digits_are_one_figure_without_a_value() -> None:
    report = read_text("增长" + "1" * 900_000 + "%。")
    (figure,) = report.figures
    assert (figure.end - figure.start, figure.value) == (900_000, None)
    assert report.claims == ()


def test_very_many_clauses_before_a_figure() -> None:
    (claim,) = read_text("推进工作，" * 190_000 + "增长5%。").claims
    assert (claim.value, claim.aspect) == (5, "growth")
    assert len(claim.subject) < 100


def test_a_deep_nest_of_brackets_is_read() -> None:
    (claim,) = read_text("（" * 100_000 + "增长5%" + "）" * 100_000).claims
    assert claim.value == 5
