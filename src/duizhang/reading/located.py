"""Where a span of the source text lies in its file, as one place for tables and for people."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.model import Document, Locator

Box = tuple[float, float, float, float]
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_SAME_LINE = 0.5  # of the lower box's height, so much stands beside the other


class Place(NamedTuple):
    """A place in a file. What the format does not have is None.

    ``page`` from 1, ``box`` left, top, right, bottom in the page's unit (of the first line, where
    the span breaks over several); ``part`` the part, sheet or file; ``paragraph`` from 1; ``cell``
    (``B7``); ``part_start``/``part_end`` offsets in the decoded markup or in the paragraph;
    ``sure`` how sure the recogniser is of the least sure character, 0 to 1.
    """

    page: int | None = None
    box: Box | None = None
    part: str | None = None
    paragraph: int | None = None
    cell: str | None = None
    part_start: int | None = None
    part_end: int | None = None
    sure: float | None = None

    def __str__(self) -> str:
        """For people: ``第3页 (72, 340)–(120, 352)``, ``Sheet1!B7``, ``word/document.xml ¶12``."""
        words = []
        if self.cell is not None:
            sheet = self.part or ""
            if sheet and not _PLAIN_SHEET.fullmatch(sheet):
                sheet = "'" + sheet.replace("'", "''") + "'"
            words.append(f"{sheet}!{self.cell}" if sheet else self.cell)
        elif self.part:
            words.append(self.part)
        if self.page is not None:
            words.append(f"第{self.page}页")
        if self.box is not None:
            left, top, right, bottom = (round(x) for x in self.box)
            words.append(f"({left}, {top})–({right}, {bottom})")
        if self.paragraph is not None:
            words.append(f"¶{self.paragraph}")
        elif self.page is None and self.cell is None and self.part_start is not None:
            words.append(f"标记@{self.part_start}–{self.part_end}")
        return " ".join(words)


def place_of(document: Document, start: int, end: int) -> Place | None:
    """The place of the source span ``[start, end)``; None where the offsets are all there is."""
    if not document.locators:
        return None
    lines = lines_of(document, start, end)
    if not lines:
        return None
    first = lines[0]
    sure = [x for line in lines for x in line.sure]
    return Place(
        first.page or None,
        None if first.box is None else tuple(round(x, 2) for x in first.box),  # type: ignore[arg-type]
        first.part or None,
        first.paragraph or None,
        first.cell or None,
        first.at if first.at >= 0 else None,
        first.until if first.until >= 0 else None,
        round(min(sure), 3) if sure else None,
    )


def lines_of(document: Document, start: int, end: int) -> list[Locator]:
    """The runs of ``[start, end)`` in the file, those that stand on one line made one.

    What a joined run has of ``edges`` is dropped.
    """
    lines: list[Locator] = []
    for run in document.locate(start, end):
        if lines and _on_one_line(lines[-1], run):
            lines[-1] = _joined(lines[-1], run)
        else:
            lines.append(run)
    return lines


def _on_one_line(one: Locator, other: Locator) -> bool:
    if (one.page, one.part, one.paragraph, one.cell) != (
        other.page,
        other.part,
        other.paragraph,
        other.cell,
    ):
        return False
    if one.box is None or other.box is None:
        return one.box is other.box
    low = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    beside = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    # text that goes on in the next column stands beside the line it left, but far from it
    gap = max(other.box[0] - one.box[2], one.box[0] - other.box[2])
    return beside >= _SAME_LINE * low and gap <= 2 * max(low, 1)


def _joined(one: Locator, other: Locator) -> Locator:
    box = one.box
    if one.box is not None and other.box is not None:
        box = union(one.box, other.box)
    at, until = one.at, other.until
    if at < 0 or until < at:
        at, until = one.at, one.until
    return Locator(
        one.start, other.end, one.part, one.paragraph, at, until, one.cell, one.page, box, (),
        one.sure + other.sure,
    )  # fmt: skip


def union(one: Box, other: Box) -> Box:
    """The least box that holds both."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
