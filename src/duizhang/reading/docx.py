"""DOCX: paragraphs, headings, automatic numbers, tables, notes and text boxes as a reader sees them.

Locators name the part (``word/document.xml``), the number of the ``w:p`` in it (from 1, all of them
counted in the order of the XML), and offsets in that paragraph's visible text (see
:mod:`duizhang.reading.docx_text`). Automatic numbers and what parts the cells of a table have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from duizhang.model import Source
from duizhang.reading.boxes import paired_rows
from duizhang.reading.docx_styles import Numbering, Style, Styles, W, number_of, on, value
from duizhang.reading.docx_text import Visible, chosen, mark_is_deleted, span_of, visible
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.office_package import Package, Relation
from duizhang.reading.office_writer import Run, Writer

_P, _TABLE = W + "p", W + "tbl"
_WRAPPERS = frozenset(W + n for n in ("sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_NO_HEADING = re.compile("[。！？；](?=.)")  # text in a heading's style
_HEADING_LONGEST = 120
_STOPPED = "。！？；：，、.!?;:,"
_PROSE = 300  # characters of a cell with sentences from which a table only lays out a page
_CELLS = 512  # columns of a table


class _Line(NamedTuple):
    runs: list[Run]
    level: int = 0
    contents: bool = False


def read_docx(source: Source) -> Draft:
    """The draft of a Word document. Raises :class:`Unreadable`, also where it holds no text."""
    return read_package(Package(source.name, source.data))


def read_package(package: Package) -> Draft:
    """The draft of the Word document in ``package``. Raises :class:`Unreadable`."""
    main = next(
        (r.target for r in package.relations("").values() if r.kind == "officeDocument"), ""
    )
    main = main if main in package else "word/document.xml"
    root = package.tree(main)
    if root is None or root.tag != W + "document":
        raise Unreadable(package.name, "an Office file without a Word document in it")
    relations = package.relations(main)

    def part(kind: str) -> str:
        found = (r.target for r in relations.values() if r.kind == kind and not r.external)
        return next(found, main.rpartition("/")[0] + f"/{kind}.xml")

    styles = Styles(package.some_tree(part("styles")))
    numbering = Numbering(package.some_tree(part("numbering")))
    writer = Writer()
    body = _Story(writer, main, root, styles, numbering)
    body.read(root)
    notes = body.notes
    for kind in ("footnote", "endnote"):
        wanted = [name for k, name in notes if k == kind]
        if wanted:
            _notes(package, part(kind + "s"), kind, wanted, body)
    _furniture(package, relations, root, body)
    body.warn()
    draft = writer.draft("utf-8")
    if not draft.text.strip():
        drawn = f", only {body.pictures} pictures (a scan?)" if body.pictures else ""
        raise Unreadable(package.name, f"the document holds no text{drawn}")
    return draft


def _notes(package: Package, part: str, kind: str, wanted: list[str], body: _Story) -> None:
    """The notes that the text points at, in its order, under a heading that sets them aside."""
    root = package.some_tree(part)
    by_id = {n.get(W + "id", ""): n for n in root.findall(W + kind)} if root is not None else {}
    found = [by_id[name] for name in dict.fromkeys(wanted) if name in by_id]
    if root is None or not found:
        return
    if not body.noted:
        body.writer.line([Run("注释")], "heading", 1)
        body.noted = True
    story = body.beside(part, root)
    for node in found:
        story.read(node, "paragraph")


def _furniture(
    package: Package, relations: dict[str, Relation], root: etree._Element, body: _Story
) -> None:
    """Running heads and feet, each text once."""
    seen: set[str] = set()
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    for node in root.iter(W + "headerReference", W + "footerReference"):
        found = relations.get(node.get(relation, ""))
        if found is None or found.external or found.target in seen:
            continue
        seen.add(found.target)
        part = package.some_tree(found.target)
        if part is None:
            continue
        said = "".join(t.text or "" for t in part.iter(W + "t"))
        if said not in seen:
            seen.add(said)
            body.beside(found.target, part).read(part, "furniture")


class _Story:
    """Reads one part: the body, a note, a running head. What it counts, the body's story keeps."""

    def __init__(
        self, writer: Writer, part: str, root: etree._Element, styles: Styles, numbering: Numbering
    ) -> None:
        self.writer, self.part, self.styles, self.numbering = writer, part, styles, numbering
        self.order = {p: i for i, p in enumerate(root.iter(_P), 1)}
        self.notes: list[tuple[str, str]] = []
        self.noted = False
        self.pictures = self.hidden = self.struck = self.deleted = self.comments = 0
        self._kept: list[Run] = []  # of a paragraph whose end was deleted
        self._boxes: list[etree._Element] = []
        self._waiting: list[tuple[str, str]] = []  # warnings about the line that is being made
        self._owner = self

    def beside(self, part: str, root: etree._Element) -> _Story:
        """A story of another part that writes to the same text."""
        made = _Story(self.writer, part, root, self.styles, self.numbering)
        made._owner = self._owner
        return made

    def read(self, container: etree._Element, kind: str = "") -> None:
        """Writes all lines below ``container``; ``kind`` furniture or paragraph for all of them."""
        for node, contents in _blocks(container):
            if node.tag == _TABLE:
                self._table(node, kind)
            elif node.tag == _P:
                for line in self._paragraph(node):
                    self._write(line._replace(contents=line.contents or contents), kind)
                self._after(kind)
            else:
                self._warn("embedded", "a part in another format (altChunk) is not read")
        if self._kept:  # the last paragraph's end was deleted: there is nothing to join it with
            self._write(_Line(self._taken()), kind)

    def warn(self) -> None:
        """The warnings that concern the whole file."""
        for count, code, words in (
            (self.deleted, "tracked_changes", "deletions of tracked changes are left out"),
            (self.hidden, "hidden_text", "characters of hidden text are left out"),
            (self.struck, "struck_text", "characters of struck out words are left out"),
            (self.comments, "comments", "comments are left out"),
        ):
            if count:
                self.writer.warn(code, f"{count} {words}")

    def _write(self, line: _Line, kind: str) -> None:
        start = self.writer.length
        runs = line.runs
        if line.contents or kind == "furniture":
            self.writer.line(runs, "furniture")
        elif kind == "paragraph":
            self.writer.line(runs, "paragraph")
        elif line.level and _is_heading(runs):
            self.writer.line(runs, "heading", line.level)
        else:
            self.writer.line(runs)
        self._place(start, self.writer.length - 1)

    def _place(self, start: int, end: int) -> None:
        """Gives the warnings that wait their place: the line, else the character before it."""
        for code, message in self._waiting:
            span = (start, end) if end > start else (max(0, start - 2), max(1, start - 1))
            self.writer.warn(code, message, *span)
        self._waiting.clear()

    def _after(self, kind: str) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.read(box, kind)

    def _warn(self, code: str, message: str) -> None:
        self._waiting.append((code, message))

    def _taken(self) -> list[Run]:
        kept, self._kept = self._kept, []
        return kept

    def _paragraph(self, node: etree._Element) -> list[_Line]:
        """The lines of a paragraph (one, unless it holds breaks); none where it shows nothing."""
        props = node.find(W + "pPr")
        name = value(props, "pStyle") or self.styles.default
        style = self.styles.get(name)
        found = visible(node, style, self.styles)
        self._count(found)
        deleted = mark_is_deleted(node)
        shown = bool(found.text.strip()) or bool(self._kept)
        mark = "" if deleted and not shown else self._number(props, name, style)
        runs = self._taken()
        if mark and shown:
            runs.append(Run(mark))
        lines: list[list[Run]] = [runs]
        at = 0
        order = self.order.get(node, 0)
        for i, text in enumerate(found.text.split("\n")):
            if i:
                lines.append([])
            solid = text.strip(" \t　") if i or not lines[-1] or mark else text
            if solid:
                skip = text.index(solid)
                lines[-1].append(Run(solid, self.part, order, at + skip))
            at += len(text) + 1
        if deleted:
            self._kept = lines.pop()
        level = style.level
        outline = value(props, "outlineLvl")
        if outline is not None:
            level = (number_of(outline, 9) + 1) % 10
        return [_Line(line, level, style.contents) for line in lines if line] or self._empty()

    def _empty(self) -> list[_Line]:
        """Nothing, after warnings of an empty paragraph (a picture) have found their place."""
        if self._waiting and not self._kept:
            self._place(self.writer.length, self.writer.length)
        return []

    def _count(self, found: Visible) -> None:
        owner = self._owner
        owner.deleted += found.deleted
        owner.hidden += found.hidden
        owner.struck += found.struck
        owner.comments += found.comments
        owner.pictures += len(found.drawn)
        owner.notes += found.notes
        self._boxes += found.boxes
        for what in found.drawn:
            self._warn("not_read", f"{what} stands here and is not read")
        if found.equations:
            self._warn("equation", "an equation stands here: its characters without their layout")

    def _number(self, props: etree._Element | None, name: str, style: Style) -> str:
        """The automatic number of a paragraph as a reader sees it, or nothing."""
        numbers = props.find(W + "numPr") if props is not None else None
        number, depth = value(numbers, "numId"), value(numbers, "ilvl")
        if number is None:
            number = style.number
            own = self.numbering.depth_of(number, name) if number else None
            deep = number_of(depth) if depth is not None else style.depth if own is None else own
        else:
            deep = number_of(depth)
        if number in ("", "0"):
            return ""
        mark = self.numbering.next(number, deep)
        # 1.|2025年 must not read as a decimal
        return mark + " " if mark and mark[-1].isascii() else mark

    # ---------------------------------------------------------------- tables
    def _table(self, table: etree._Element, kind: str) -> None:
        rows = [self._row(node) for node in _rows(table)]
        filled = [cells for cells, _ in rows if any(lines for lines, _ in cells)]
        if not any(inner for _, inner in rows) and self._boxed(filled, kind):
            return
        columns = max((sum(width for _, width in cells) for cells, _ in rows), default=0)
        opened = False
        full = [sum(1 for lines, _ in cells if lines) > 1 for cells, _ in rows]
        for i, (cells, inner) in enumerate(rows):
            written = [lines for lines, _ in cells if lines]
            prose = any(len(lines) > 1 and _length(lines) > _PROSE for lines in written)
            # a title above the rows, a note below them, a page that is laid out in a table
            alone = len(written) == 1 and (not opened or not any(full[i:]))
            if columns == 1 or alone or prose:
                for line in [line for lines in written for line in lines]:
                    self._write(line, kind)
            elif written:
                opened = True
                start = self.writer.length
                self.writer.line(_joined(cells), "furniture" if kind == "furniture" else "row")
                self._place(start, self.writer.length - 1)
            for node in inner:
                if node.tag == _TABLE:
                    self._table(node, kind)
                else:
                    self.read(node, kind)

    def _boxed(self, rows: list[list[tuple[list[_Line], int]]], kind: str) -> bool:
        """Write a table of numbers over their words with each number behind its words."""
        texts = [
            ["".join(run.text for x in lines for run in x.runs) for lines, _ in r] for r in rows
        ]
        pairs = paired_rows(texts)
        for told, values in pairs:
            for (label, _), (value_, _) in zip(rows[told], rows[values], strict=False):
                if label:
                    self._write(_Line([run for x in (*label, *value_) for run in x.runs]), kind)
        return bool(pairs)

    def _row(
        self, row: etree._Element
    ) -> tuple[list[tuple[list[_Line], int]], list[etree._Element]]:
        """The cells of a row, each with its width; and the tables and boxes inside them."""
        cells: list[tuple[list[_Line], int]] = []
        inner: list[etree._Element] = []
        props = row.find(W + "trPr")
        before = number_of(value(props, "gridBefore"))
        cells += [([], 1)] * min(max(before, 0), _CELLS)
        for cell in _cells(row):
            width, goes_on = span_of(cell)
            lines: list[_Line] = []
            for node, _ in _blocks(cell):
                if node.tag == _P:
                    lines += self._paragraph(node)
                elif node.tag == _TABLE:
                    inner.append(node)
            if self._kept:
                lines.append(_Line(self._taken()))
            boxes, self._boxes = self._boxes, []
            inner += boxes
            cells.append(([] if goes_on else lines, width))
        return cells, inner


