"""The headline targets of a report: those that stand together around the economy's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from duizhang.views.headline import slot_of
from duizhang.views.words import safe

Row = Mapping[str, Any]
_NEAR = 100  # source characters between two targets of one sentence or list
_SHORT = 40  # characters of a task that stands as a line among the headline targets
_PARAGRAPH = re.compile(r"。\s*\n|\n\s*\n(?!\s*[-*•])")


def main_document(rows: Sequence[Row], year: int) -> str:
    """The document of ``year`` that has the headline targets: rows come by rank of documents."""
    for row in rows:
        if slot_of(row, year) == "target" and row["indicator"] == "gdp":
            return str(row["document"])
    return next((str(r["document"]) for r in rows if slot_of(r, year) == "target"), "")


def block(spots: Sequence[tuple[int, int, Row]], text: str) -> list[Row]:
    """The targets that stand close together around the economy's, in the order of the page."""
    at = next((n for n, s in enumerate(spots) if s[2].get("indicator") == "gdp"), None)
    if at is None:
        at = next((n for n, s in enumerate(spots) if s[2].get("indicator")), None)
    if at is None:
        return []
    section = spots[at][2]["section"]

    def joined(left: int, right: int) -> bool:
        between = text[spots[left][1] : spots[right][0]]
        close = len(between) <= _NEAR and not _PARAGRAPH.search(between)
        return close and spots[left][2]["section"] == spots[right][2]["section"] == section

    first = last = at
    while first and joined(first - 1, first):
        first -= 1
    while last + 1 < len(spots) and joined(last, last + 1):
        last += 1
    return [s[2] for s in spots[first : last + 1]]


def clause(row: Row) -> str:
    """The words of a comparison: the clause of its sentence in which it stands."""
    sentence = str(row["sentence"])
    at = int(row["start_at"]) - int(row["evidence_start"])
    left = max((sentence.rfind(mark, 0, max(at, 0)) for mark in "，,；;。：、\n"), default=-1) + 1
    stops = [s for mark in "，,；;。\n" if (s := sentence.find(mark, max(at, 0))) >= 0]
    words = safe("".join(sentence[left : min([*stops, len(sentence)])].split())).strip("-*• ")
    return words or safe(sentence)


def beside(pledge: Row, stand: Sequence[Row]) -> bool:
    """Whether a task without figures stands as a short line among the headline targets."""
    if pledge["kind"] != "task" or pledge["claims"] or len(str(pledge["text"])) > _SHORT:
        return False
    return any(
        pledge["section"] == r["section"]
        and min(abs(pledge["start_at"] - r["end_at"]), abs(pledge["end_at"] - r["start_at"])) <= 12
        for r in stand
    )
