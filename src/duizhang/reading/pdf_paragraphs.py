"""Paragraphs of a PDF: lines of blocks joined by indents, by how full they are, and by gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from duizhang.reading.layout import layout
from duizhang.reading.pdf_blocks import Block
from duizhang.reading.pdf_lines import Run
from duizhang.reading.pdf_place import Box

_INDENT_LEAST, _INDENT_MOST = 1.2, 4.6  # em
_LEVEL = 0.6  # em: edges that differ by less are the same
_FULL = 1.6  # em: what a full line may lack, for a sign or number that did not fit
_BULLETS = frozenset("■□●○◆◇▲△★☆◎▶►•➤✓√")
_BESIDE = 3.0  # em between a line's end and the picture it ends at
_FEW = 8  # lines that may end at one edge by chance: entries of a list
_NARROWEST = 0.35  # of a column's width: a line beside a picture is not narrower
_WIDER_GAP = 0.35  # em by which the gap before a paragraph is wider than between lines
_LARGER = 1.12  # a heading's size against the body's
_STOPPED = re.compile(r"[。！？!?；;：:…][”’）》」』)】\"']*$")
_OPEN = re.compile(r"[，、（《“‘〈「『]$")  # nothing ends so


class Flowing:
    """Judges lines of one document by the columns they stand in. ``body`` is the text's size."""

    def __init__(self, body: float) -> None:
        self.body = body
        self._frames: dict[int, list[Block]] = {}
        self._small: dict[int, list[Block]] = {}
        self._filled: dict[int, list[Box]] = {}

    def learn(self, page: int, blocks: list[Block], pictures: Sequence[Box] = ()) -> None:
        """Note the columns of a page: the blocks of several lines that show their width; and what
        lines may run around: ``pictures`` and other blocks."""
        self._filled[page] = [*pictures, *((b.left, b.top, b.right, b.bottom) for b in blocks)]
        text = [b for b in blocks if len(b.runs) >= 3 and not b.rows]
        even = [b for b in text if _is_even(b)]
        self._frames[page] = [b for b in even if len(b.runs) > _FEW]
        self._small[page] = even or text

    def frame(self, block: Block) -> tuple[float, float]:
        """Left and right edge of the column that ``block`` stands in.

        The block's own where it is set in even lines; else those of the nearest block of its size
        above or below on the page, else on a page before, that is wider.
        """
        heads = block.size > _LARGER * self.body  # it stands above text of another size
        even = not heads and _is_even(block)
        if even and len(block.runs) > _FEW:
            return block.left, _edge(block)
        best = self._nearest(block, heads, self._frames) or self._nearest(block, heads, self._small)
        left, right = block.left, block.right
        columns = self._frames.get(block.page) or self._small.get(block.page)
        if best is None and heads and columns:  # over several columns
            return min(left, *(b.left for b in columns)), max(right, *(b.right for b in columns))
        if best is None and even:
            return left, _edge(block)
        if best is not None and (len(block.runs) < 3 or best[1] - best[0] > right - left):
            return min(left, best[0]), max(right, best[1])
        return left, right

    def _nearest(
        self, block: Block, heads: bool, frames: dict[int, list[Block]]
    ) -> tuple[float, float] | None:
        """Left and right edge of the nearest of ``frames`` that holds ``block``."""
        for page in (block.page, block.page - 1, block.page - 2, block.page + 1):
            found = [
                b
                for b in frames.get(page, ())
                if b is not block
                and _holds(b, block)
                and (heads or abs(b.size - block.size) <= 0.15 * block.size)
            ]
            if found:
                best = min(found, key=lambda b: abs(b.top - block.top))
                return best.left, _edge(best)
        return None

    def beside(self, block: Block) -> list[Box]:
        """What stands within the column of ``block``, to the right of some of its lines."""
        left, right = self.frame(block)
        return [
            box
            for box in self._filled.get(block.page, ())
            if left < box[0] < right and box[1] < block.bottom and box[3] > block.top
        ]

    def indented(self, block: Block) -> bool:
        """Whether the first line of ``block`` is indented as a paragraph's."""
        left, _ = self.frame(block)
        run = block.runs[0]
        shift = (run.left - left) / run.size
        if not _INDENT_LEAST <= shift <= _INDENT_MOST:
            return False
        return len(block.runs) < 2 or block.runs[1].left < run.left - _LEVEL * run.size

    def full(self, block: Block) -> bool:
        """Whether the last line of ``block`` runs to the end of its column."""
        _, right = self.frame(block)
        run = block.runs[-1]
        return right - run.right <= _FULL * run.size

    def is_body(self, block: Block) -> bool:
        """Whether ``block`` has the size of running text."""
        return not block.rows and abs(block.size - self.body) <= 0.1 * self.body

    def open_end(self, block: Block) -> bool:
        """Whether ``block`` ends in the middle of a sentence."""
        return self.is_body(block) and self.full(block) and not _STOPPED.search(block.runs[-1].text)

    def weigh(self, before: Block, block: Block) -> int:
        """2 where ``block`` goes on the sentence of ``before``, -2 where it breaks it; 1 where a
        new paragraph follows a whole one; 0 where nothing shows."""
        if not self.is_body(before) or not self.is_body(block):
            return -2 if self.open_end(before) else 0
        begins = self.indented(block)
        if self.open_end(before):
            return -2 if begins else 2
        if begins:
            return 1
        return 1 if self.full(before) else -1


