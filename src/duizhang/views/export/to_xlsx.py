"""Excel: one sheet a table, header and filter, numbers as their unit reads, and a legend.

Text is only ever text: nothing becomes a formula or a link. A table with more rows than a sheet
holds goes on in further sheets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from duizhang.views.export.dictionary import TABLES, Column, value_sets
from duizhang.views.export.source import Part, Source, Wrote

FILE_NAME = "duizhang.xlsx"
ROWS = 1_048_575  # what a sheet holds below its header
_CELL = 32_767  # characters that a cell holds
_BATCH = 5_000
_A3 = 8
_PRINTED = 60  # per cent: half the columns of most tables stand on one sheet of A3
_WIDEST, _NARROWEST = 48, 8
_LONG = 1_000_000  # numbers below it fit any column
# Characters that XML cannot carry or a screen would obey; line breaks and tabs stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNITS = {"target_value": "unit", "target_high": "unit", "result_value": "result_unit",
          "result_high": "result_unit", "gap": "gap_unit"}  # fmt: skip
_PLAIN, _PERCENT, _WHOLE, _PARTS = "General", 'General"%"', "#,##0", "#,##0.0##########"


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one workbook into ``folder``."""
    import xlsxwriter

    path = folder / FILE_NAME
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "tmpdir": str(folder), "strings_to_urls": False},
    )
    book.set_properties(
        {
            "title": "对账 Duizhang",
            "author": "Duizhang",
            "comments": f"ledger {source.snapshot}",
            "created": dt.datetime.combine(source.date, dt.time()),
        }
    )
    styles = {name: book.add_format({"num_format": name}) for name in (_PERCENT, _WHOLE, _PARTS)}
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#f6f4ef"})
    made = [_Sheets(book, part, styles, head).fill(source) for part in source.parts]
    _legend(book, source, head)
    book.close()
    rows = sum(rows for rows, _ in made)
    return [Wrote(path.name, rows, tuple(note for _, notes in made for note in notes))]


class _Sheets:
    """The sheets of one table."""

    def __init__(self, book: Any, part: Part, styles: Mapping[str, Any], head: Any) -> None:
        self._book, self._part, self._styles, self._head = book, part, styles, head
        self._widths = [len(c.name) + 3 for c in part.columns]
        self._names = [c.name for c in part.columns]
        self._units = [self._unit_of(c) for c in part.columns]
        self._cut = 0
        self._cleaned = 0

    def fill(self, source: Source) -> tuple[int, list[str]]:
        """Write all rows; how many, and what there is to say of them."""
        sheets, row, total = 0, ROWS, 0
        sheet: Any = None
        for record in _rows(source, self._part):
            if row >= ROWS:
                if sheet is not None:
                    self._end(sheet, row)
                sheets, row = sheets + 1, 0
                sheet = self._begin(sheets)
            row += 1
            total += 1
            self._write(sheet, row, record, measured=total <= _BATCH)
        self._end(sheet or self._begin(1), row if total else 0)
        return total, self._notes(sheets, total)

    def _notes(self, sheets: int, total: int) -> list[str]:
        name = self._part.name
        notes = []
        if sheets > 1:
            notes.append(
                f"{name}: {total:,} rows are more than a sheet holds ({ROWS:,}):"
                f" {sheets} sheets, {name} to {name}_{sheets}"
            )
        if self._cut:
            notes.append(f"{name}: {self._cut:,} texts cut to the {_CELL:,} characters of a cell")
        if self._cleaned:
            notes.append(f"{name}: control characters replaced in {self._cleaned:,} texts")
        return notes

    def _begin(self, number: int) -> Any:
        name = self._part.name
        sheet = self._book.add_worksheet(name if number == 1 else f"{name}_{number}")
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_print_scale(_PRINTED)
        sheet.set_header("&L&A&R&P / &N")
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        for at, title in enumerate(self._names):
            sheet.write_string(0, at, title, self._head)
        return sheet

    def _end(self, sheet: Any, last: int) -> None:
        sheet.autofilter(0, 0, last, len(self._names) - 1)
        for at, width in enumerate(self._widths):
            sheet.set_column(at, at, max(_NARROWEST, min(_WIDEST, width)))

    def _write(self, sheet: Any, row: int, record: Sequence[Any], measured: bool) -> None:
        for at, value in enumerate(record):
            if value is None:
                continue
            if isinstance(value, str):
                text = self._text(value)
                sheet.write_string(row, at, text)
                if measured:
                    self._widths[at] = max(self._widths[at], _width(text))
            elif isinstance(value, bool):
                sheet.write_boolean(row, at, value)
            else:
                unit = self._units[at]
                style = self._style(value, record[unit] or "") if unit is not None else None
                sheet.write_number(row, at, value, style)
                if value >= _LONG or value <= -_LONG:  # too wide, it would be shown as ####
                    wide = len(f"{value:,.2f}".removesuffix(".00")) + 2
                    self._widths[at] = max(self._widths[at], wide)

    def _text(self, text: str) -> str:
        if _CONTROL.search(text):
            self._cleaned += 1
            text = _CONTROL.sub("\ufffd", text)
        if len(text) > _CELL:
            self._cut += 1
            text = text[:_CELL]
        return text

    def _unit_of(self, column: Column) -> int | None:
        """Where the unit of this column's numbers stands; None where they have none."""
        if column.kind != "number" or column.name == "confidence":
            return None
        name = _UNITS.get(column.name, "unit")
        name = name if name in self._names else "unit"
        return self._names.index(name) if name in self._names else None

    def _style(self, value: float, unit: str) -> Any:
        """Rates bear their sign, whole amounts are grouped; nothing is rounded."""
        if unit == "%":
            return self._styles[_PERCENT]
        if abs(value) < 10_000 or unit == "pp":
            return None
        return self._styles[_WHOLE if value == int(value) else _PARTS]


def _rows(source: Source, part: Part) -> Iterator[Sequence[Any]]:
    found = source.con.execute(part.query)  # a cursor of its own would not know the place asked for
    while batch := found.fetchmany(_BATCH):
        yield from batch


def _width(text: str) -> int:
    """Some columns of a sheet that ``text`` takes: two for a Chinese character."""
    return min(_WIDEST, sum(2 if c > "\u2e80" else 1 for c in text[:_WIDEST])) + 1


def _legend(book: Any, source: Source, head: Any) -> None:
    """What every sheet, column and code means, in both languages."""
    sheet = book.add_worksheet("legend")
    rows: list[tuple[str, ...]] = [("table", "column", "code", "中文", "English", "说明", "note")]
    for part in source.parts:
        zh, about_zh, about_en = TABLES[part.name]
        rows.append((part.name, "", "", zh, part.name, about_zh, about_en))
        rows += [
            (part.name, c.name, c.values, c.zh, c.en, c.about_zh, c.about_en) for c in part.columns
        ]
    used = {c.values for part in source.parts for c in part.columns if c.values} - {"yesno"}
    for name, codes in value_sets():
        if name in used:
            rows += [("", name, v.code, v.zh, v.en, "", "") for v in codes]
    for row, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, *([head] if row == 0 else []))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows) - 1, 6)
    for at, width in enumerate((12, 18, 16, 16, 28, 44, 60)):
        sheet.set_column(at, at, width)
