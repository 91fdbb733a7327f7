"""A page as its reader saw it, cut into paragraphs, with a mark on every numeral.

Both faces of ``accounted``, the terminal and the HTML page, draw this. The text is the source's in
its own order: line ends inside a paragraph that reading joined are gone, print that stands twice
is kept and known as a ghost, and no character that holds a digit is ever left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from duizhang.claims.recognised import is_doubtful, recognised
from duizhang.model import Claim, Figure, Relation, Report, Segment

# What a mark may say, in the order of the legend. ``unbound`` is a measure that no claim speaks
# of, ``missed`` a numeral without a record: there should be none of either.
TAGS: dict[str, str] = {
    "target": "目标",
    "result": "结果",
    "context": "背景",
    "qualifier": "限定",
    "relation": "比较",
    "date": "日期",
    "name": "名称",
    "marker": "标记",
    "ordinal": "序数",
    "other": "其他",
    "unbound": "未定",
    "missed": "遗漏",
}
NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
_DIGIT = re.compile("[0-9０-９]")


class Mark(NamedTuple):
    """A span of the source that is marked, with what it is and whose it is.

    ``tag`` is a key of :data:`TAGS`; ``record`` the figure or relation, None for a missed numeral.
    """

    start: int
    end: int
    tag: str
    record: Figure | Relation | None
    doubt: bool = False


class Piece(NamedTuple):
    """A run of characters that are drawn alike."""

    text: str
    mark: Mark | None
    ghost: bool = False


class Paragraph(NamedTuple):
    """One line of the page: its source span, its pieces, and the sections that begin in it.

    ``furniture`` is what stands around a report and is no part of it (by-line, share button).
    """

    start: int
    end: int
    pieces: list[Piece]
    sections: list[int]
    furniture: bool = False


class Tally(NamedTuple):
    """How many Arabic numerals a page holds, how many have no record, and counts by tag.

    ``tags`` counts marks (a date of three numerals is one); ``hanzi`` quantities in Chinese
    numerals, ``doubts`` claims to be reviewed and numerals that the recogniser was not sure of.
    """

    numerals: int
    missed: int
    tags: Counter[str]
    hanzi: int
    doubts: int


def marks_of(report: Report) -> list[Mark]:
    """A mark for every numeral (with its unit) and relation, in text order, none overlapping."""
    claims = {claim.start: claim for claim in report.claims}
    found = [_figure_mark(figure, claims) for figure in report.figures]
    unsure = _unsure(report)
    found = [m._replace(doubt=True) if m.start in unsure else m for m in found]
    found += [
        Mark(m.start(), m.end(), "missed", None)
        for m in missed_numerals(report.document.source_text, report.figures)
    ]
    found.sort(key=lambda mark: (mark.start, mark.end))
    marks: list[Mark] = []
    for mark in found:
        if marks and mark.start < marks[-1].end:  # a unit ends where the next numeral begins
            marks[-1] = marks[-1]._replace(end=max(marks[-1].start, mark.start))
        marks.append(mark)
    free = [
        Mark(r.start, r.end, "relation", r)
        for r in report.relations
        if not _overlaps(marks, r.start, r.end)
    ]
    return sorted((m for m in marks + free if m.end > m.start), key=lambda m: m.start)


def missed_numerals(text: str, figures: Sequence[Figure]) -> Iterator[re.Match[str]]:
    """The Arabic numerals of ``text`` that no figure covers, found without asking the reader."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted((f.start, f.end) for f in figures):
        if covered and start <= covered[-1][1]:  # touching spans may cover a numeral together
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    starts = [start for start, _ in covered]
    for numeral in NUMERAL.finditer(text):
        i = bisect_right(starts, numeral.start()) - 1
        if i < 0 or covered[i][1] < numeral.end():
            yield numeral


