"""Compare (比较): any places, indicators and years side by side, kept in the address."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.web.names import indicator_named, place_named
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_SPLIT = re.compile(r"[、，,;；\s]+")
_MOST_PLACES, _MOST_INDICATORS, _MOST_YEARS = 40, 12, 12
_SHOWN = 4  # years where none are named
_ENTRIES = """
SELECT id, place, year, period, indicator, indicator_name, subject, aspect, unit, part, promised,
  reported, verdict, gap, why, omitted, target_id, result_id
FROM entries
WHERE list_contains(?::VARCHAR[], place) AND list_contains(?::VARCHAR[], indicator)
  AND list_contains(?::INTEGER[], year) AND aspect <> '' AND period = year::VARCHAR
ORDER BY part, place, year, id
"""
_YEARS = """
SELECT DISTINCT year FROM entries WHERE list_contains(?::VARCHAR[], place)
AND list_contains(?::VARCHAR[], indicator) AND period = year::VARCHAR ORDER BY 1 DESC
"""
_COMMON = """
SELECT id FROM (
  SELECT e.indicator AS id, count(*) AS n, any_value(i.rowid) AS nr
  FROM entries e JOIN ledger.indicators i ON i.id = e.indicator
  WHERE part = 'headline' AND aspect <> '' AND list_contains(?::VARCHAR[], place)
  GROUP BY 1 ORDER BY n DESC, nr LIMIT 6
) ORDER BY nr
"""
Many = Annotated[list[str], Query(max_length=60, default_factory=list)]


class Compared(NamedTuple):
    """What stands side by side: places, indicators (names by id), years, and a table for each."""

    places: list[str]
    indicators: dict[str, str]
    years: list[int]
    tables: list[Row]


@router.get("/compare")
def compare(request: Request, place: Many, indicator: Many, year: Many) -> Response:
    """Tables of the chosen places, one for each indicator, a column a year."""
    with request.app.state.store.reading() as snapshot:
        if request.app.state.static_site and not place:
            place = _laid_out(snapshot)
        found = compared(snapshot, place, indicator, year)
        return page(request, "compare.html", section="compare", **found._asdict())


def compared(
    snapshot: Snapshot, place: list[str], indicator: list[str], year: list[str]
) -> Compared:
    """What was asked for side by side; of no indicators or years, those the places share."""
    names = _places(snapshot, place)
    ids = _indicators(snapshot, indicator, names)
    every = [n for group in names.values() for n in group]
    years = _years(year)
    if not years:
        years = [int(r["year"]) for r in snapshot.rows(_YEARS, [every, list(ids)])][:_SHOWN]
    rows = snapshot.rows(_ENTRIES, [every, list(ids), years])
    return Compared(list(names), ids, sorted(years), _tables(rows, names, ids))


def _laid_out(snapshot: Snapshot) -> list[str]:
    """The places of the one comparison that a static site has: those of the level most are of."""
    rows = snapshot.rows(_LEVELS)
    levels = Counter(str(r["level"]) for r in rows)
    most = max(levels, key=lambda level: levels[level], default="")
    return [str(r["place"]) for r in rows if r["level"] == most][:_MOST_PLACES]


_LEVELS = """
SELECT place, min(level) AS level, min(place_code) AS code FROM documents
WHERE place IN (SELECT place FROM entries) GROUP BY place ORDER BY code, place
"""


def _words(given: list[str]) -> list[str]:
    return list(dict.fromkeys(w for text in given for w in _SPLIT.split(text.strip()) if w))


def _places(snapshot: Snapshot, given: list[str]) -> dict[str, list[str]]:
    """The names of the chosen places, by the fullest; too many are wrong use."""
    words = _words(given)
    if len(words) > _MOST_PLACES:
        raise HTTPException(422, f"一次最多比较 {_MOST_PLACES} 个地方")
    found = (place_named(snapshot, w) for w in words)
    return {names[0]: names for names in found}


def _indicators(
    snapshot: Snapshot, given: list[str], names: dict[str, list[str]]
) -> dict[str, str]:
    """Names of the chosen indicators by id; of none, the headline ones these places share."""
    words = _words(given)
    if len(words) > _MOST_INDICATORS:
        raise HTTPException(422, f"一次最多比较 {_MOST_INDICATORS} 个指标")
    if not words:
        every = [n for group in names.values() for n in group]
        words = [str(r["id"]) for r in snapshot.rows(_COMMON, [every])]
    found = (indicator_named(snapshot, w) for w in words)
    return {str(row["id"]): str(row["name"]) for row in found}


def _years(given: list[str]) -> list[int]:
    """The chosen years: 2024, or 2020-2025."""
    years: set[int] = set()
    for word in _words(given):
        first, dash, last = word.partition("-")
        if not (first.isdigit() and (not dash or last.isdigit())):
            raise HTTPException(422, f"{word}：年份写作 2025 或 2020-2025")
        low, high = int(first), int(last or first)
        if not 1949 <= low <= high <= 2200:
            raise HTTPException(422, f"{word}：没有这样的年份")
        years.update(range(low, high + 1))
    if len(years) > _MOST_YEARS:
        raise HTTPException(422, f"一次最多比较 {_MOST_YEARS} 年")
    return sorted(years)


def _tables(rows: list[Row], names: dict[str, list[str]], ids: dict[str, str]) -> list[Row]:
    """For each indicator in the aspect most of the rows have: entries by place and year."""
    full = {n: place for place, group in names.items() for n in group}
    made = []
    for indicator, name in ids.items():
        mine = [r for r in rows if r["indicator"] == indicator]
        aspects = Counter(r["aspect"] for r in mine)
        for aspect, _ in aspects.most_common(1):
            cells: dict[tuple[str, int], Row] = {}
            for row in mine:
                if row["aspect"] == aspect:
                    cells.setdefault((full[row["place"]], row["year"]), row)
            made.append({"indicator": indicator, "name": name, "aspect": aspect, "cells": cells})
    return made
