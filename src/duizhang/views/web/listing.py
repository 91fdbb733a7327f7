"""Lists that are filtered, sorted and paged by their address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator

from duizhang.views.verdicts import LOOKS
from duizhang.views.web.names import indicator_named, place_named
from duizhang.views.web.store import Row, Snapshot

PAGE = 100
WHOLE = 10_000  # rows of a page of the static site, where one cannot ask for the next
# What orders are called.
SORTS = {
    "year": "按年份",
    "place": "按地方",
    "gap": "按差距",
    "verdict": "按账",
    "confidence": "把握小的在前",
    "part": "按部分",
    "sure": "把握大的在前",
}
_DEEPEST = 100_000  # rows that paging reaches; beyond it a filter is of more use


def _year(value: object) -> object:
    """Nothing for an empty field of a form; ValueError for what is no year."""
    if value in (None, ""):
        return None
    if not re.fullmatch(r"[0-9]{1,4}", str(value).strip()):
        raise ValueError("年份写作 2025")
    return int(str(value))


Year = Annotated[int | None, BeforeValidator(_year)]
"""A year in an address; an empty field of a form asks for none."""


# Claims that wait for a person: what the reader doubts, and figures of the headline tables of which
# it is less sure than of nearly all others.
WAITS = """(own_place AND (doubt <> '' OR
  (indicator <> '' AND role IN ('target', 'result') AND confidence < 0.85)))"""


class Filter(NamedTuple):
    """One condition: its SQL, and the value for every ``?`` in it (None: not asked for)."""

    sql: str
    value: Any

    @property
    def values(self) -> list[Any]:
        """The parameters of the SQL."""
        return [self.value] * self.sql.count("?")


def filters_of(
    snapshot: Snapshot,
    *,
    place: str | None = None,
    indicator: str | None = None,
    words: str | None = None,
    doubtful: bool | None = None,
    **equal: Any,
) -> list[Filter]:
    """The conditions that a person asked for, of those that lists and the API have in common.

    ``place`` and ``indicator`` are names of any kind (404 where there are none), ``words`` stand
    in the subject, the indicator or the list, ``doubtful`` are claims that wait for review; the rest
    are columns and what they equal.
    """
    asked = (words or "").strip()
    return [
        Filter(
            "list_contains(?::VARCHAR[], place)", place_named(snapshot, place) if place else None
        ),
        Filter("indicator = ?", indicator_named(snapshot, indicator)["id"] if indicator else None),
        Filter(
            "(contains(subject, ?) OR contains(indicator_name, ?) OR contains(list_name, ?))", asked
        ),
        Filter(f"{WAITS} = ?", doubtful),
        *(Filter(f"{column} = ?", value) for column, value in equal.items()),
    ]


def where_of(filters: Sequence[Filter]) -> tuple[str, list[Any]]:
    """The SQL of those of ``filters`` that are asked for, and its parameters."""
    asked = [f for f in filters if f.value not in (None, "")]
    return " AND ".join(f.sql for f in asked) or "true", [v for f in asked for v in f.values]


class Found(NamedTuple):
    """A page of a list: its rows, how many there are in all, and which page it is, from 1."""

    rows: list[Row]
    total: int
    page: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-min(self.total, _DEEPEST) // self.size))


def listed(
    snapshot: Snapshot,
    table: str,
    columns: str,
    filters: Sequence[Filter],
    order: str,
    number: int,
    size: int = PAGE,
    total: int | None = None,
) -> Found:
    """Page ``number``, of ``size`` rows, of the rows of ``table`` that pass ``filters``.

    ``table``, ``columns`` and ``order`` are our own words; what a person asked for is only ever
    a parameter. ``total``: how many there are, where that is known.
    """
    where, values = where_of(filters)
    if total is None:
        found = snapshot.row(f"SELECT count(*) AS n FROM {table} WHERE {where}", values)
        total = int(found["n"]) if found else 0
    count = total
    number = max(1, min(number, -(-min(count, _DEEPEST) // size) or 1))
    rows = snapshot.rows(
        f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}"
        f" LIMIT {size} OFFSET {(number - 1) * size}",
        values,
    )
    return Found(rows, count, number, size)


def tallied(found: Mapping[str, int]) -> Counter[str]:
    """Numbers by verdict in the order of the table, without those that do not occur."""
    return Counter({v: found[v] for v in LOOKS if found.get(v)})


def chosen(orders: Mapping[str, str], asked: str) -> tuple[str, str]:
    """The name and SQL of the order that was asked for; the first one where none or another was."""
    name = asked if asked in orders else next(iter(orders))
    return name, orders[name]