def tally(report: Report, marks: Sequence[Mark]) -> Tally:
    """The counts at the foot of the page."""
    return Tally(
        sum(1 for _ in NUMERAL.finditer(report.document.source_text)),
        sum(1 for mark in marks if mark.tag == "missed"),
        Counter(mark.tag for mark in marks),
        sum(1 for figure in report.figures if figure.hanzi),
        len({claim.start for claim in report.claims if claim.doubt} | _unsure(report)),
    )


def paragraphs_of(report: Report, marks: Sequence[Mark]) -> list[Paragraph]:
    """The page's paragraphs that are not empty, with the marks in them."""
    document = report.document
    text = document.source_text
    headings = sorted((s.heading_start, i) for i, s in enumerate(report.sections))
    paragraphs: list[Paragraph] = []
    furniture = sorted(
        document.map.to_source(b.start) for b in document.blocks if b.kind == "furniture"
    )
    start, pieces = 0, list[Piece]()
    begun = 0

    def close(end: int) -> None:
        nonlocal start, pieces, begun
        sections = []
        while begun < len(headings) and headings[begun][0] < end:
            sections.append(headings[begun][1])
            begun += 1
        if any(piece.text.strip() for piece in pieces):
            i = bisect_left(furniture, start)
            aside = i < len(furniture) and furniture[i] < end
            paragraphs.append(Paragraph(start, end, pieces, sections, aside))
        start, pieces = end + 1, []

    for first, last, segment, mark in _runs(text, document.segments, marks):
        words = text[first:last]
        if segment.kind in ("kept", "moved"):
            while (at := text.find("\n", first, last)) >= 0:
                _append(pieces, Piece(text[first:at], mark))
                close(at)
                first = at + 1
            _append(pieces, Piece(text[first:last], mark))
        elif segment.kind == "ghost":
            _append(pieces, Piece(words.replace("\n", ""), mark, True))
        elif _DIGIT.search(words):
            _append(pieces, Piece(words.strip("\r\n \t"), mark))
    close(len(text))
    return paragraphs


def _append(pieces: list[Piece], piece: Piece) -> None:
    """Add ``piece``, or lengthen the last one where both are drawn alike."""
    text = piece.text.replace("\r", "")
    if not text:
        return
    if pieces and pieces[-1].mark is piece.mark and pieces[-1].ghost == piece.ghost:
        pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + text)
    else:
        pieces.append(piece._replace(text=text))


def _runs(
    text: str, segments: Sequence[Segment], marks: Sequence[Mark]
) -> Iterator[tuple[int, int, Segment, Mark | None]]:
    """The text cut wherever a segment or a mark begins or ends: (start, end, segment, mark)."""
    following = 0
    for segment in segments:
        at = segment.start
        while at < segment.end:
            while following < len(marks) and marks[following].end <= at:
                following += 1
            mark = marks[following] if following < len(marks) else None
            if mark is None or mark.start >= segment.end:
                yield at, segment.end, segment, None
                break
            if mark.start > at:
                yield at, mark.start, segment, None
                at = mark.start
            end = min(mark.end, segment.end)
            yield at, end, segment, mark
            at = end


def _figure_mark(figure: Figure, claims: dict[int, Claim]) -> Mark:
    if figure.kind != "measure":
        return Mark(figure.start, figure.end, figure.kind, figure)
    whole = figure.start if figure.range_of is None else figure.range_of
    claim = claims.get(whole)
    tag = "unbound"
    if claim is not None:
        tag = "qualifier" if claim.aspect == "qualifier" else claim.role or "unbound"
    end = max(figure.end, figure.unit_end)
    return Mark(figure.start, end, tag, figure, bool(claim and claim.doubt))


def _unsure(report: Report) -> set[int]:
    """Where the numerals without a claim begin that the recogniser was not sure of."""
    document = report.document
    if not recognised(document):
        return set()
    claims = {claim.start for claim in report.claims}
    return {
        f.start
        for f in report.figures
        if f.start not in claims and f.range_of not in claims and is_doubtful(document, f)
    }


def _overlaps(marks: Sequence[Mark], start: int, end: int) -> bool:
    i = bisect_right(marks, start, key=lambda mark: mark.end)
    return i < len(marks) and marks[i].start < end
