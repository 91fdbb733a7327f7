"""The pages of a PDF in one flow: reading order within a page, paragraphs over pages' ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from duizhang.model.document import BlockKind
from duizhang.reading.layout import layout
from duizhang.reading.pdf_blocks import Block, blocks_of, in_order
from duizhang.reading.pdf_boxes import boxes_of, unbox
from duizhang.reading.pdf_furniture import (
    note_lines,
    split_furniture,
    split_marks,
    split_notes,
    split_numbers,
)
from duizhang.reading.pdf_lines import Run, learn_mixed_gap, slanted_runs
from duizhang.reading.pdf_paragraphs import (
    Flowing,
    body_size,
    continues,
    has_indents,
    paragraphs,
)
from duizhang.reading.pdf_place import Box
from duizhang.reading.pdf_tables import aligned_tables, ruled_tables
from duizhang.reading.pdf_text import PageText
from duizhang.reading.pdf_turn import Turn
from duizhang.reading.pdf_writer import Piece, Writer

_LARGER = 1.15  # a heading's size against the body's
_SMALLER = 0.92  # a caption's size against the body's
_PICTURE_MOST = 0.5  # of the page: what is larger lies behind its text
_ASIDE_LINES = 4
_HEADING_LONGEST = 60  # characters
_INNER_STOP = re.compile("[。！？；](?=.)")


class Sheet(NamedTuple):
    """A page as its lines, from the top, with its ruling lines."""

    number: int
    width: float
    height: float
    runs: list[Run]
    rules: list[Box]
    turn: Turn | None
    pictures: Sequence[Box] = ()  # what lines may run around
    slanted: Sequence[Run] = ()  # print across the page, in its own box as seen

    @classmethod
    def empty(cls, number: int, width: float = 0.0, height: float = 0.0) -> Sheet:
        """A page without lines."""
        return cls(number, width, height, [], [], None)

    @classmethod
    def of(cls, text: PageText, runs: list[Run], turn: Turn | None) -> Sheet:
        """The page that ``text`` was taken from, with ``runs`` as its lines."""
        area = text.width * text.height
        pictures = [
            (a, b, c, d)
            for a, b, c, d in [*text.pictures, *text.fills]
            if 0 < (c - a) * (d - b) < _PICTURE_MOST * area
        ]
        slanted = slanted_runs(text.slanted)
        return cls(text.number, text.width, text.height, runs, text.rules, turn, pictures, slanted)


class _Laid(NamedTuple):
    """A page taken apart: blocks in reading order, notes by their lines, their marks, furniture."""

    sheet: Sheet
    blocks: list[Block]
    notes: list[list[Run]]
    marks: list[Run]
    furniture: list[Run]


def write(sheets: list[Sheet]) -> tuple[Writer, dict[int, int]]:
    """The source text of ``sheets``, and for each page the offset where its text begins."""
    every = [run for sheet in sheets for run in sheet.runs]
    learn_mixed_gap(every)
    body = body_size(every)
    furniture = split_furniture([s.runs for s in sheets], [s.height for s in sheets], body)
    flowing = Flowing(body)
    laid = [_lay(sheet, out, body, flowing) for sheet, out in zip(sheets, furniture, strict=True)]
    indents = has_indents([b for page in laid for b in page.blocks if flowing.is_body(b)])
    flow = _Flow(Writer(), flowing, indents)
    for page in laid:
        flow.page(page)
    flow.flush()
    return flow.writer, flow.starts


def _lay(sheet: Sheet, furniture: list[Run], body: float, flowing: Flowing) -> _Laid:
    runs = sheet.runs
    tables = ruled_tables(runs, sheet.rules, sheet.number) if sheet.rules else []
    tables += boxes_of(runs, sheet.number)
    blocks = blocks_of(runs, sheet.number)
    notes = split_notes(blocks, body, sheet.height) if body else []
    marks = split_marks([r for b in blocks for r in b.runs])
    marks += split_marks([r for b in tables for row in b.rows for cell in row for r in cell])
    lines = note_lines(notes)
    marks += split_numbers(lines)
    aligned_tables(blocks, sheet.number)
    blocks += tables
    unbox([b for b in blocks if b.rows])
    flowing.learn(sheet.number, blocks, sheet.pictures)
    asides = [b for b in blocks if _is_aside(b, body)]
    if len(asides) < len(blocks):
        gone = {id(b) for b in asides}
        blocks = [b for b in blocks if id(b) not in gone]
    else:
        asides = []
    return _Laid(
        sheet, _with_asides(in_order(blocks, flowing.weigh), asides), lines, marks, furniture
    )


def _is_aside(block: Block, body: float) -> bool:
    """Whether ``block`` is a picture's caption or the like: little, and in small print."""
    return not block.rows and block.size < _SMALLER * body and len(block.runs) <= _ASIDE_LINES


