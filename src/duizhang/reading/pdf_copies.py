"""Print that stands twice on a PDF page: bold that was faked by printing a character again, a
fraction beside itself."""

from __future__ import annotations

from itertools import compress, islice, pairwise
from typing import NamedTuple

from duizhang.reading.pdf_glyphs import SAME_PLACE, SAME_WIDTH, SPACES, Glyph

_CELL = 36.0  # pt: print that stands twice is looked for in squares of this size
_CROWDED = 200  # the same character so often in one square is no print
_MOST_STRETCHES = 3000  # of a page; of more every character is looked at


def without_copies(glyphs: list[Glyph], starts: list[int] | None = None) -> list[Glyph]:
    """``glyphs`` without those that stand where the same character stands already (fake bold).
    ``starts``: where stretches of them begin, if that is known."""
    near = _near_others(glyphs, _stretches(glyphs) if starts is None else _known(glyphs, starts))
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
        near = min(SAME_PLACE * size, SAME_WIDTH * (right - left))
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


def _near_others(glyphs: list[Glyph], stretches: list[_Stretch]) -> bytearray:
    """For each of ``glyphs`` whether a copy of it may stand among the others.

    Within a *stretch*, where each character stands to the right of the one before by more than a
    copy is shifted, there is none; so only stretches that lie over each other need a closer look.
    On most pages that is none, and this is what makes the search cheap.
    """
    near = bytearray(len(glyphs))
    if len(stretches) > _MOST_STRETCHES:
        return bytearray(b"\1") * len(glyphs)
    stretches.sort()
    farthest = SAME_PLACE * max((s.size for s in stretches), default=0.0)
    for n, a in enumerate(stretches):
        for b in islice(stretches, n + 1, None):
            if b.top > a.lowest + farthest:
                break
            if b.left > a.last + farthest or a.left > b.last + farthest:
                continue  # beside it, as nearly all are
            shift = SAME_PLACE * max(a.size, b.size)
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
    if not glyphs:
        return []
    _, lefts, tops, rights, _, sizes, _ = zip(*glyphs, strict=True)
    # A copy of a character stands no farther to the right of it than by both of its shares.
    starts = [
        i
        for i, last, end, high, left, right, top, size in zip(
            range(1, len(glyphs)),
            lefts,
            rights,
            tops,
            lefts[1:],
            rights[1:],
            tops[1:],
            sizes[1:],
            strict=False,
        )
        if left - last <= SAME_WIDTH * (end - last)
        or left - last <= min(SAME_PLACE * size, SAME_WIDTH * (right - left))
        or not -size < top - high < size
    ]
    found = []
    for start, end in pairwise([0, *starts, len(glyphs)]):
        high = tops[start:end]
        most = max(sizes[start:end])
        found.append(_Stretch(min(high), max(high), lefts[start], lefts[end - 1], most, start, end))
    return found


def _known(glyphs: list[Glyph], starts: list[int]) -> list[_Stretch]:
    found = []
    for start, end in pairwise([*starts, len(glyphs)]):
        _, left, top, _, _, size, _ = glyphs[start]
        found.append(_Stretch(top, top, left, glyphs[end - 1].left, size, start, end))
    return found
