"""Print that stands twice on a PDF page: bold that was faked by printing a character again, a
fraction beside itself."""

from __future__ import annotations

from itertools import compress, islice
from math import inf
from typing import NamedTuple

from duizhang.reading.pdf_glyphs import SPACES, Glyph

_SAME_PLACE = 0.3  # of a character's size: print that stands twice is shifted by less
_SAME_WIDTH = 0.45  # ... and of its width
_CELL = 36.0  # pt: print that stands twice is looked for in squares of this size
_CROWDED = 200  # the same character so often in one square is no print
_MOST_STRETCHES = 3000  # of a page; of more every character is looked at


def without_copies(glyphs: list[Glyph]) -> list[Glyph]:
    """``glyphs`` without those that stand where the same character stands already (fake bold)."""
    near = _near_others(glyphs)
    if not any(near):
        return glyphs
    gone = _copies(list(compress(glyphs, near)))
    return [g for g in glyphs if id(g) not in gone] if gone else glyphs


def _copies(glyphs: list[Glyph]) -> set[int]:
    """Identities of those of ``glyphs`` that repeat one before them at the same place."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    found: set[int] = set()
    for glyph in glyphs:
        char, left, top, right, _, size, _ = glyph
        if char in SPACES:
            continue
        near = min(_SAME_PLACE * size, _SAME_WIDTH * (right - left))
        x, y = int(left / _CELL), int(top / _CELL)
        x0, x1 = int((left - near) / _CELL), int((left + near) / _CELL)
        y0, y1 = int((top - near) / _CELL), int((top + near) / _CELL)
        twice = False
        for i in (x,) if x0 == x1 else (x0, x1):
            for j in (y,) if y0 == y1 else (y0, y1):
                for o in seen.get((char, i, j), ()):
                    if -near <= o.left - left <= near and -near <= o.top - top <= near:
                        twice = True
        if twice:
            found.add(id(glyph))
        else:
            cell = seen.setdefault((char, x, y), [])
            if len(cell) < _CROWDED:
                cell.append(glyph)
    return found


def _near_others(glyphs: list[Glyph]) -> bytearray:
    """For each of ``glyphs`` whether a copy of it may stand among the others.

    Within a *stretch*, where each character stands to the right of the one before by more than a
    copy is shifted, there is none; so only stretches that lie over each other need a closer look.
    On most pages that is none, and this is what makes the search cheap.
    """
    near = bytearray(len(glyphs))
    stretches = _stretches(glyphs)
    if len(stretches) > _MOST_STRETCHES:
        return bytearray(b"\1") * len(glyphs)
    stretches.sort()
    farthest = _SAME_PLACE * max((s.size for s in stretches), default=0.0)
    for n, a in enumerate(stretches):
        for b in islice(stretches, n + 1, None):
            if b.top > a.lowest + farthest:
                break
            shift = _SAME_PLACE * max(a.size, b.size)
            if b.top <= a.lowest + shift and b.left <= a.last + shift and a.left <= b.last + shift:
                for s in (a, b):
                    near[s.start : s.end] = b"\1" * (s.end - s.start)
    return near


class _Stretch(NamedTuple):
    """Glyphs ``[start, end)`` of about one line: the highest and lowest of their upper edges, the
    first and last of their left ones, the largest of their sizes."""

    top: float
    lowest: float
    left: float
    last: float
    size: float
    start: int
    end: int


def _stretches(glyphs: list[Glyph]) -> list[_Stretch]:
    found: list[_Stretch] = []
    start = 0
    begin = last = high = low = most = 0.0
    free = inf  # a copy of the last character, or of one before it, stands no farther to the right
    for i, (_, left, top, right, _, size, _) in enumerate(glyphs):
        own = min(_SAME_PLACE * size, _SAME_WIDTH * (right - left))  # as far as it may be a copy
        if left > free and left - last > own and -size < top - high < size:
            last, free = left, left + _SAME_WIDTH * (right - left)
            if top < high:
                high = top
            elif top > low:
                low = top
            if size > most:
                most = size
            continue
        if free != inf:
            found.append(_Stretch(high, low, begin, last, most, start, i))
        start, begin, last, high, low, most = i, left, left, top, top, size
        free = left + _SAME_WIDTH * (right - left)
    if free != inf:
        found.append(_Stretch(high, low, begin, last, most, start, len(glyphs)))
    return found
