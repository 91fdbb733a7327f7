"""Whether a text is plainly a table of delimited cells (CSV), and no report."""

from __future__ import annotations

import re

_ROWS = 200  # rows that are looked at
_FEWEST = 3
_HEAD = 65536  # bytes
_HEAD_ROWS = 5  # a title and two rows of heads may stand there
_HEAD_CELL = 24  # characters
_SHORT_MOST = 1.34  # rows to those that are whole: a quarter may lack their last cells
_LONGEST = 200  # characters of a cell; a paragraph is longer
_SENTENCE = re.compile("[。！？；，：]")
_NUMBER = re.compile(r"\s*[-+≥≤><＞＜约]?\s*[\d０-９.]")


def is_table(start: bytes, whole: bool) -> bool:
    """Whether ``start``, the head of a text, is a table: its rows have the same number of cells
    (a few may be shorter), two at least, nearly all cells are short and no sentences, and some column
    holds numbers.

    ``whole``: ``start`` is all there is; else its last line is cut and does not count.
    """
    text = _text(start.removeprefix(b"\xef\xbb\xbf"))
    if not whole:
        text = text[: text.rfind("\n") + 1]
    lines = [line for line in text.splitlines() if line.strip()][:_ROWS]
    if len(lines) < _FEWEST:
        return False
    return any(_cut_by(lines, d) for d in ",\t;" if any(d in x for x in lines[:2]))


def delimiter_of(text: str) -> str:
    """The delimiter that makes a table of ``text``; a comma where none does."""
    lines = [line for line in text.splitlines() if line.strip()][:_ROWS]
    return next((d for d in ",\t;" if any(d in x for x in lines[:2]) and _cut_by(lines, d)), ",")


def is_of_targets(data: bytes) -> bool:
    """Whether the head of the table ``data`` holds a word for targets or results."""
    from duizhang.reading.layout import layout

    text = _text(data[:_HEAD].removeprefix(b"\xef\xbb\xbf"))
    lines = [line for line in text.splitlines() if line.strip()][:_HEAD_ROWS]
    cells = [cell for line in lines for cell in re.split("[,\t;]", line)]
    return any(layout().table_head.search(c) for c in cells if len(c) <= _HEAD_CELL)


def _cut_by(lines: list[str], delimiter: str) -> bool:
    import csv

    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return False
    rows = _framed(rows)
    width = len(rows[0]) if rows else 0
    if width < 2 or len(rows) < _FEWEST:
        return False
    cells = [cell for row in rows for cell in row if cell.strip()]
    sentences = sum(bool(_SENTENCE.search(cell)) for cell in cells)
    if not cells or max(map(len, cells)) > _LONGEST or sentences * 4 > len(cells):
        return False
    if any(_SENTENCE.search(cell) for cell in rows[0]):
        return False
    return any(_holds_numbers([row[i] for row in rows[1:]]) for i in range(width))


def _framed(rows: list[list[str]]) -> list[list[str]]:
    """The rows from the widest first one on, filled up to its width; none where another is wider.

    A title may stand alone above them and a note below; programs other than Excel write no
    delimiters behind a row's last cell, but few rows are that short.
    """
    width = max(map(len, rows))
    first = next(i for i, row in enumerate(rows) if len(row) == width)
    if any(len(row) > 1 for row in rows[:first]):
        return []
    below = rows[first:]
    while len(below[-1]) == 1 < width:
        below.pop()
    whole = sum(len(row) == width for row in below)
    if whole * _SHORT_MOST < len(below):
        return []
    return [row + [""] * (width - len(row)) for row in below]


def _holds_numbers(column: list[str]) -> bool:
    filled = [cell for cell in column if cell.strip()]
    return bool(filled) and 2 * sum(bool(_NUMBER.match(cell)) for cell in filled) >= len(filled)


def _text(start: bytes) -> str:
    try:
        return start.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(start) - 4:  # a character cut at the end of the head
            return start.decode("utf-8", "ignore")
    return start.decode("gb18030", "replace")
