"""XLSX, CSV and TSV: every sheet as rows ``| 指标 | 目标 |``, each cell as a person sees it.

Locators name the sheet (``part``, empty for CSV) and the cell (``B7``). A merged cell stands in its
first row and column, its other places are empty; rows that hold one cell above the first full row
or below the last are titles and notes. Values of formulas are those that the file has stored.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from lxml import etree

from duizhang.model import Source
from duizhang.reading.delimited import delimiter_of
from duizhang.reading.draft import Draft
from duizhang.reading.encoding import decode_text
from duizhang.reading.errors import Unreadable
from duizhang.reading.office_package import Package
from duizhang.reading.office_writer import Run, Writer
from duizhang.reading.sheet_format import shown

ROWS = 60_000  # rows with text in one file; a table of targets has some hundred
CELLS = 600_000  # places of the rows that are read
_COLUMNS = 1024
_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_PLAIN_NAME = re.compile(r"(?:sheet|工作表|表|chart|feuil|tabelle)\s*[0-9]*", re.I)
_HAN = re.compile(r"[\u3400-\u9fff（）]")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class _Cell(NamedTuple):
    text: str
    name: str


class _Hidden(NamedTuple):
    """What the XML of a sheet says that the library's quick reader leaves out."""

    rows: int
    columns: int
    uncounted: tuple[str, ...]  # formulas without a stored value


def read_sheet(source: Source) -> Draft:
    """The draft of an Excel workbook. Raises :class:`Unreadable`."""
    return read_package(Package(source.name, source.data), source.data)


def read_package(package: Package, data: bytes) -> Draft:
    """The draft of the workbook in ``package``, whose bytes are ``data``."""
    import openpyxl

    package.check()  # the library unpacks and parses without bounds
    writer = Writer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that the library does not know
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            _book(writer, package, book)
        except Unreadable:
            raise
        except Exception as error:  # the library raises errors of every kind on damaged files
            why = "the workbook cannot be read"
            raise Unreadable(package.name, f"damaged: {why} ({type(error).__name__})") from error
    for folder, what in (("xl/charts/chart", "charts"), ("xl/media/", "pictures")):
        count = sum(name.startswith(folder) for name in package.names)
        if count:
            writer.warn("not_read", f"{count} {what} of the workbook are not read")
    return _checked(writer, package.name)


def _book(writer: Writer, package: Package, book: Any) -> None:
    budget = _Budget()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            writer.warn("hidden_sheet", f"the hidden sheet {sheet.title} is not read")
            continue
        start = writer.length
        if not _PLAIN_NAME.fullmatch(sheet.title.strip()):
            writer.line([Run(sheet.title, sheet.title)], "heading", 1)
        path = getattr(sheet, "_worksheet_path", "")
        hidden = _hidden(package, path.lstrip("/"))
        sheet.reset_dimensions()  # what the file says of its size may be a lie
        wrong: list[tuple[str, str]] = []
        spans = _rows(writer, budget.taken(_cells(sheet, wrong)), sheet.title)
        span = (start, max(start + 1, writer.length - 1))
        if hidden.rows or hidden.columns:
            writer.warn(
                "hidden_rows",
                f"{sheet.title}: {hidden.rows} hidden rows and {hidden.columns} hidden columns "
                "are read as well",
                *span,
            )
        wrong += [(name, "a formula without a stored value") for name in hidden.uncounted]
        for name, what in wrong:
            row = int(re.sub(r"\D", "", name) or 0)
            writer.warn("no_value", f"{sheet.title}!{name}: {what}", *spans.get(row, span))
    if budget.spent:
        writer.warn("cut", f"only the first {ROWS} rows of the workbook are read")


class _Budget:
    """Bounds what is read of all sheets together."""

    def __init__(self) -> None:
        self.rows = self.cells = 0
        self.spent = False

    def taken(self, rows: Iterable[tuple[int, list[_Cell]]]) -> Iterator[tuple[int, list[_Cell]]]:
        for number, cells in rows:
            self.rows += any(cell.text for cell in cells)
            self.cells += len(cells)
            if self.rows > ROWS or self.cells > CELLS:
                self.spent = True
                return
            yield number, cells


