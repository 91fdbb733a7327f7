"""Posters: a number large on a line of its own, its unit and its words on the lines around it.

A run of short lines without a line between them is such a part of a page when some of its lines are
a number alone (``3268.5``) or a number with its unit (``62%``), and none ends a sentence. Its lines
are joined to cells, each of which is one figure with its words. Which of them come first, the run's
first line tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from duizhang.reading.layout import tables

Kind = Literal["number", "unit", "value", "change", "told", "label", "head"]

_STOP = re.compile("[。！？；]")
_DATE = re.compile(r"[0-9]{4}\s?年$")


class _Patterns(NamedTuple):
    longest: int
    number: re.Pattern[str]
    unit: re.Pattern[str]
    value: re.Pattern[str]
    change: re.Pattern[str]
    told: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data = tables()["cells"]
    number, unit, hedge = data["number"], data["unit"], data["hedge"]
    one = rf"(?:{number})\s*{unit}{hedge}"
    value = rf"{one}(?:\s*(?:→|[—–~～-]{{1,2}}|至)\s*{one})?"
    return _Patterns(
        data["longest"],
        re.compile(number + "$"),
        re.compile(rf"{unit}{hedge}(?:$|[，,、；\s])"),
        re.compile(value + "$"),
        re.compile(rf"{data['change']}[^。；]*[0-9]"),
        re.compile(rf"[0-9０-９.．]\s*{unit}{hedge}$"),
    )


def kind_of(text: str, marked: bool) -> Kind:
    """What a short line is; ``marked``: it begins with the mark of a section (1., （一）)."""
    known = _patterns()
    if known.number.match(text) and not text.endswith((",", "，", " ")):
        return "number"
    if known.value.match(text):
        return "value"
    if known.change.match(text):
        return "change"
    if known.unit.match(text):
        return "unit"
    if marked:
        return "head"
    return "told" if known.told.search(text) and not _DATE.search(text) else "label"


def cells(lines: Sequence[tuple[str, bool]]) -> list[bool] | None:
    """For each line of a run (its text, whether it is marked) whether it goes on in the next.

    None where no part of the run is one of a poster.
    """
    known = _patterns()
    joined = [False] * len(lines)
    first, any_found = 0, False
    for i in range(len(lines) + 1):
        if i < len(lines) and _may_stand_in(*lines[i], known.longest):
            continue
        found = _cells(lines[first:i]) if i - first > 1 else None
        if found is not None:
            joined[first:i], any_found = found, True
        first = i + 1
    return joined if any_found else None


def _may_stand_in(text: str, marked: bool, longest: int) -> bool:
    """Whether a line is none of running text: short, without a stop, its words without a comma."""
    if len(text) > longest or _STOP.search(text):
        return False
    return "，" not in text or kind_of(text, marked) != "label"


def _cells(lines: Sequence[tuple[str, bool]]) -> list[bool] | None:
    kinds = [kind_of(text, marked) for text, marked in lines]
    for i, (text, _) in enumerate(lines):  # the number of a section, a title that opens a list
        if (kinds[i] == "number" and len(text) <= 2 and kinds[i + 1 : i + 2] != ["unit"]) or (
            kinds[i] == "label" and text[-1] in "：:"
        ):
            kinds[i] = "head"
    pairs = list(pairwise(kinds))
    apart = [k in ("number", "value") for k in kinds]
    if not any(apart) or ("number", "number") in pairs or "label" not in kinds:
        return None
    first = next((k for k in kinds if k != "head"), "label")
    ahead = first in ("number", "value")  # the figure stands before its words
    joined = [False] * len(lines)
    for i, (kind, following) in enumerate(pairs):
        if (kind, following) == ("number", "unit") or following == "change":
            joined[i] = kind != "head"
        elif ahead:
            joined[i] = kind in ("number", "value", "unit", "label") and following == "label"
        else:
            joined[i] = kind == "label" and following in ("label", "number", "value")
    return joined if ahead else _reaching(kinds, joined)


def _reaching(kinds: Sequence[Kind], joined: list[bool]) -> list[bool]:
    """``joined`` without the words that reach no figure."""
    reached = False
    for i in range(len(joined) - 1, -1, -1):
        if kinds[i] != "label":
            reached = kinds[i] in ("number", "value")
        elif joined[i] and not reached:
            joined[i] = kinds[i + 1] == "change"
    return joined