def _joined(cells: list[tuple[list[_Line], int]]) -> list[Run]:
    """A row as ``| a |  | b |``: a merged cell stands in its first column, the others are empty."""
    runs = [Run("|")]
    for lines, width in cells:
        runs.append(Run(" "))
        for i, line in enumerate(lines):
            if i and not lines[i - 1].runs[-1].text.endswith(tuple(_STOPPED)):
                runs.append(Run(" "))
            runs += line.runs
        runs.append(Run(" |" + " |" * (min(width, _CELLS) - 1)))
    return runs


def _length(lines: list[_Line]) -> int:
    return sum(len(run.text) for line in lines for run in line.runs)


def _is_heading(runs: list[Run]) -> bool:
    """Whether text in a heading's style is one; whole paragraphs are set in it, too."""
    text = "".join(run.text for run in runs)
    return len(text) <= _HEADING_LONGEST and not _NO_HEADING.search(text)


def _blocks(container: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """The paragraphs and tables of ``container``, and whether they are a table of contents."""
    for node in container:
        tag = node.tag
        if tag in (_P, _TABLE, W + "altChunk"):
            yield node, False
        elif tag == W + "sdt":
            gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            contents = gallery is not None and "Contents" in gallery.get(W + "val", "")
            inner = node.find(W + "sdtContent")
            for found, within in _blocks(inner) if inner is not None else ():
                yield found, within or contents
        elif tag == _ALTERNATE:
            inner = chosen(node)
            yield from _blocks(inner) if inner is not None else ()
        elif tag in _WRAPPERS or tag == W + "body":
            yield from _blocks(node)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, also inside content controls, without those that were deleted."""
    for node in table:
        if node.tag == W + "tr":
            props = node.find(W + "trPr")
            if props is None or (props.find(W + "del") is None and not on(props, "hidden")):
                yield node
        elif node.tag in (W + "sdt", W + "sdtContent") or node.tag in _WRAPPERS:
            yield from _rows(node)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for node in row:
        if node.tag == W + "tc":
            yield node
        elif node.tag in (W + "sdt", W + "sdtContent") or node.tag in _WRAPPERS:
            yield from _cells(node)
