"""How sure the recogniser was of a figure's characters, and what that does to its claim.

A picture's text comes with a certainty for each character (``Locator.sure``). A figure is as sure
as the least sure of the characters that make it: digits, decimal point, sign, unit, hedge, and one
neighbour on each side, for a digit that was taken for another sign stands there. What is said of it
rests on the words around, so a sentence that was read badly is a doubt too; on what opens its
paragraph (这五年), which may settle the period of all that follows; on the headings above it
(``recognised_heads``); and on the page, for where many characters are in doubt, whole words are wrong
that the figure's own sentence does not show.

Measured by ``benchmarks/formats_doubt.py``; the figures stand in ``benchmarks/formats.md``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from duizhang.claims.confidence import REVIEW_BELOW
from duizhang.claims.recognised_heads import FIELD, doubtful_sections
from duizhang.model import Claim, Document, Figure, Identity, Reason, Section

DOUBTFUL = 0.9  # a figure whose least sure character is below this goes to review
BADLY_READ = 0.965  # and one in a sentence whose characters are less sure than this on average
_OPENING, _OPENING_SURE = 12, 0.8  # characters that open a paragraph; the least that each must be
_SIGN = re.compile("[，。；、：！？,;:!?\\n]")
_CLAUSE_SURE = 0.6  # the least that each character of a figure's clause must be
_FEW = 300  # characters: a page with fewer tells no share
_BAD_PAGE, _BAD_SURE = 0.02, 0.8  # share of a page's characters that may be less sure than that
_NEAR = 60  # characters of the sentence that are looked at, on each side
_SHORT = 30
_RESTS_ON = 8  # so many characters around it bind a figure: its noun, its verb
DOUBT = "识读存疑"

Weakest = tuple[float, int, int]  # how sure, and the source span of that character


def recognised(document: Document) -> bool:
    """Whether some of ``document`` was read from a picture."""
    return any(x.sure for x in document.locators)


def weakest(document: Document, start: int, end: int, words: bool = False) -> Weakest | None:
    """The least sure character of the source span; None where none of it was recognised. ``words``:
    signs do not count."""
    found: Weakest | None = None
    text = document.source_text
    for run in document.locate(start, end):
        for i, sure in enumerate(run.sure):
            if (found is None or sure < found[0]) and (not words or text[run.start + i].isalnum()):
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


def mean_near(document: Document, figure: Figure, start: int, end: int) -> float:
    """How sure the characters of ``[start, end)`` near ``figure`` are on average; 1 of none.

    One bad character in a short line is not a line that was read badly.
    """
    span = max(start, figure.start - _NEAR), min(end, figure.end + _NEAR)
    sure = [x for run in document.locate(*span) for x in run.sure]
    return 1.0 - sum(1.0 - x for x in sure) / max(len(sure), _SHORT)


def is_doubtful(document: Document, figure: Figure) -> bool:
    """Whether the recogniser was not sure of ``figure``, or of the line that it stands in."""
    found = weakest_of(document, figure)
    if found is None:
        return False
    text = document.source_text
    start, end = text.rfind("\n", 0, figure.start) + 1, text.find("\n", figure.end)
    near = mean_near(document, figure, start, end if end >= 0 else len(text))
    return found[0] < DOUBTFUL or near < BADLY_READ


def clause(document: Document, claim: Claim) -> Weakest | None:
    """The least sure character between the signs around ``claim``: of what it names, of its unit."""
    text = document.source_text
    start, end = max(0, claim.start - _NEAR), claim.end + _NEAR
    first = max((m.end() for m in _SIGN.finditer(text, start, claim.start)), default=start)
    stop = _SIGN.search(text, claim.end, end)
    return weakest(document, first, stop.start() if stop else min(end, len(text)))


def weighed(
    document: Document,
    claims: tuple[Claim, ...],
    figures: tuple[Figure, ...],
    sections: Sequence[Section] = (),
    identity: Identity | None = None,
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
    bad = bad_pages(document)
    heads = doubtful_sections(document, sections, identity or Identity())
    pages = {x.page for x in document.locators if x.sure}
    return tuple(
        _weighed(document, claim, by_start, later, pages, bad, heads.get(claim.section))
        for claim in claims
    )


def bad_pages(document: Document) -> dict[int, float]:
    """The pages that were read badly, and of what share of their characters that is in doubt."""
    every: dict[int, int] = {}
    low: dict[int, int] = {}
    for run in document.locators:
        if run.page:
            every[run.page] = every.get(run.page, 0) + run.end - run.start
            low[run.page] = low.get(run.page, 0) + sum(x < _BAD_SURE for x in run.sure)
    shares = {page: low[page] / max(count, _FEW) for page, count in every.items()}
    return {page: share for page, share in shares.items() if share > _BAD_PAGE}


def opening(document: Document, start: int) -> Weakest | None:
    """The least sure of the characters that open the paragraph of the place ``start``; None where
    none of them was recognised."""
    text = document.source_text
    first = text.rfind("\n", 0, start) + 1
    # words that say what is spoken of; a figure before has a doubt of its own
    number = re.search("[0-9０-９]", text[first:start])
    end = first + number.start() if number else start
    return weakest(document, first, min(first + _OPENING, end), words=True)


def _weighed(
    document: Document,
    claim: Claim,
    figures: Mapping[int, Figure],
    later: Mapping[int, Sequence[Figure]],
    pages: Collection[int],
    bad: Mapping[int, float],
    head: Reason | None,
) -> Claim:
    figure = figures.get(claim.start)
    if figure is None:
        return claim
    hedges = [(r.start, r.end) for r in claim.reasons if r.field == "hedge" and r.end > r.start]
    found = weakest_of(document, figure, later.get(claim.start, ()), hedges)
    if found is None:  # all of a line that is wholly sure, or no print that was recognised
        if not any(x.page in pages for x in document.locate(figure.start, figure.end)):
            return claim
        found = 1.0, figure.start, figure.end
    sure, start, end = found
    near = mean_near(document, figure, claim.evidence_start, claim.evidence_end)
    confidence = round(claim.confidence * sure * near**_RESTS_ON, 3)
    first, own = opening(document, claim.start), clause(document, claim)
    unsure = first is not None and first[0] < _OPENING_SURE
    guessed = own is not None and own[0] < _CLAUSE_SURE
    share = next((bad[x.page] for x in document.locate(start, end) if x.page in bad), 0.0)
    doubt = claim.doubt
    if (
        sure < DOUBTFUL
        or near < BADLY_READ
        or unsure
        or guessed
        or share
        or head is not None
        or (confidence < REVIEW_BELOW and not doubt)
    ):
        doubt = "；".join(part for part in (DOUBT, doubt) if part)
    reasons = [*claim.reasons, Reason(FIELD, "least sure character", f"{sure:.2f}", start, end)]
    if near < BADLY_READ:
        reasons.append(Reason(FIELD, "sentence on average", f"{near:.2f}"))
    if first is not None and unsure:
        reasons.append(Reason(FIELD, "opening of its paragraph", f"{first[0]:.2f}", *first[1:]))
    if own is not None and guessed:
        reasons.append(Reason(FIELD, "its clause", f"{own[0]:.2f}", *own[1:]))
    if share:
        reasons.append(Reason(FIELD, "page in doubt", f"{share:.0%} of its characters"))
    if head is not None:
        reasons.append(head)
    return msgspec.structs.replace(
        claim, confidence=confidence, doubt=doubt, reasons=tuple(reasons)
    )


def _around(document: Document, figure: Figure) -> tuple[int, int]:
    """The figure with its unit and a neighbour on each side that stands on the same line."""
    text = document.source_text
    start, end = figure.start, max(figure.end, figure.unit_end)
    before = start > 0 and not text[start - 1].isspace()
    behind = end < len(text) and not text[end].isspace()
    return start - before, end + behind
