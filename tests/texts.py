"""Pages for the tests of what is read from them: a report of 2026 around the words to be tried."""

from __future__ import annotations

import pytest

from duizhang.model import Claim, Figure, Relation, Report
from duizhang.reading import decode, make_source
from duizhang.report import interpret

PAGE = """青溪市政府工作报告

一、2025年工作回顾

{review}

二、2026年工作安排

{outlook}
"""


def read_text(text: str, name: str = "x.txt") -> Report:
    """What a file that holds ``text`` says."""
    return interpret(decode(make_source(name, text.encode())))


def page(review: str = "", outlook: str = "") -> Report:
    """A report of 2026 with ``review`` as its look back on 2025 and ``outlook`` as its plans."""
    return read_text(PAGE.format(review=review, outlook=outlook))


def past(text: str) -> tuple[Claim, ...]:
    """The claims of ``text`` where it stands in a look back on 2025, in order."""
    return page(review=text).claims


def plan(text: str) -> tuple[Claim, ...]:
    """The claims of ``text`` where it stands in the plans for 2026, in order."""
    return page(outlook=text).claims


def relations(text: str) -> tuple[Relation, ...]:
    """The relations of ``text`` where it stands in the plans for 2026, in order."""
    return page(outlook=text).relations


def figures(text: str) -> tuple[Figure, ...]:
    """The numerals of ``text`` alone: a page of its own that says nothing of time or place."""
    return tuple(f for f in read_text(text).figures if not f.hanzi)


def quantities(text: str) -> list[tuple[float | None, float | None, str]]:
    """Value, upper value and unit of each quantity of ``text`` that stands for itself."""
    return [
        (f.value, f.value2, f.unit)
        for f in figures(text)
        if f.kind == "measure" and f.range_of is None
    ]


def wrong(*row: object, why: str) -> object:
    """A row of a table that the reader still gets wrong: the test fails when it is mended."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason=why))