def _cells(sheet: Any, wrong: list[tuple[str, str]]) -> Iterator[tuple[int, list[_Cell]]]:
    """The rows of a sheet with their numbers, as far as they hold a value.

    ``wrong`` gathers the cells that show an error, and which.
    """
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells: list[_Cell] = []
        for at, cell in enumerate(row[:_COLUMNS]):
            if cell.value is None:
                continue
            text = _line(shown(cell.value, cell.number_format or ""))
            if _ERROR.fullmatch(text):
                wrong.append((cell.coordinate, text))
                continue
            if text:
                cells += [_Cell("", "")] * (at - len(cells))
                cells.append(_Cell(text, cell.coordinate))
        yield number, cells


def _line(text: str) -> str:
    """The text of a cell on one line; a word that was broken to fit is whole again."""
    lines = [line.strip() for line in text.replace("\t", " ").splitlines()]
    made = ""
    for line in lines:
        if made and line:
            made += "" if _HAN.match(made[-1]) and _HAN.match(line[0]) else " "
        made += line
    return made.replace("|", "｜")


def _rows(
    writer: Writer, rows: Iterable[tuple[int, list[_Cell]]], part: str
) -> dict[int, tuple[int, int]]:
    """Writes the rows; gives the span of each by its number. An empty row ends a table."""
    spans: dict[int, tuple[int, int]] = {}
    block: list[tuple[int, list[_Cell]]] = []
    for number, cells in rows:
        if cells:
            block.append((number, cells))
        elif block:
            _block(writer, block, part, spans)
            block = []
    _block(writer, block, part, spans)
    return spans


def _block(
    writer: Writer,
    block: list[tuple[int, list[_Cell]]],
    part: str,
    spans: dict[int, tuple[int, int]],
) -> None:
    full = [i for i, (_, cells) in enumerate(block) if sum(bool(c.text) for c in cells) > 1]
    if not full:
        full = [len(block)]
    first = min((next(i for i, c in enumerate(cells) if c.text) for _, cells in block), default=0)
    width = max((len(cells) for _, cells in block[full[0] : full[-1] + 1]), default=0)
    for i, (number, cells) in enumerate(block):
        start = writer.length
        if full[0] <= i <= full[-1]:
            runs = [Run("|")]
            for cell in cells[first:]:
                runs += [Run(" "), Run(cell.text, part, cell=cell.name), Run(" |")]
            runs.append(Run("  |" * (width - len(cells))))
            writer.line(runs, "row")
        else:
            (cell,) = (c for c in cells if c.text)
            writer.line([Run(cell.text, part, cell=cell.name)])
        spans[number] = (start, writer.length - 1)
    if block:
        writer.line([])


def _hidden(package: Package, path: str) -> _Hidden:
    data = package.read(path) if path else None
    rows = columns = 0
    uncounted: list[str] = []
    if data is None:
        return _Hidden(0, 0, ())
    tags = [_SHEET + name for name in ("row", "col", "c")]
    events = etree.iterparse(
        io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
    )
    for _, node in events:
        if node.tag == tags[2]:
            if node.find(_SHEET + "f") is not None and not node.findtext(_SHEET + "v"):
                uncounted.append(node.get("r", ""))
            continue
        if node.get("hidden", "0") in ("1", "true"):
            if node.tag == tags[0]:
                rows += 1
            else:
                columns += 1
        node.clear()
    return _Hidden(rows, columns, tuple(uncounted[:1000]))


def _checked(writer: Writer, name: str) -> Draft:
    draft = writer.draft("utf-8")
    if not draft.source_text.strip():
        raise Unreadable(name, "the workbook holds no text")
    return draft


# -------------------------------------------------------------------- CSV


def read_csv(source: Source) -> Draft:
    """The draft of a table of delimited cells. Raises :class:`Unreadable`."""
    text, encoding, found = decode_text(source.name, source.data)
    writer = Writer()
    budget = _Budget()
    delimiter = delimiter_of(text[:65536])
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        _rows(writer, budget.taken(enumerate(_named(rows), 1)), "")
    except csv.Error as error:
        raise Unreadable(source.name, f"damaged: a table that cannot be read ({error})") from error
    if budget.spent:
        writer.warn("cut", f"only the first {ROWS} rows of the table are read")
    draft = _checked(writer, source.name)
    draft.encoding = encoding
    draft.warnings[:0] = [type(w)(w.code, w.message) for w in found]
    return draft


def _named(rows: Iterable[list[str]]) -> Iterator[list[_Cell]]:
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(i) for i in range(1, _COLUMNS + 1)]
    for number, row in enumerate(rows, 1):
        cells = [
            _Cell(_line(text), f"{letter}{number}") if text.strip() else _Cell("", "")
            for letter, text in zip(letters, row, strict=False)
        ]
        while cells and not cells[-1].text:
            cells.pop()
        yield cells
