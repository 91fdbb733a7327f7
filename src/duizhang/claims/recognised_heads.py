"""What the recogniser's doubt of headings does to the claims below them.

A heading settles place, period and stance of a whole section, so one that was read badly, or not at
all, makes many claims wrong whose own characters are sure. Three things show it: characters of the
heading that are in doubt; a number that is absent between a section's heading and the next one's
(一、二、四); and a heading that begins with the name of another place than its claims were given, for
the space behind the name (青溪 制造立市) is easily lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhang.language.fold import fold
from duizhang.language.places import default_places
from duizhang.model import Document, Identity, Reason, Section

FIELD = "reading"
_SURE = 0.8  # the least that each character of a heading must be
_LONGEST = 40  # characters of a heading that are looked at
_NAME = re.compile("^[#\\s■●◆▲*]*([一-鿿]{2,4})")
_LEVELS = ("province", "prefecture")  # whose pages stand beside each other in a newspaper


def doubtful_sections(
    document: Document, sections: Sequence[Section], identity: Identity
) -> dict[int, Reason]:
    """The sections whose heading is in doubt, by their index, and why; those below inherit it."""
    gaps = {w.start for w in document.warnings if w.code == "numbering_gap"}
    found: dict[int, Reason] = {}
    last: dict[tuple[int, int], int] = {}  # the last section of a rank below a section
    for i, section in enumerate(sections):
        rank = section.parent, section.level
        if section.heading_start in gaps and rank in last:
            lost = Reason(
                FIELD, "heading lost below it", section.heading[:_LONGEST],
                section.heading_start, section.heading_end,
            )  # fmt: skip
            found.setdefault(last[rank], lost)
        last[rank] = i
        why = _unsure(document, section) or _other_place(section, identity)
        if why is not None:
            found[i] = why
    for i, section in enumerate(sections):  # a section stands behind the one above it
        if section.parent in found:
            found.setdefault(i, found[section.parent])
    return found


def _unsure(document: Document, section: Section) -> Reason | None:
    """Why the words of a heading are in doubt: the least sure of their characters."""
    start = section.heading_start
    text = document.source_text
    least = min(
        (
            (sure, run.start + n)
            for run in document.locate(start, min(section.heading_end, start + _LONGEST))
            for n, sure in enumerate(run.sure)
            if text[run.start + n].isalnum()
        ),
        default=(1.0, start),
    )
    if least[0] >= _SURE:
        return None
    return Reason(FIELD, "heading above", f"{least[0]:.2f}", least[1], least[1] + 1)


def _other_place(section: Section, identity: Identity) -> Reason | None:
    """Why the place of what is below a heading is in doubt: it names one that was not taken."""
    if section.place != "self":
        return None
    m = _NAME.match(fold(section.heading))
    if m is None:
        return None
    for size in (4, 3, 2):
        places = [p for p in default_places().find(m[1][:size]) if p.level in _LEVELS]
        if places and len(m[1]) >= size:
            if any(identity.place in (p.name, *p.short) for p in places):
                return None
            start = section.heading_start
            return Reason(FIELD, "heading names a place", m[1][:size], start, section.heading_end)
    return None
