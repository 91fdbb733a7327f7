"""Tables of data, told from tables that only lay a page out; their rows with cells in columns."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from duizhang.reading.html_lines import Line
from duizhang.reading.html_markup import Tree

_CELL_LONGEST = 120  # characters of a cell beyond which it holds text, not a datum
_COLUMNS_MOST = 200
_SPAN_MOST = 100
_ROWS_MOST = 20_000


class Cell(NamedTuple):
    """A cell: its chunks; -1 for a place that another cell reaches into."""

    first: int
    last: int


_NOTHING = Cell(-1, -1)


class Table(NamedTuple):
    """A table of data: its chunks, and its rows, each as many cells as it has columns."""

    first: int
    last: int
    rows: list[list[Cell]]


def tables_of(tree: Tree, lines: list[Line], root: int) -> list[Table]:
    """The data tables inside the element ``root``, in order.

    A table that holds another, has one column, or whose text stands in long cells lays out a page.
    """
    sizes = _sizes(tree, lines)
    found: list[Table] = []
    for i in range(root + 1, tree.elements[root].stop):
        e = tree.elements[i]
        if e.name != "table" or e.nested or e.skip or e.last <= e.first:
            continue
        rows = _rows(tree, i)
        if _is_data(tree, rows, sizes):
            found.append(Table(e.first, e.last, _grid(tree, rows)))
    return found


def _sizes(tree: Tree, lines: list[Line]) -> list[int]:
    """For each chunk the characters of text before it."""
    own = [0] * (len(tree.chunks) + 1)
    for line in lines:
        own[line.first] = 0 if line.skip else len(line.text)
    return list(accumulate(own, initial=0))


def _rows(tree: Tree, table: int) -> list[list[int]]:
    """The cells (elements) of each row."""
    rows: list[list[int]] = []
    for i in range(table + 1, tree.elements[table].stop):
        e = tree.elements[i]
        if e.name == "tr":
            rows.append([])
        elif e.name in ("td", "th") and rows and not e.skip:
            rows[-1].append(i)
    return [row for row in rows if row][:_ROWS_MOST]


def _is_data(tree: Tree, rows: list[list[int]], sizes: list[int]) -> bool:
    full = 0  # rows with two cells or more that say something
    short = long = 0
    for row in rows:
        filled = 0
        for cell in row:
            e = tree.elements[cell]
            size = sizes[e.last] - sizes[e.first]
            filled += size > 0
            short += size if size <= _CELL_LONGEST else 0
            long += size if size > _CELL_LONGEST else 0
        full += filled > 1
    return full > 1 and full * 2 >= len(rows) and short >= long


def _grid(tree: Tree, rows: list[list[int]]) -> list[list[Cell]]:
    """The rows with an empty cell wherever one above or to the left reaches."""
    below: dict[int, int] = {}  # column -> rows that a cell above still reaches down
    made: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = []
        pending = list(reversed(row))
        while (pending or below.get(len(cells), 0)) and len(cells) < _COLUMNS_MOST:
            column = len(cells)
            if below.get(column, 0):
                below[column] -= 1
                cells.append(_NOTHING)
                continue
            index = pending.pop()
            e, found = tree.elements[index], tree.attributes(index)
            down, wide = _span(found.get("rowspan", "")), _span(found.get("colspan", ""))
            for k in range(wide):
                below[column + k] = down - 1
                cells.append(Cell(e.first, e.last) if k == 0 else _NOTHING)
        for column in [c for c in below if c >= len(cells) and below[c]]:
            below[column] -= 1
        made.append(cells)
    return made


def _span(value: str) -> int:
    value = value.strip()
    return (
        min(max(int(value), 1), _SPAN_MOST)
        if value.isascii() and value.isdigit() and len(value) < 5
        else 1
    )
