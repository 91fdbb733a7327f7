"""Lines of a PDF page: characters that stand beside each other on one base line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

from duizhang.reading.pdf_text import SPACES, Glyph

_BESIDE = 0.7  # em: characters that follow each other in the file and stand closer make a line
_WIDEST = 2.0  # em: the widest gap that a line may have where nothing shows that it is a gutter
_OVERLAP = 0.5  # of the smaller height
_LETTER_GAP = 0.16  # em: between Latin letters a gap is a space
_HAN_GAP = 0.15  # em: ... and between Han characters
_WORD_GAP = 0.5  # em: ... and between others
_ENOUGH_GAPS = 20
_MORE_GAP = 0.14  # em more than digits and Han characters have by themselves
# Marks of lists hang at a distance before their text.
_MARK = re.compile("[•·■□●○◆◇▲△★☆◎▶►➤✓√]|\\d{1,2}[.．、)）]|[（(]\\d{1,2}[)）]")
_HANGING = 3.5  # em
_APART = 3.0  # em: slanted characters that stand farther from each other are two pieces of print
_SPACED_OUT = 3.0  # em: the widest gap of a heading that is spaced out (亮 点 纷 呈)


class Run:
    """Characters on one base line, left to right, with their common box and size in points."""

    __slots__ = ("_text", "bottom", "glyphs", "left", "mixed_gap", "right", "size", "spaced", "top")

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self.spaced = False
        self._text: tuple[tuple[int, bool, float], str] | None = None
        self.mixed_gap = _WORD_GAP  # em: from here on a gap between a digit and Han is a space
        self.measure()

    def measure(self) -> None:
        """Compute box and size anew from the glyphs; the size is that of most of them."""
        solid = [g for g in self.glyphs if g.char not in SPACES] or self.glyphs
        self.left = min(g.left for g in solid)
        self.right = max(g.right for g in solid)
        self.top = min(g.top for g in solid)
        self.bottom = max(g.bottom for g in solid)
        sizes = sorted(g.size for g in solid)
        self.size = sizes[len(sizes) // 2]

    @property
    def middle(self) -> float:
        """Height of the line's middle, from the page's top."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """From the first character's left edge to the last one's right edge."""
        return self.right - self.left

    def pieces(self) -> Iterable[tuple[str, Glyph | None]]:
        """The characters with their glyphs; a space that only a gap stands for has none."""
        before: Glyph | None = None
        usual: float | None = None
        for glyph in self.glyphs:
            if self.spaced and glyph.char in SPACES:
                continue
            if before is not None and not self.spaced:
                gap = glyph.left - before.right
                if gap > _LETTER_GAP * glyph.size and not {before.char, glyph.char} & SPACES:
                    usual = self._usual_gap() if usual is None else usual
                    if (
                        gap
                        > glyph.size * _least_gap(before.char, glyph.char, self.mixed_gap) + usual
                    ):
                        yield " ", None
            yield glyph.char, glyph
            before = glyph

    def _usual_gap(self) -> float:
        """The gap that most neighbours of a line have: lines are spread to fill their column."""
        gaps = sorted(b.left - a.right for a, b in pairwise(self.glyphs))
        return max(0.0, gaps[len(gaps) // 2]) if len(gaps) > 3 else 0.0

    @property
    def text(self) -> str:
        """The characters, with spaces where gaps are."""
        key = (len(self.glyphs), self.spaced, self.mixed_gap)  # a run only ever gains or loses some
        if self._text is None or self._text[0] != key:
            self._text = key, "".join([char for char, _ in self.pieces()])
        return self._text[1]


def _least_gap(left: str, right: str, mixed: float) -> float:
    """The gap, in em, from which it stands for a space. Behind a sign a line may be spread."""
    if left.isascii() and right.isascii():
        return _LETTER_GAP
    if _is_han(left) and _is_han(right):
        return _HAN_GAP
    return mixed if _is_mixed(left, right) else _WORD_GAP


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_mixed(left: str, right: str) -> bool:
    return (left.isdigit() and _is_han(right)) or (_is_han(left) and right.isdigit())


def learn_mixed_gap(runs: list[Run]) -> None:
    """Note in ``runs`` of one document from which gap on a digit and a Han character are parted by
    a space: some programs set them a quarter of an em apart by themselves, others do not."""
    gaps = sorted(
        (b.left - a.right) / b.size
        for run in runs
        for a, b in pairwise(run.glyphs)
        if _is_mixed(a.char, b.char)
    )
    if len(gaps) < _ENOUGH_GAPS:
        return
    mixed = min(_WORD_GAP, max(0.0, gaps[len(gaps) // 2]) + _MORE_GAP)
    for run in runs:
        run.mixed_gap = mixed


def runs_of(glyphs: list[Glyph]) -> list[Run]:
    """The lines, or parts of lines between gutters, of a page; from the top, then from the left."""
    return settled(_in_file_order(glyphs))


def slanted_runs(glyphs: Sequence[Glyph]) -> list[Run]:
    """Print that stands on no level line, in the file's order: a run wherever it stands apart."""
    found: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.char in SPACES:
            continue
        if last is None or hypot(glyph.left - last.left, glyph.top - last.top) > _APART * max(
            glyph.size, last.size
        ):
            found.append([])
        found[-1].append(glyph)
        last = glyph
    runs = [Run(part) for part in found]
    for run in runs:
        run.spaced = True  # its gaps say nothing
    return runs


