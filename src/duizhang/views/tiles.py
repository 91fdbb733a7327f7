"""A tile grid of the provinces as SVG: equal tiles, no boundaries, words before colour."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from duizhang.ledger.places import same_place
from duizhang.views.charts import FONT, INK, LINE, QUIET
from duizhang.views.verdicts import LOOKS

Row = Mapping[str, Any]
_SIDE, _GAP, _TOP, _EDGE = 76, 4, 30, 10
_EMPTY = "#f6f4ef"


class Tile(NamedTuple):
    """A province's place in the grid, from the upper left."""

    code: str
    name: str
    short: str
    row: int
    column: int


@cache
def tiles() -> tuple[Tile, ...]:
    """The 34 tiles, by row and column."""
    text = (files("duizhang.views") / "data" / "tiles.csv").read_text(encoding="utf-8")
    found = [
        Tile(r["code"], r["name"], r["short"], int(r["row"]), int(r["column"]))
        for r in csv.DictReader(text.splitlines())
    ]
    return tuple(sorted(found, key=lambda t: (t.row, t.column)))


def tile_map(rows: Iterable[Row], *, title: str = "", source: str = "") -> str:
    """SVG: each province's number in its tile, with the verdict's shape where there is one.

    ``rows`` have place, promised, reported, verdict (empty: none); the first row of a province
    counts. Provinces without a row are pale. Empty where no row is a province's.
    """
    told: dict[str, Row] = {}
    for row in rows:
        tile = next((t for t in tiles() if same_place(t.name, str(row["place"]))), None)
        if tile is not None:
            told.setdefault(tile.code, row)
    if not told:
        return ""
    wide = (max(t.column for t in tiles()) + 1) * (_SIDE + _GAP)
    top = _TOP if title else 0
    high = top + (max(t.row for t in tiles()) + 1) * (_SIDE + _GAP)
    foot = source.split("\n") if source else []
    broad, tall = wide + 2 * _EDGE, high + 18 * len(foot) + 2 * _EDGE
    size = f'width="{broad}" height="{tall}"'
    view = f'viewBox="{-_EDGE} {-_EDGE} {broad} {tall}"'
    label = quoteattr(title or "各省")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" aria-label={label}'
        f" font-family={quoteattr(FONT)}>"
        f'<rect x="{-_EDGE}" y="{-_EDGE}" width="{broad}" height="{tall}" fill="#ffffff"/>'
    ]
    if title:
        parts.append(_text(0, 16, title, 15, INK, weight="bold"))
    parts += [_tile(t, told.get(t.code), top) for t in tiles()]
    parts += [_text(0, high + 14 + 18 * n, line, 11, QUIET) for n, line in enumerate(foot)]
    return "".join(parts) + "</svg>"


def _tile(tile: Tile, row: Row | None, top: int) -> str:
    x, y = tile.column * (_SIDE + _GAP), top + tile.row * (_SIDE + _GAP)
    middle = x + _SIDE / 2
    fill, edge = (_EMPTY, _EMPTY) if row is None else ("#ffffff", LINE)
    box = (
        f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{_SIDE - 1}" height="{_SIDE - 1}"'
        f' fill="{fill}" stroke="{edge}"/>'
    )
    colour = QUIET if row is None else INK
    name = _text(middle, y + 18, tile.short, 12, colour, anchor="middle")
    if row is None:
        return box + name
    verdict = str(row["verdict"] or "")
    look = LOOKS.get(verdict) if verdict != "pending" else None
    said = str(row["reported"] or row["promised"]) if look is not None else str(row["promised"])
    number = _text(middle, y + 42, said, _fitting(said), INK, anchor="middle", weight="bold")
    if look is None:
        return box + name + number
    below = f"{look.shape} {look.word}"
    return box + name + number + _text(middle, y + 63, below, 11.5, look.colour, anchor="middle")


def _fitting(words: str) -> float:
    """The size at which ``words`` stay inside a tile."""
    wide = sum(1.0 if ord(c) > 0x2000 or c in "%‰" else 0.62 for c in words) or 1.0
    return round(max(6.0, min(17.0, (_SIDE - 8) / wide)), 1)


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}"'
        f' font-weight="{weight}">{escape(words)}</text>'
    )
