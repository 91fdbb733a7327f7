"""The standard pictures drawn in a terminal with characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from duizhang.views.charts_many import histogram, share_in_words
from duizhang.views.number import amount
from duizhang.views.plot.rows import Picture
from duizhang.views.table import terminal_width, width_of
from duizhang.views.verdicts import LOOKS

Row = dict[str, Any]
_TARGET = "│"


def dumbbells(picture: Picture, key: str) -> list[str]:
    """One line for each place or year: the target as a stroke, the result as its verdict's shape."""
    rows = [r for r in picture.rows if r["target_value"] is not None]
    names = [f"{r[key]}{'预计' if key == 'year' and r['estimate'] else ''}" for r in rows]
    words = [_words(r) for r in rows]
    room = terminal_width() - _widest(names) - _widest(words) - 4
    values = [v for r in rows for v in (r["target_value"], _result(r)) if v is not None]
    lines = []
    for row, name, said in zip(rows, names, words, strict=True):
        drawn = _line(row, values, max(10, min(48, room)))
        lines.append(f"{_padded(name, _widest(names))}  {drawn}  {said}".rstrip())
    return lines


def _result(row: Row) -> float | None:
    closed = row["verdict"] in ("exceeded", "met", "nearly", "missed")
    return row["result_value"] if closed else None


def _words(row: Row) -> str:
    look = LOOKS[row["verdict"]]
    told = f" → {row['reported']}" if row["reported"] else ""
    return f"{row['promised']}{told} {look.shape}{look.word}"


def _line(row: Row, values: Sequence[float], width: int) -> str:
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    cells = [" "] * width

    def at(value: float) -> int:
        return round((value - low) / span * (width - 1))

    result = _result(row)
    target = at(row["target_value"])
    if result is not None:
        for n in range(min(target, at(result)), max(target, at(result)) + 1):
            cells[n] = "─"
    cells[target] = _TARGET
    if result is not None:
        cells[at(result)] = LOOKS[row["verdict"]].shape
    drawn = "".join(cells)
    return drawn + " " * (width - width_of(drawn))


def spread(picture: Picture) -> list[str]:
    """One line for each year and value: how many places promised it."""
    unit = str(picture.rows[0]["unit"]) if picture.rows else ""
    found = [(y, amount(value, unit), places) for y, value, places in histogram(picture.rows)]
    wide = _widest(value for _, value, _ in found)
    lines, before = [], None
    for year, value, places in found:
        head = str(year) if year != before else "    "
        room = " " * (wide - width_of(value))
        lines.append(f"{head}  {room}{value}  {'●' * places} {places}")
        before = year
    return lines


def shares(picture: Picture) -> list[str]:
    """One bar for each year or place."""
    wide = _widest(str(r["group"]) for r in picture.rows)
    lines = []
    for row in picture.rows:
        full = round(20 * row["kept"] / row["judged"]) if row["judged"] else 0
        bar = ("█" * full + "░" * (20 - full)) if row["judged"] else " " * 20
        lines.append(f"{_padded(str(row['group']), wide)}  {bar}  {share_in_words(row)}")
    return lines


def _widest(words: Iterable[str]) -> int:
    return max((width_of(w) for w in words), default=0)


def _padded(words: str, width: int) -> str:
    return words + " " * (width - width_of(words))
