"""What a place's report promises and reports, side by side by indicator.

Rows are those of the ledger's table ``claims`` (dicts), from a ledger or straight from a Report
(:func:`duizhang.ledger.rows.claim_rows`). Nothing here prints; ``show`` and other views do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Row = Mapping[str, Any]
Slot = Literal["last_target", "last_result", "target"]
SLOTS: tuple[Slot, ...] = ("last_target", "last_result", "target")


class Said(NamedTuple):
    """One value in a cell: how it is printed, and the claims that say so (its witnesses)."""

    printed: str
    witnesses: tuple[Row, ...]

    @property
    def documents(self) -> int:
        """How many documents say it; the same value twice in one document counts once."""
        return len({row["document"] for row in self.witnesses})


class Line(NamedTuple):
    """One indicator in one aspect; ``cells`` has what each slot says (several: they differ)."""

    indicator: str
    name: str
    aspect: str
    cells: dict[Slot, tuple[Said, ...]]


class Headline(NamedTuple):
    """The headline table of one place and report year, and all other claims of that year."""

    year: int
    lines: tuple[Line, ...]
    others: tuple[Row, ...]


def headline(rows: Iterable[Row], year: int, order: Sequence[str] = ()) -> Headline:
    """Lay out the claims of one place for the report of ``year``.

    ``last_target`` is what the report of the year before promised for its year, ``last_result``
    what this report says came of that year, ``target`` what it promises for its own. A claim that
    is in doubt, a part of the whole or another place's is no headline. ``order`` are indicator
    ids in the order to show; others follow by id. ``others`` keep the order of the pages.
    """
    places: dict[str, int] = {indicator: n for n, indicator in enumerate(order)}
    cells: dict[tuple[str, str], dict[Slot, list[Row]]] = {}
    others: list[Row] = []
    for row in rows:
        slot = slot_of(row, year)
        if slot is not None:
            key = (row["indicator"], row["aspect"])
            cells.setdefault(key, {}).setdefault(slot, []).append(row)
        elif row["year"] in (year, None):
            others.append(row)
    keys = sorted(cells, key=lambda k: (places.get(k[0], len(places)), k[0], _ASPECTS.get(k[1], 9)))
    lines = tuple(_line(key, cells[key]) for key in keys)
    return Headline(year, lines, tuple(others))


_ASPECTS = {"level": 0, "growth": 1, "share": 2, "index": 3}


def slot_of(row: Row, year: int) -> Slot | None:
    """The slot of the headline table of ``year`` in which ``row`` stands, if any."""
    if not row["indicator"] or row["aspect"] == "qualifier" or row["doubt"] or not row["own_place"]:
        return None
    last, this = str(year - 1), str(year)
    spoken = row["year"] if row["year"] is not None else year
    if row["role"] == "target" and row["period"] == this and spoken == year:
        return "target"
    if row["role"] == "result" and row["period"] == last and spoken == year:
        return "last_result"
    if row["role"] == "target" and row["period"] == last and spoken == year - 1:
        return "last_target"
    return None


def _line(key: tuple[str, str], cells: Mapping[Slot, Sequence[Row]]) -> Line:
    first = next(rows[0] for rows in cells.values() if rows)
    found = {slot: tuple(_merged(cells.get(slot, ()))) for slot in SLOTS}
    return Line(key[0], str(first["indicator_name"] or key[0]), key[1], found)


def _merged(rows: Iterable[Row]) -> list[Said]:
    """Claims that say the same become one; those that differ stand side by side.

    A document that repeats a value, once with its hedge and once without, says it once: as the
    more confident of the two has it. Between documents another hedge is a difference.
    """
    rows = list(rows)
    best: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = _value_of(row)
        if key not in best or row["confidence"] > best[key]["confidence"]:
            best[key] = row
    same: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        as_said = best[_value_of(row)]
        same.setdefault((*_value_of(row)[1:], as_said["hedge"]), []).append(row)
    said = [
        Said(str(best[_value_of(group[0])]["printed"]), tuple(group)) for group in same.values()
    ]
    return sorted(said, key=lambda s: -s.documents)  # stable: then in the order of the pages


def _value_of(row: Row) -> tuple[Any, ...]:
    return row["document"], row["value"], row["value2"], row["unit"]


def latest_year(rows: Iterable[Row], years: Collection[int]) -> int | None:
    """The latest of the reports' ``years``; where they tell none, of the periods of targets."""
    if years:
        return max(years)
    periods = [row["period"] for row in rows if row["role"] in ("target", "result")]
    return max((int(p) for p in periods if len(p) == 4 and p.isdigit()), default=None)
