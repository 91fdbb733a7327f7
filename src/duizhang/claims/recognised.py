"""How sure the recogniser was of a figure's characters, and what that does to its claim.

A picture's text comes with a certainty for each character (``Locator.sure``). A figure is as sure
as the least sure of the characters that make it: digits, decimal point, sign, unit, hedge, and one
neighbour on each side, for a digit that was taken for another sign stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from duizhang.claims.confidence import REVIEW_BELOW
from duizhang.model import Claim, Document, Figure, Reason

DOUBTFUL = 0.85  # a figure whose least sure character is below this goes to review
DOUBT = "识读存疑"
FIELD = "reading"

Weakest = tuple[float, int, int]  # how sure, and the source span of that character


def recognised(document: Document) -> bool:
    """Whether some of ``document`` was read from a picture."""
    return any(x.sure for x in document.locators)


def weakest(document: Document, start: int, end: int) -> Weakest | None:
    """The least sure character of the source span; None where none of it was recognised."""
    found: Weakest | None = None
    for run in document.locate(start, end):
        for i, sure in enumerate(run.sure):
            if found is None or sure < found[0]:
                found = (sure, run.start + i, run.start + i + 1)
    return found


def weakest_of(
    document: Document,
    figure: Figure,
    later: Sequence[Figure] = (),
    more: Iterable[tuple[int, int]] = (),
) -> Weakest | None:
    """The least sure character of ``figure``, its ``later`` pieces, and the spans ``more``."""
    spans = [_around(document, f) for f in (figure, *later)]
    found = [w for start, end in (*spans, *more) if (w := weakest(document, start, end))]
    return min(found, default=None)


def is_doubtful(document: Document, figure: Figure) -> bool:
    """Whether ``figure`` holds a character that the recogniser was not sure of."""
    found = weakest_of(document, figure)
    return found is not None and found[0] < DOUBTFUL


def weighed(
    document: Document, claims: tuple[Claim, ...], figures: tuple[Figure, ...]
) -> tuple[Claim, ...]:
    """``claims`` with the recogniser's doubt in their confidence, doubt and reasons.

    Of a document that was not read from a picture they come back as they are.
    """
    if not recognised(document):
        return claims
    by_start = {f.start: f for f in figures}
    later: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.range_of is not None:
            later.setdefault(figure.range_of, []).append(figure)
    return tuple(_weighed(document, claim, by_start, later) for claim in claims)


def _weighed(
    document: Document,
    claim: Claim,
    figures: Mapping[int, Figure],
    later: Mapping[int, Sequence[Figure]],
) -> Claim:
    figure = figures.get(claim.start)
    if figure is None:
        return claim
    hedges = [(r.start, r.end) for r in claim.reasons if r.field == "hedge" and r.end > r.start]
    found = weakest_of(document, figure, later.get(claim.start, ()), hedges)
    if found is None:
        return claim
    sure, start, end = found
    confidence = round(claim.confidence * sure, 3)
    doubt = claim.doubt
    if sure < DOUBTFUL or (confidence < REVIEW_BELOW and not doubt):
        doubt = "；".join(part for part in (DOUBT, doubt) if part)
    reason = Reason(FIELD, "recogniser", f"{sure:.2f}", start, end)
    return msgspec.structs.replace(
        claim, confidence=confidence, doubt=doubt, reasons=(*claim.reasons, reason)
    )


def _around(document: Document, figure: Figure) -> tuple[int, int]:
    """The figure with its unit and a neighbour on each side that stands on the same line."""
    text = document.source_text
    start, end = figure.start, max(figure.end, figure.unit_end)
    before = start > 0 and not text[start - 1].isspace()
    behind = end < len(text) and not text[end].isspace()
    return start - before, end + behind
