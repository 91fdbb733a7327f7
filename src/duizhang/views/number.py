"""How a number is shown to people: with its unit, its multiplier and its hedge.

Two ways. ``say`` (of :mod:`duizhang.language.number`) writes a number anew from a record
(``6.5%左右``, ``2910亿元``), for tables where numbers stand side by side; ``as_written`` gives the
document's own words, for wherever the text is at hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from duizhang.language.number import HEDGES, MINUS, RANGE, Quantity, amount, gap, plain_number, say
from duizhang.model import Claim, Document, Figure, Reason, Report, Segment

__all__ = [
    "MINUS",
    "RANGE",
    "Quantity",
    "amount",
    "as_written",
    "clean",
    "gap",
    "plain_number",
    "say",
    "written_span",
]

# so many source characters may stand between a number and the words of its hedge, or between the
# two ends of a range, for them to be read as one phrase
_NEAR = 8


def as_written(report: Report, claim: Claim | Figure) -> str:
    """The document's own words for the number, with its unit, range and hedge.

    What the column or the printer put in between (line ends, Markdown, ghosts) is left out. Where
    the words of the hedge stand elsewhere (均…左右 over a list), the hedge is added in ours.
    """
    start, end = written_span(report, claim)
    words = clean(report.document, start, end)
    reasons: Sequence[Reason] = getattr(claim, "reasons", ())
    spoken = any(r.field == "hedge" and start <= r.start < r.end <= end for r in reasons)
    if claim.hedge == "none" or spoken or isinstance(claim, Figure):
        return words
    before, behind = HEDGES[claim.hedge]
    return before + words + behind


def written_span(report: Report, claim: Claim | Figure) -> tuple[int, int]:
    """The source span of a number with the far end of its range and the hedge beside it."""
    start, end = claim.start, max(claim.end, claim.unit_end)
    figures = report.figures  # in text order: a range's end follows it
    for i in range(bisect_right(figures, claim.start, key=_start), len(figures)):
        if figures[i].range_of != claim.start or figures[i].start - end > _NEAR:
            break
        end = max(end, figures[i].end, figures[i].unit_end)
    if getattr(claim, "aspect", "") == "rank":
        start = _with_ordinal(report.document, start)
    reasons: Iterable[Reason] = getattr(claim, "reasons", ())
    for reason in reasons:
        if reason.field != "hedge" or reason.end <= reason.start:
            continue
        if reason.end <= start and not clean(report.document, reason.end, start):
            start = reason.start
        elif reason.start >= end and not clean(report.document, end, reason.start):
            end = reason.end
    return start, end


def _with_ordinal(document: Document, start: int) -> int:
    """Where the 第 or 前 before the numeral at ``start`` stands; ``start`` where there is none."""
    for at in range(start - 1, max(-1, start - _NEAR), -1):
        char = document.source_text[at]
        if char in "第前":
            return at
        if not char.isspace() and document.map.to_text(at) is not None:
            break
    return start


def clean(document: Document, start: int, end: int) -> str:
    """The source characters of ``[start, end)`` that stand in the repaired text, on one line."""
    parts = []
    segments = document.segments
    for i in range(max(0, bisect_right(segments, start, key=_start) - 1), len(segments)):
        segment = segments[i]
        if segment.start >= end:
            break
        if segment.text_end > segment.text_start:
            parts.append(document.source_text[max(start, segment.start) : min(end, segment.end)])
    return " ".join("".join(parts).split())


def _start(item: Segment | Figure) -> int:
    return item.start
