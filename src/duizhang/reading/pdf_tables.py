"""Tables of a PDF page: cells between ruling lines, or short texts in aligned columns."""

from __future__ import annotations

from bisect import bisect_right

from duizhang.reading.pdf_blocks import Block
from duizhang.reading.pdf_lines import Run
from duizhang.reading.pdf_place import Box

_TOUCH = 3.0  # pt: rules whose ends are as near as this cross
_MOST_RULES = 1200
_LONGEST_CELL = 60  # characters of a cell, on average: what has more is a page of boxes
_NARROW = 9.5  # em: the widest line of a table's column; newspaper columns are wider
_NARROW_FIRST = 16.0  # em: that of its first column
_ALIGNED = 0.6  # of a column's lines have a neighbour on their base line


class _Grid:
    """Ruling lines that touch each other: ``level`` as (y, left, right), ``steep`` as (x, top,
    bottom), both sorted."""

    def __init__(self, level: list[Box], steep: list[Box]) -> None:
        self.level = sorted(((b[1] + b[3]) / 2, b[0], b[2]) for b in level)
        self.steep = sorted(((b[0] + b[2]) / 2, b[1], b[3]) for b in steep)
        every = level + steep
        self.left = min(b[0] for b in every)
        self.top = min(b[1] for b in every)
        self.right = max(b[2] for b in every)
        self.bottom = max(b[3] for b in every)

    def is_table(self) -> bool:
        """Whether there are rows and columns, and not one frame only."""
        ys = _distinct([y for y, _, _ in self.level])
        xs = _distinct([x for x, _, _ in self.steep])
        return len(ys) >= 3 and len(xs) >= 2 and len(ys) + len(xs) >= 6

    def holds(self, run: Run) -> bool:
        """Whether the middle of ``run`` stands inside."""
        x = (run.left + run.right) / 2
        return self.left <= x <= self.right and self.top <= run.middle <= self.bottom

    def columns(self, y: float) -> list[float]:
        """Where steep rules cross the height ``y``, from the left."""
        return _distinct([x for x, a, b in self.steep if a - _TOUCH <= y <= b + _TOUCH])

    def row(self, x: float, y: float) -> float:
        """The nearest level rule above the point."""
        return max((v for v, a, b in self.level if v <= y and a <= x <= b), default=self.top)


def ruled_tables(runs: list[Run], rules: list[Box], page: int) -> list[Block]:
    """Take what stands between ruling lines out of ``runs`` and give it as tables."""
    found: list[Block] = []
    for grid in _grids(rules):
        inside = [run for run in runs if grid.holds(run)]
        if not inside or not grid.is_table():
            continue
        rows = _rows(grid, inside)
        cells = [cell for row in rows for cell in row]
        letters = sum(len(run.glyphs) for run in inside)
        beside = sum(len(row) > 1 for row in rows)
        if beside < 2 or beside * 2 < len(rows) or letters > _LONGEST_CELL * len(cells):
            continue
        gone = {id(run) for run in inside}
        runs[:] = [run for run in runs if id(run) not in gone]
        block = Block([run for cell in cells for run in cell], page)
        block.rows = rows
        found.append(block)
    return found


def _rows(grid: _Grid, inside: list[Run]) -> list[list[list[Run]]]:
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in inside:
        columns = grid.columns(run.middle)
        for part in _cut(run, columns):
            x = (part.left + part.right) / 2
            column = columns[bisect_right(columns, x) - 1] if columns and x >= columns[0] else 0.0
            cells.setdefault((round(grid.row(x, part.middle)), round(column)), []).append(part)
    tops = _distinct([float(top) for top, _ in cells])
    rows: list[list[list[Run]]] = [[] for _ in tops]
    for (top, _), cell in sorted(cells.items(), key=lambda item: item[0][1]):
        cell.sort(key=lambda r: (round(r.middle / max(r.size, 1)), r.left))
        rows[bisect_right(tops, float(top)) - 1].append(cell)
    return [row for row in rows if row]