def _with_asides(blocks: list[Block], asides: list[Block]) -> list[Block]:
    """``asides`` put behind what stands above them in their column."""
    found = list(blocks)
    for aside in sorted(asides, key=lambda b: (b.top, b.left)):
        above = [
            i
            for i, b in enumerate(found)
            if b.top < aside.top and min(b.right, aside.right) > max(b.left, aside.left)
        ]
        nearest = (
            max(above, key=lambda i: found[i].bottom if found[i].bottom < aside.bottom else 0)
            if above
            else -1
        )
        found.insert(nearest + 1, aside)
    return found


class _Flow:
    """Writes pages one after the other; holds a paragraph back until it is known to end."""

    def __init__(self, writer: Writer, flowing: Flowing, indents: bool) -> None:
        self.writer = writer
        self.flowing = flowing
        self.indents = indents
        self.starts: dict[int, int] = {}
        self._known = layout()
        self._open: list[Piece] = []
        self._before: Block | None = None
        self._later: list[tuple[list[Piece], BlockKind | None]] = []

    def page(self, page: _Laid) -> None:
        """One page: its running text, then its notes and furniture, once the paragraph ends."""
        number, turn = page.sheet.number, page.sheet.turn
        self.starts[number] = self.writer.length
        for block in page.blocks:
            self._block(block, turn)
        for lines in page.notes:
            self._later.append(([Piece(run, number, turn) for run in lines], None))
        for run in [*page.marks, *page.furniture]:
            self._later.append(([Piece(run, number, turn)], "furniture"))
        for run in page.sheet.slanted:  # each character has its own box
            self._later.append(([Piece(run, number, lambda box: box)], "furniture"))

    def _block(self, block: Block, turn: Turn | None) -> None:
        if block.rows:
            self.flush()
            for row in block.rows:
                cells = [[Piece(run, block.page, turn) for run in cell] for cell in row]
                if not block.apart:
                    self.writer.row(cells)
                    continue
                for cell in cells:
                    self.writer.line(cell)
            self._before = block
            return
        before = self._before
        aside = bool(self._open) and _is_aside(block, self.flowing.body)
        if aside and before is not None and self.flowing.open_end(before):
            # a picture stands in the middle of a sentence
            self._later.append(([Piece(run, block.page, turn) for run in block.runs], None))
            return
        joined = (
            before is not None
            and bool(self._open)
            and continues(before, block, self.flowing, self.indents)
        )
        for i, lines in enumerate(paragraphs(block, self.flowing, self.indents)):
            if i or not joined:
                self.flush()
            self._open += [Piece(run, block.page, turn) for run in lines]
        self._before = block

    def flush(self) -> None:
        """End the paragraph, and write what waits for its end."""
        if self._open:
            kind = self._kind(self._open)
            self.writer.line(self._open, kind)
            self._open = []
        for pieces, kind in self._later:
            self.writer.line(pieces, kind)
        self._later = []

    def _kind(self, pieces: list[Piece]) -> BlockKind | None:
        """``heading`` where the print is larger than the body's and the words allow it."""
        if any(p.run.size < _LARGER * self.flowing.body for p in pieces):
            return None
        text = "".join([p.run.text for p in pieces])
        if len(text) > _HEADING_LONGEST or _INNER_STOP.search(text) or text[-1] in "，、；。":
            return None
        if self._known.datum.search(text) or self._known.never_heading.fullmatch(text):
            return None
        return "heading"