def paragraphs(block: Block, flowing: Flowing, indents: bool) -> Iterator[list[Run]]:
    """The paragraphs of ``block`` as lists of lines. ``indents``: whether the text has indents."""
    left, right = flowing.frame(block)
    beside = flowing.beside(block)
    runs = block.runs
    gaps = sorted(b.top - a.bottom for a, b in pairwise(runs))
    usual = gaps[len(gaps) // 3] if gaps else 0.0
    current = [runs[0]]
    for i in range(1, len(runs)):
        if _begins(runs, i, left, right, usual, indents, beside):
            yield current
            current = [runs[i]]
        else:
            current.append(runs[i])
    yield current


def continues(before: Block, block: Block, flowing: Flowing, indents: bool) -> bool:
    """Whether the first paragraph of ``block`` goes on the last one of ``before``."""
    if before.rows or block.rows or abs(before.size - block.size) > 0.1 * before.size:
        return False
    text = before.runs[-1].text
    if not flowing.full(before) or flowing.indented(block):
        return False
    shift = (block.runs[0].left - flowing.frame(block)[0]) / block.size
    if shift >= _INDENT_LEAST and _STOPPED.search(text):
        return False
    if block.size > _LARGER * flowing.body and not _OPEN.search(text):
        return False
    return indents or not _STOPPED.search(text)


def has_indents(blocks: list[Block]) -> bool:
    """Whether paragraphs of ``blocks`` begin with an indent: one line in forty does."""
    lines = shifted = 0
    for block in blocks:
        for a, b, c in zip(block.runs, block.runs[1:], block.runs[2:], strict=False):
            lines += 1
            shift = (b.left - block.left) / b.size
            if _INDENT_LEAST <= shift <= _INDENT_MOST and max(a.left, c.left) < b.left - b.size:
                shifted += 1
    return shifted * 40 > lines


def body_size(runs: list[Run]) -> float:
    """The size that most characters have, in points, to half a point."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size * 2) / 2] += len(run.glyphs)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_even(block: Block) -> bool:
    """Whether lines of ``block``, two at least and a third of all, end at one edge: its column's."""
    edge = _edge(block)
    even = sum(abs(edge - run.right) <= _LEVEL * run.size for run in block.runs)
    return even >= 2 and even * 3 >= len(block.runs) >= 3


def _edge(block: Block) -> float:
    """Right edge of the column: where most of its long lines end. Signs may hang over it."""
    if block.even_edge is None:
        near = sorted(r.right for r in block.runs if block.right - r.right <= 2 * _FULL * r.size)
        block.even_edge = near[len(near) // 2]
    return block.even_edge


def _holds(other: Block, block: Block) -> bool:
    slack = block.size
    return other.left <= block.left + slack and other.right >= block.right - slack


def _begins(
    runs: list[Run],
    i: int,
    left: float,
    right: float,
    usual: float,
    indents: bool,
    beside: list[Box],
) -> bool:
    """Whether line ``i`` begins a paragraph."""
    before, run = runs[i - 1], runs[i]
    behind = runs[i + 1] if i + 1 < len(runs) else None
    size = run.size
    if run.top - before.bottom > usual + _WIDER_GAP * size + 0.5:
        return True
    text = before.text
    stopped = _STOPPED.search(text) is not None
    if run.glyphs[0].char in _BULLETS:
        return True
    if _OPEN.search(text):
        return False
    shift = (run.left - left) / size
    if not _is_full(before, left, right, beside):
        return stopped or shift > _LEVEL or _first_word(run) < right - before.right - 0.5 * size
    if _INDENT_LEAST <= shift <= _INDENT_MOST:
        aside = behind is not None and abs(behind.left - run.left) <= _LEVEL * size
        if not aside or stopped:
            # text that runs around a picture, or hangs under its mark, is shifted as a whole
            return not aside or before.left < run.left - _LEVEL * size or _begins_marked(run)
        return False
    if shift > _INDENT_MOST:  # in the middle, or beside a picture
        return abs(before.left - run.left) > size and not (
            behind is not None and abs(behind.left - run.left) <= _LEVEL * size
        )
    return stopped and not indents and shift < _LEVEL and _begins_marked(run)


def _begins_marked(run: Run) -> bool:
    return layout().marker(run.text) is not None


def _first_word(run: Run) -> float:
    """Width of what begins ``run`` and cannot be broken: a number, a Latin word, signs."""
    for glyph in run.glyphs:
        if "\u3400" <= glyph.char <= "\u9fff":
            return glyph.left - run.left
    return run.width


def _is_full(run: Run, left: float, right: float, beside: list[Box]) -> bool:
    """Whether ``run`` ends with its column, or at what stands ``beside`` it."""
    if right - run.right <= _FULL * run.size:
        return True
    if run.width < _NARROWEST * (right - left):
        return False
    # it may end beside a picture
    return any(
        left - _BESIDE * run.size <= run.right <= left + run.size and top < run.middle < bottom
        for left, top, _, bottom in beside
    )
