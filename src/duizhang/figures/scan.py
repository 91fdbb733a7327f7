"""Finds every numeral of the source and where it stands in the repaired text."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.model import Document

# The codebook's numeral: Arabic digits with their decimals, in either width.
NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")


class Numeral(NamedTuple):
    """One numeral of the repaired text, with the source numerals it is made of.

    ``start``/``end`` are repaired offsets; ``pieces`` the source spans, in order. A numeral that
    a line's end broke has two pieces; one that repair removed (a ghost of double print) has
    ``start == end == -1``.
    """

    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]


def scan(document: Document) -> list[Numeral]:
    """Every numeral of ``document.source_text`` in source order, each in exactly one Numeral."""
    found = _scan(document)
    return (
        _join_thousands(found, document.text)
        if "," in document.text or "，" in document.text
        else found
    )


# 1,234.5: a comma that parts thousands joins the numerals around it
_THOUSANDS = re.compile(r"(?<![0-9０-９,，.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?")


def _join_thousands(numerals: list[Numeral], text: str) -> list[Numeral]:
    ends = {m.start(): m.end() for m in _THOUSANDS.finditer(text)}
    if not ends:
        return numerals
    made: list[Numeral] = []
    reach = -1
    for numeral in numerals:
        if 0 <= numeral.start < reach:
            old = made[-1]
            made[-1] = Numeral(old.start, old.end, (*old.pieces, *numeral.pieces))
            continue
        if numeral.start in ends:
            reach = ends[numeral.start]
            numeral = Numeral(numeral.start, reach, numeral.pieces)
        made.append(numeral)
    return made


def _scan(document: Document) -> list[Numeral]:
    source, text = document.source_text, document.text
    spans = [m.span() for m in NUMERAL.finditer(source)]
    segments = document.segments
    if len(segments) == 1 and segments[0].kind == "kept":
        return [Numeral(a, b, ((a, b),)) for a, b in spans]
    offsets = document.map
    found: list[Numeral] = []
    taken: dict[int, int] = {}  # repaired start of a numeral -> its place in ``found``
    ends = {m.start(): m.end() for m in NUMERAL.finditer(text)}
    owner: dict[int, int] = {}
    for start, end in ends.items():
        for position in range(start, end):
            owner[position] = start
    for a, b in spans:
        at = None
        for position in range(a, b):
            at = offsets.to_text(position)
            if at is not None:
                break
        head = owner.get(at) if at is not None else None
        if head is None:
            found.append(Numeral(-1, -1, ((a, b),)))
        elif head in taken:
            i = taken[head]
            old = found[i]
            found[i] = Numeral(old.start, old.end, (*old.pieces, (a, b)))
        else:
            taken[head] = len(found)
            found.append(Numeral(head, ends[head], ((a, b),)))
    return found