def _cut(run: Run, columns: list[float]) -> list[Run]:
    """``run`` cut where ruling lines cross it."""
    parts: dict[int, list[int]] = {}
    for i, glyph in enumerate(run.glyphs):
        where = bisect_right(columns, (glyph.left + glyph.right) / 2)
        parts.setdefault(where, []).append(i)
    if len(parts) == 1:
        return [run]
    return [
        Run([run.glyphs[i] for i in part])
        for _, part in sorted(parts.items())
        if any(run.glyphs[i].char.strip() for i in part)
    ]


def _grids(rules: list[Box]) -> list[_Grid]:
    level = _merged([b for b in rules if b[2] - b[0] >= b[3] - b[1]], 1)
    steep = _merged([b for b in rules if b[2] - b[0] < b[3] - b[1]], 0)
    if not level or not steep or len(level) + len(steep) > _MOST_RULES:
        return []
    group = list(range(len(level) + len(steep)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, a in enumerate(level):
        for j, b in enumerate(steep, len(level)):
            if (
                a[0] - _TOUCH <= b[2]
                and b[0] <= a[2] + _TOUCH
                and b[1] - _TOUCH <= a[3]
                and a[1] <= b[3] + _TOUCH
            ):
                group[root(i)] = root(j)
    members: dict[int, tuple[list[Box], list[Box]]] = {}
    for i, box in enumerate([*level, *steep]):
        members.setdefault(root(i), ([], []))[0 if i < len(level) else 1].append(box)
    return [_Grid(a, b) for a, b in members.values() if a and b]


def _merged(rules: list[Box], across: int) -> list[Box]:
    """Rules of one line joined: ``across`` is 1 for level ones, 0 for steep ones."""
    along = 1 - across
    rules = sorted(rules, key=lambda b: (round(b[across]), b[along]))
    found: list[Box] = []
    for box in rules:
        last = found[-1] if found else None
        if (
            last is not None
            and abs(last[across] - box[across]) <= 1.5
            and box[along] <= last[along + 2] + _TOUCH
        ):
            found[-1] = (
                min(last[0], box[0]), min(last[1], box[1]),
                max(last[2], box[2]), max(last[3], box[3]),
            )  # fmt: skip
        else:
            found.append(box)
    return found


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


def aligned_tables(blocks: list[Block], page: int) -> None:
    """Replace blocks that are a table's columns, side by side and of short lines, by tables."""
    narrow = [b for b in blocks if len(b.runs) >= 2 and not b.rows and _is_narrow(b, _NARROW_FIRST)]
    narrow.sort(key=lambda b: b.left)
    while narrow:
        group = [narrow.pop(0)]
        for block in list(narrow):
            if (
                _is_narrow(block, _NARROW)
                and block.left >= group[-1].right
                and _match(group[-1], block)
            ):
                group.append(block)
                narrow.remove(block)
        if len(group) < 2 or sum(len(b.runs) for b in group) < 6:
            continue
        runs = sorted((r for b in group for r in b.runs), key=lambda r: (r.middle, r.left))
        table = Block(runs, page)
        table.rows = _levels(runs)
        for block in group:
            blocks.remove(block)
        blocks.append(table)


def _is_narrow(block: Block, most: float) -> bool:
    return all(run.width <= most * run.size for run in block.runs)


def _match(left: Block, right: Block) -> bool:
    """Whether most lines of the shorter block have a neighbour on their base line."""
    few, many = sorted((left, right), key=lambda b: len(b.runs))
    level = sum(any(abs(a.middle - b.middle) <= 0.35 * a.size for b in many.runs) for a in few.runs)
    return level >= 2 and level >= _ALIGNED * len(many.runs)


def _levels(runs: list[Run]) -> list[list[list[Run]]]:
    rows: list[list[list[Run]]] = []
    middle = 0.0
    for run in runs:
        if rows and run.middle - middle <= 0.45 * run.size:
            rows[-1].append([run])
        else:
            rows.append([[run]])
            middle = run.middle
    for row in rows:
        row.sort(key=lambda cell: cell[0].left)
    return rows