def settled(runs: list[Run]) -> list[Run]:
    """``runs`` from the top, then from the left; those of one line joined that no gutter parts."""
    return _beside(_spaced_out(sorted(runs, key=lambda r: (r.middle, r.left))))


def rows_of(runs: list[Run]) -> list[list[Run]]:
    """``runs``, which are sorted by their middle, in rows of one base line, each left to right."""
    rows: list[list[Run]] = []
    for run in runs:
        row = rows[-1] if rows else None
        if row and run.middle - row[0].middle <= 0.4 * min(run.size, row[0].size):
            row.append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda r: r.left)
    return rows


def _in_file_order(glyphs: list[Glyph]) -> list[Run]:
    found: list[list[Glyph]] = []
    current: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.char in SPACES:
            if last is not None and glyph.left >= last.left and _level(last, glyph):
                current.append(glyph)
            continue
        if last is not None and _follows(last, glyph, current[-1]):
            current.append(glyph)
        else:
            current = [glyph]
            found.append(current)
        last = glyph
    for part in found:
        while part[-1].char in SPACES:
            part.pop()
    return [Run(part) for part in found]


def _level(before: Glyph, glyph: Glyph) -> bool:
    overlap = min(before.bottom, glyph.bottom) - max(before.top, glyph.top)
    return overlap > _OVERLAP * min(before.bottom - before.top, glyph.bottom - glyph.top)


def _follows(before: Glyph, glyph: Glyph, neighbour: Glyph) -> bool:
    """Whether ``glyph`` goes on the line of ``before``; ``neighbour`` may be a space between."""
    if before.size == glyph.size and before.bottom == glyph.bottom:  # nearly always, and cheap
        return -0.3 * glyph.size <= glyph.left - before.left and (
            glyph.left - neighbour.right <= _BESIDE * glyph.size
        )
    size = max(before.size, glyph.size)
    if glyph.left < before.left - 0.3 * size or not _level(before, glyph):
        return False
    return glyph.left - neighbour.right <= _BESIDE * min(before.size, glyph.size)


def _spaced_out(runs: list[Run]) -> list[Run]:
    """Join single characters that stand at even distances on one line."""
    if sum(1 for run in runs if len(run.glyphs) == 1) < 3:
        return runs
    found: list[Run] = []
    for row in rows_of(runs):
        start = 0
        while start < len(row):
            end = _even(row, start)
            if end - start >= 3:
                joined = Run([g for run in row[start:end] for g in run.glyphs])
                joined.spaced = True
                found.append(joined)
            else:
                end = start + 1
                found.append(row[start])
            start = end
    found.sort(key=lambda r: (r.middle, r.left))
    return found


def _even(row: list[Run], start: int) -> int:
    """Behind the last of the single Han characters from ``start`` on with equal gaps."""
    end = start
    first = 0.0
    while end < len(row):
        run = row[end]
        if len(run.glyphs) > 1 or not "\u4e00" <= run.glyphs[0].char <= "\u9fff":
            break
        if end > start:
            gap = run.left - row[end - 1].right
            if not 0 < gap <= _SPACED_OUT * run.size or abs(run.size - row[start].size) > 0.5:
                break
            first = first or gap
            if abs(gap - first) > 0.25 * run.size:
                break
        end += 1
    return end


def _beside(runs: list[Run]) -> list[Run]:
    """Join runs of one line whose gap is no gutter: it is small, or no other line shares it."""
    rows = rows_of(runs)
    middles = [row[0].middle for row in rows]
    found: list[Run] = []
    for i, row in enumerate(rows):
        current = row[0]
        for run in row[1:]:
            gap = run.left - current.right
            size = min(run.size, current.size)
            near = gap <= _BESIDE * size or (
                gap <= _WIDEST * size and _bridged(rows, middles, i, current, run)
            )
            near = near or (gap <= _HANGING * size and _MARK.fullmatch(current.text) is not None)
            alike = max(run.size, current.size) <= 1.6 * size
            if near and gap > -0.6 * size and alike:
                current.glyphs = current.glyphs + run.glyphs
                current.spaced = current.spaced and run.spaced
                current.measure()
            else:
                found.append(current)
                current = run
        found.append(current)
    return found


def _bridged(rows: list[list[Run]], middles: list[float], i: int, left: Run, right: Run) -> bool:
    """Whether lines above and below run over the gap between ``left`` and ``right``."""
    size = left.size
    middle = (left.right + right.left) / 2
    sides = []
    for step in (-1, 1):
        reach = bisect_left(middles, middles[i] + step * 2.6 * size)
        inside = range(i - 1, reach - 1, -1) if step < 0 else range(i + 1, reach)
        found = None
        for k in inside:
            near = [r for r in rows[k] if r.left < right.right and r.right > left.left]
            if near:
                found = any(
                    r.left < middle < r.right and abs(r.size - size) < 0.15 * size for r in near
                )
                break
        sides.append(found)
    return any(sides) and False not in sides
