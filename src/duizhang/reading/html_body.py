"""Writes the article: which lines of the page are its own, as headings, rows, items and text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import unescape
from typing import NamedTuple

from duizhang.model.document import BlockKind
from duizhang.reading.boxes import belong, paired_rows
from duizhang.reading.html_choose import Choice
from duizhang.reading.html_lines import Line
from duizhang.reading.html_markup import BREAK_LINE, Tree
from duizhang.reading.html_meta import title_span
from duizhang.reading.html_tables import Cell, Table, tables_of
from duizhang.reading.html_text import TextWriter
from duizhang.reading.html_words import words
from duizhang.reading.note_marks import BEFORE, exponent, is_mark

_HAN = re.compile("[一-鿿]")
_SOLID = re.compile(r"[^\w]+")
_STOPPED = "。！？；：!?;:…”）"
_HEADING_LONGEST = 60
_HEADINGS_MOST = 0.4  # share of the text in headings beyond which a template misuses them
_TITLE_SHORTEST = 4
_BETWEEN_MOST = 12  # lines between the headline and the text
_TAIL_SHARE = 0.3  # of the article's text that may stand behind a note like 相关阅读
_ASCII = re.compile(r"[0-9A-Za-z%.,]")


class Body(NamedTuple):
    """The written article: lines around its headline, characters read and left out."""

    writer: TextWriter
    head: list[str]
    taken: int
    left_out: int


class _Taken(NamedTuple):
    line: Line
    kind: BlockKind | None
    level: int = 0


def write_body(tree: Tree, lines: list[Line], choice: Choice, title: str, part: str) -> Body:
    """The article of ``choice`` with its headline."""
    return _Writer(tree, lines, choice, title, part).run()


class _Writer:
    def __init__(
        self, tree: Tree, lines: list[Line], choice: Choice, title: str, part: str
    ) -> None:
        self.tree, self.lines, self.choice, self.title = tree, lines, choice, title
        self.out = TextWriter(tree.markup, part)
        self.known = words()
        root = tree.elements[choice.root]
        firsts = [line.first for line in lines]
        self.first, self.behind = bisect_left(firsts, root.first), bisect_left(firsts, root.last)
        self.tables = tables_of(tree, lines, choice.root)

    def run(self) -> Body:
        body = self._body()
        head = self._head(body)
        self._write_title(head, body)
        heads = self._around_headline(head)
        self._write([*head, *body])
        taken = sum(len(x.line.text) for x in (*head, *body))
        return Body(self.out, heads, taken, max(0, sum(len(x.text) for x in self.lines) - taken))

    # ------------------------------------------------------------ which lines

    def _body(self) -> list[_Taken]:
        chosen = range(self.first, self.behind)
        total = sum(self.lines[i].weight for i in chosen if not self.choice.around[i])
        found: list[_Taken] = []
        seen = 0.0
        for i in chosen:
            line = self.lines[i]
            table = self._table(line)
            if line.skip or self.choice.around[i]:
                continue
            if table is None and (line.is_link or self.known.is_bar(line.text, line.links)):
                continue
            if len(found) < self.known.info_lines and self.known.is_info(line.text):
                continue
            ends = len(line.text) <= 30 and self.known.tail.fullmatch(line.text)
            if ends and seen and total - seen < total * _TAIL_SHARE:
                break
            seen += line.weight
            found.append(_Taken(line, None))
        return self._with_kinds(found)

    def _table(self, line: Line) -> Table | None:
        i = bisect_right(self.tables, line.first, key=lambda t: t.first) - 1
        return self.tables[i] if i >= 0 and line.first < self.tables[i].last else None

    def _with_kinds(self, found: list[_Taken]) -> list[_Taken]:
        elements = self.tree.elements
        levels = [elements[x.line.element].heading for x in found]
        size = sum(len(x.line.text) for x in found)
        headed = sum(len(x.line.text) for x, n in zip(found, levels, strict=True) if n)
        if headed > size * _HEADINGS_MOST and size > _HEADING_LONGEST * 2:
            levels = [0] * len(found)
        made: list[_Taken] = []
        items: set[int] = set()
        for x, level in zip(found, levels, strict=True):
            text, item = x.line.text, elements[x.line.element].item
            if level and len(text) <= _HEADING_LONGEST and text[-1] not in "。；，;,":
                if self.known.subtitle.fullmatch(text) and made:
                    level = 0
                made.append(_Taken(x.line, "heading" if level else None, level))
            elif item >= self.choice.root and item not in items and not level:
                items.add(item)
                made.append(_Taken(x.line, "item"))
            else:
                made.append(x)
        return made

    # ------------------------------------------------------------ the headline

    def _head(self, body: list[_Taken]) -> list[_Taken]:
        """The headline above the chosen element and the lines from there to the text."""
        wanted = _solid(self.title)
        if any(self._is_title(x.line, wanted) for x in body[:6]):
            return []
        at = next(
            (
                i
                for i in range(self.first - 1, max(-1, self.first - 60), -1)
                if self._is_title(self.lines[i], wanted)
            ),
            -1,
        )
        if at < 0:
            return []
        while at > 0 and self._headed(at - 1) and self._headed(at) == self._headed(at - 1):
            at -= 1  # a headline of several lines
        found = [_Taken(self.lines[at], "heading", 1)]
        for i in range(at + 1, self.first):
            line = self.lines[i]
            if (
                line.skip
                or line.is_link
                or self.choice.around[i]
                or self.known.is_bar(line.text, line.links)
            ):
                continue
            if self.known.is_info(line.text):
                continue
            if self._headed(i) and self._headed(i) == self._headed(at):
                found.append(_Taken(line, "heading", 1))
            elif self.known.subtitle.fullmatch(line.text):
                found.append(_Taken(line, None))
            elif len(found) <= _BETWEEN_MOST:
                found.append(_Taken(line, "furniture"))
        return found

    def _around_headline(self, head: list[_Taken]) -> list[str]:
        """The lines around the headline as they stand, links and bars, too."""
        start = self.first
        if head:
            start = next(i for i, line in enumerate(self.lines) if line is head[0].line)
        chosen = self.lines[max(0, start - 4) : self.first + 6]
        return [self._text(x.first, x.last) for x in chosen if not x.skip]

    def _headed(self, i: int) -> int:
        """The heading element (by its first chunk) that line ``i`` stands in; 0 where none."""
        e = self.lines[i].element
        elements = self.tree.elements
        if self.lines[i].skip or not elements[e].heading:
            return 0
        while elements[e].parent >= 0 and elements[elements[e].parent].heading:
            e = elements[e].parent
        return e

    def _is_title(self, line: Line, wanted: str) -> bool:
        if line.skip or len(_HAN.findall(line.text)) < _TITLE_SHORTEST or len(line.text) > 90:
            return False
        heading = self.tree.elements[line.element].heading
        if heading == 1 and not line.links:
            return True
        text = _solid(line.text)
        if not wanted or len(text) < _TITLE_SHORTEST:
            return False
        return text == wanted or (
            len(text) * 2 >= len(wanted) and text in wanted and line.links == 0
        )

    def _write_title(self, head: list[_Taken], body: list[_Taken]) -> None:
        """Write the window's title where the page shows no headline of its own."""
        wanted = _solid(self.title)
        if head or not body or any(self._is_title(x.line, wanted) for x in body[:6]):
            return
        span = title_span(self.tree)
        if span is None:
            return
        text = _solid(self.tree.markup[span[0] : span[1]])
        start = _solid("".join(x.line.text for x in body[:6]))
        if len(_HAN.findall(text)) < _TITLE_SHORTEST or text in start:
            return
        self.out.begin("")
        self.out.write(*span)
        self.out.end("heading", 1)

    # ------------------------------------------------------------ the text

    def _write(self, taken: list[_Taken]) -> None:
        parted = self._paragraphs(taken)
        done: set[int] = set()
        before: _Taken | None = None
        for x in taken:
            table = self._table(x.line) if x.kind != "furniture" else None
            if table is not None:
                if table.first not in done:
                    done.add(table.first)
                    self._write_table(table)
                continue
            apart = parted and x.line.before != BREAK_LINE and x.kind != "item"
            if apart and before is not None and before.kind is None and x.kind is None:
                apart = not belong(before.line.text, x.line.text)
            before = x
            self.out.begin("\n\n" if apart else "\n")
            self._write_chunks(x.line.first, x.line.last)
            self.out.end(x.kind, x.level)

    def _paragraphs(self, taken: list[_Taken]) -> bool:
        """Whether the page's blocks are paragraphs, not the printed lines of a newspaper."""
        blocks = [x.line.text for x in taken if x.kind is None and x.line.before != BREAK_LINE]
        texts = [text for text in blocks if len(text) > 8]
        stopped = sum(text[-1] in _STOPPED for text in texts)
        return stopped * 2 >= len(texts)

    def _write_chunks(self, first: int, last: int) -> None:
        elements = self.tree.elements
        for chunk in self.tree.chunks[first:last]:
            e = elements[chunk.element]
            if e.skip:
                continue
            if e.raised:
                said, before = (
                    unescape(self.tree.markup[chunk.at : chunk.until]),
                    self.out.tail(BEFORE),
                )
                if power := exponent(said, before):
                    self.out.put(power, chunk.at, chunk.until)
                    continue
                if is_mark(said, before):
                    continue
            self.out.write(chunk.at, chunk.until, e.pre)

    def _write_table(self, table: Table) -> None:
        """Write the rows, ``| a |  | c |``; a caption above them and one alone are lines."""
        cells = [c for row in table.rows for c in row if c.first >= 0]
        if cells:
            self._write_stray(table.first, cells[0].first)
        if self._write_boxes([row for row in table.rows if any(map(self._filled, row))]):
            return
        for n, row in enumerate(table.rows):
            filled = [c for c in row if self._filled(c)]
            if not filled or self._is_index(filled):
                continue
            if len(filled) == 1 and not n:
                self.out.begin("\n")
                self._write_cell(filled[0])
                self.out.end(None)
                continue
            self.out.begin("\n")
            self.out.insert("|")
            for c in row:
                self.out.insert(" ")
                if c.first >= 0:
                    self._write_cell(c)
                self.out.insert(" |")
            self.out.end("row")

    def _write_boxes(self, rows: list[list[Cell]]) -> bool:
        """Write a table of numbers over their words with each number behind its words."""
        texts = [[self._text(c.first, c.last) if c.first >= 0 else "" for c in row] for row in rows]
        pairs = paired_rows(texts)
        for told, values in pairs:
            for label, value in zip(rows[told], rows[values], strict=False):
                if self._filled(label):
                    self.out.begin("\n\n")
                    self._write_cell(label)
                    self._write_cell(value)
                    self.out.end(None)
        return bool(pairs)

    def _filled(self, cell: Cell) -> bool:
        return cell.first >= 0 and bool(self._solid(cell))

    def _write_stray(self, first: int, last: int) -> None:
        if self._solid(Cell(first, last)):
            self.out.begin("\n")
            self._write_cell(Cell(first, last))
            self.out.end(None)

    def _solid(self, cell: Cell) -> str:
        return "".join(self._text(cell.first, cell.last).split())

    def _text(self, first: int, last: int) -> str:
        """What is shown of the chunks, with a space between two elements."""
        elements, markup = self.tree.elements, self.tree.markup
        pieces = [
            unescape(markup[c.at : c.until])
            for c in self.tree.chunks[first:last]
            if not elements[c.element].skip
        ]
        return " ".join(pieces)

    def _is_index(self, filled: list[Cell]) -> bool:
        """Whether the row is of the index that stands above a government's document."""
        return self.known.index_cell.fullmatch(self._solid(filled[0])) is not None

    def _write_cell(self, cell: Cell) -> None:
        """Write a cell on one line: broken words are joined, numbers and Latin words parted."""
        for i in range(cell.first, cell.last):
            chunk = self.tree.chunks[i]
            if chunk.before and i > cell.first:
                text = self.tree.markup[chunk.at : chunk.until].lstrip()
                if _ASCII.match(self.out.last()) and _ASCII.match(text):
                    self.out.insert(" ")
            self._write_chunks(i, i + 1)


def _solid(text: str) -> str:
    return _SOLID.sub("", text)
