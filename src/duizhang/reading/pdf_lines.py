"""Lines of a PDF page: characters that stand beside each other on one base line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from duizhang.reading.pdf_glyphs import BESIDE, SPACES, Glyph

_WIDEST = 2.0  # em: the widest gap that a line may have where nothing shows that it is a gutter
_OVERLAP = 0.5  # of the smaller height
_LETTER_GAP = 0.16  # em: between Latin letters a gap is a space
_HAN_GAP = 0.15  # em: ... and between Han characters
_WORD_GAP = 0.5  # em: ... and between others
_ENOUGH_GAPS = 20
_MORE_GAP = 0.14  # em more than digits and Han characters have by themselves
# Marks of lists hang at a distance before their text.
_MARK = re.compile("[•·■□●○◆◇▲△★☆◎▶►➤✓√]|\\d{1,2}[.．、)）]|[（(]\\d{1,2}[)）]")
_MARK_LONGEST = 8  # characters, with spaces
_HANGING = 3.5  # em
_APART = 3.0  # em: slanted characters that stand farther from each other are two pieces of print
_SPACED_OUT = 3.0  # em: the widest gap of a heading that is spaced out (亮 点 纷 呈)


class Run:
    """Characters on one base line, left to right, with their common box and size in points."""

    __slots__ = ("_laid", "bottom", "glyphs", "left", "mixed_gap", "right", "size", "spaced", "top")
    left: float
    top: float
    right: float
    bottom: float
    size: float

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self.spaced = False
        self._laid: tuple[tuple[int, bool, float], str, list[list[Glyph]]] | None = None
        self.mixed_gap = _WORD_GAP  # em: from here on a gap between a digit and Han is a space
        self.measure()

    def measure(self) -> None:
        """Compute box and size anew from the glyphs; the size is that of most of them."""
        chars, left, top, right, bottom, sizes, _ = zip(*self.glyphs, strict=True)
        if not SPACES.isdisjoint(chars):
            solid = [g for g in self.glyphs if g[0] not in SPACES] or self.glyphs
            _, left, top, right, bottom, sizes, _ = zip(*solid, strict=True)
        self.left, self.right = min(left), max(right)
        self.top, self.bottom = min(top), max(bottom)
        self.size = sorted(sizes)[len(sizes) // 2]

    def rewrite(self, start: int, end: int, chars: str) -> None:
        """The glyphs ``[start, end)`` are ``chars``."""
        for i, char in zip(range(start, end), chars, strict=True):
            self.glyphs[i] = self.glyphs[i]._replace(char=char)
        self._laid = None

    @property
    def middle(self) -> float:
        """Height of the line's middle, from the page's top."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """From the first character's left edge to the last one's right edge."""
        return self.right - self.left

    @property
    def text(self) -> str:
        """The characters, with spaces where gaps are."""
        return self._lay()[0]

    @property
    def words(self) -> list[list[Glyph]]:
        """The characters, parted where only a gap stands for a space."""
        return self._lay()[1]

    def _lay(self) -> tuple[str, list[list[Glyph]]]:
        key = (len(self.glyphs), self.spaced, self.mixed_gap)  # a run only ever gains or loses some
        if self._laid is None or self._laid[0] != key:
            words = self._parted()
            text = " ".join(["".join([g[0] for g in word]) for word in words])
            self._laid = key, text, words
        return self._laid[1:]

    def _parted(self) -> list[list[Glyph]]:
        glyphs = self.glyphs
        if self.spaced:
            return [[g for g in glyphs if g[0] not in SPACES]]
        wide = [
            i
            for i, (a, b) in enumerate(pairwise(glyphs), 1)
            if b[1] - a[3] > _LETTER_GAP * b[5] and not {a[0], b[0]} & SPACES
        ]
        if not wide:
            return [glyphs]
        usual = self._usual_gap()
        found = []
        start = 0
        for i in wide:
            a, b = glyphs[i - 1], glyphs[i]
            if b.left - a.right > b.size * _least_gap(a.char, b.char, self.mixed_gap) + usual:
                found.append(glyphs[start:i])
                start = i
        return [*found, glyphs[start:]]

    def _usual_gap(self) -> float:
        """The gap that most neighbours of a line have: lines are spread to fill their column."""
        gaps = sorted(b.left - a.right for a, b in pairwise(self.glyphs))
        return max(0.0, gaps[len(gaps) // 2]) if len(gaps) > 3 else 0.0


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
    gaps = []
    for run in runs:
        glyphs = run.glyphs
        for i in [i for i, g in enumerate(glyphs) if g[0].isdigit()]:
            before, digit, behind = glyphs[max(0, i - 1)], glyphs[i], glyphs[i + 1 : i + 2]
            if _is_han(before.char):
                gaps.append((digit.left - before.right) / digit.size)
            if behind and _is_han(behind[0].char):
                gaps.append((behind[0].left - digit.right) / digit.size)
    gaps.sort()
    if len(gaps) < _ENOUGH_GAPS:
        return
    mixed = min(_WORD_GAP, max(0.0, gaps[len(gaps) // 2]) + _MORE_GAP)
    for run in runs:
        run.mixed_gap = mixed


def runs_of(glyphs: list[Glyph], starts: Sequence[int] | None = None) -> list[Run]:
    """The lines, or parts of lines between gutters, of a page; from the top, then from the left.

    ``starts``: where stretches of ``glyphs`` begin (``pdf_glyphs``), if that is known.
    """
    return settled(_in_file_order(glyphs, range(len(glyphs)) if starts is None else starts))


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


def _in_file_order(glyphs: list[Glyph], starts: Sequence[int]) -> list[Run]:
    found: list[list[Glyph]] = []
    current: list[Glyph] = []
    last: Glyph | None = None
    begun = head = foot = em = reach = 0.0  # of the last one, and what it reaches to with spaces
    for start, end in pairwise((*starts, len(glyphs))):
        glyph = glyphs[start]
        char, left, top, right, bottom, size, _ = glyph
        if char in SPACES:
            if last is not None and left >= begun and _level(last, glyph):
                current.append(glyph)
                reach = right
            continue
        if size == em and (bottom == foot or top == head):  # nearly always, and cheap
            goes_on = begun - 0.3 * size <= left <= reach + BESIDE * size
        else:
            goes_on = last is not None and _follows(last, glyph, reach)
        if goes_on:
            current.append(glyph)
        else:
            current = [glyph]
            found.append(current)
        if end - start > 1:
            current += glyphs[start + 1 : end]
            glyph = glyphs[end - 1]
            _, left, _, right, _, _, _ = glyph
        last = glyph
        begun, head, foot, em, reach = left, top, bottom, size, right
    for part in found:
        while part[-1].char in SPACES:
            part.pop()
    return [Run(part) for part in found]


def _level(before: Glyph, glyph: Glyph) -> bool:
    overlap = min(before.bottom, glyph.bottom) - max(before.top, glyph.top)
    return overlap > _OVERLAP * min(before.bottom - before.top, glyph.bottom - glyph.top)


def _follows(before: Glyph, glyph: Glyph, reach: float) -> bool:
    """Whether ``glyph`` goes on the line of ``before``, which with spaces reaches to ``reach``."""
    size = max(before.size, glyph.size)
    if glyph.left < before.left - 0.3 * size or not _level(before, glyph):
        return False
    return glyph.left - reach <= BESIDE * min(before.size, glyph.size)


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
            near = gap <= BESIDE * size or (
                gap <= _WIDEST * size and _bridged(rows, middles, i, current, run)
            )
            near = near or (
                len(current.glyphs) <= _MARK_LONGEST
                and gap <= _HANGING * size
                and _MARK.fullmatch(current.text) is not None
            )
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
