"""The source text of a PDF as it is put together: lines with their hints and locators."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import floor
from typing import NamedTuple

from duizhang.model import Locator
from duizhang.model.document import BlockKind
from duizhang.reading.draft import Draft, Hint
from duizhang.reading.pdf_glyphs import Glyph
from duizhang.reading.pdf_lines import Run
from duizhang.reading.pdf_turn import Turn

_TIE = 1e-6


class Piece(NamedTuple):
    """A line of print on its page; ``turn`` leads from a turned page back to the page as seen."""

    run: Run
    page: int
    turn: Turn | None = None


class Writer:
    """Gathers lines of the source text. What it puts in itself - line ends, spaces, tabs between
    cells - has no locator."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self.length = 0
        self._hints: list[Hint] = []
        self._locators: list[Locator] = []

    def draft(self) -> Draft:
        """A draft of all that was written."""
        made = Draft("".join(self._text), "unicode")
        made.hints = self._hints
        made.locators = self._locators
        return made

    def line(self, pieces: Sequence[Piece], kind: BlockKind | None = None, level: int = 0) -> None:
        """A paragraph or heading made of lines of print; ``kind`` where the print shows it."""
        start = self.length
        self._flow(pieces)
        self._end(start, kind, level)

    def row(self, cells: Sequence[Sequence[Piece]]) -> None:
        """A table's row, its cells parted by tabs."""
        start = self.length
        for i, cell in enumerate(cells):
            if i:
                self._put("\t")
            self._flow(cell)
        self._end(start, "row", 0)

    def _end(self, start: int, kind: BlockKind | None, level: int) -> None:
        if self.length == start:
            return
        if kind is not None:
            self._hints.append(Hint(start, self.length, kind, level))
        self._put("\n")

    def _put(self, text: str) -> None:
        self._text.append(text)
        self.length += len(text)

    def _flow(self, pieces: Sequence[Piece]) -> None:
        last = ""
        for piece in pieces:
            text = piece.run.text
            if last and _two_words(last, text):
                self._put(" ")
            self._print(piece)
            last = text or last

    def _print(self, piece: Piece) -> None:
        for i, word in enumerate(piece.run.words):
            if i:
                self._put(" ")
            self._locate(word, piece)

    def _locate(self, glyphs: list[Glyph], piece: Piece) -> None:
        """Write ``glyphs`` with a locator; with one for each where they stand on no level line."""
        if not glyphs:
            return
        chars, lefts, tops, rights, bottoms, _, sure = zip(*glyphs, strict=True)
        start = self.length
        self._put("".join(chars))
        unsure = sure if min(sure) < 1 else ()
        if piece.turn is None:
            edges = _edges(lefts, rights[-1])
            box = (
                edges[0], round(min(tops), 1), edges[-1], round(max(bottoms), 1),
            )  # fmt: skip
            self._locators.append(
                Locator(start, self.length, page=piece.page, box=box, edges=edges, sure=unsure)
            )
            return
        for i, g in enumerate(glyphs):
            left, top, right, bottom = piece.turn((g.left, g.top, g.right, g.bottom))
            box = (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))
            self._locators.append(
                Locator(start + i, start + i + 1, page=piece.page, box=box, sure=unsure[i : i + 1])
            )


def _edges(lefts: Sequence[float], right: float) -> tuple[float, ...]:
    """Left edges, and the last right edge; never decreasing, for signs may be set over each other."""
    edges = list(accumulate([*lefts, right], max))
    # as round(x, 1) does, and faster: only near a half does it matter how that is rounded
    return tuple(
        [
            whole / 10
            if _TIE < (up := x * 10 + 0.5) - (whole := floor(up)) < 1 - _TIE
            else round(x, 1)
            for x in edges
        ]
    )


def _two_words(left: str, right: str) -> bool:
    """Whether a line's end stood for the space between two Latin words."""
    a, b = left[-1:], right[:1]
    return a.isascii() and b.isascii() and b.isalnum() and (a.isalpha() or a in ",.;:")
