"""An indicator (指标): all places side by side for a year, and through the years."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from duizhang.views.verdicts import counts
from duizhang.views.web.listing import Year, chosen
from duizhang.views.web.names import indicator_named
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_ALL = """
SELECT i.id, i.name, count(*) AS n, count(DISTINCT e.place) AS places,
  count(*) FILTER (e.verdict IN ('met', 'exceeded')) AS kept,
  count(*) FILTER (e.verdict IN ('met', 'exceeded', 'nearly', 'missed')) AS judged
FROM entries e JOIN indicators i ON i.id = e.indicator
GROUP BY ALL ORDER BY n DESC, i.id
"""
_YEARS = """
SELECT year, aspect, unit, count(*) AS n FROM entries WHERE indicator = ? AND aspect <> ''
GROUP BY ALL ORDER BY year DESC, n DESC, aspect, unit
"""
_SIDE = """
SELECT e.id, e.place, d.place_code, d.level, e.period, e.year, e.subject, e.unit, e.promised,
  e.reported, e.target_value, e.result_value, e.verdict, e.gap,
  e.why, e.omitted, e.confidence, e.target_id, e.result_id
FROM entries e
LEFT JOIN documents d ON d.id = e.target_document
WHERE e.indicator = ? AND e.year = ? AND e.aspect = ? AND e.part <> 'list'
ORDER BY {order}
LIMIT 3000
"""
ORDERS = {
    "code": "d.place_code, e.place, e.id",
    "gap": "e.gap IS NULL, e.gap DESC, e.id",
    "target": "e.target_value DESC NULLS LAST, e.id",
    "result": "e.result_value DESC NULLS LAST, e.id",
}
_MAPPED = 3  # provinces from which on a map tells more than a list
Words = Annotated[str, Query(max_length=80)]


@router.get("/indicators")
def indicators(request: Request) -> Response:
    """All indicators that anything was promised for, the most promised first."""
    with request.app.state.store.reading() as snapshot:
        return page(
            request,
            "indicators.html",
            section="indicators",
            rows=snapshot.once("indicators told", lambda: snapshot.rows(_ALL)),
        )


@router.get("/indicator/{name}")
@router.get("/indicator/{name}/{year}")
def indicator(
    request: Request, name: str, year: Year = None, aspect: Words = "", sort: Words = ""
) -> Response:
    """One indicator in one year and aspect, for all places."""
    with request.app.state.store.reading() as snapshot:
        known = indicator_named(snapshot, name)
        groups = snapshot.rows(_YEARS, [known["id"]])
        if not groups:  # only comparisons without a number, or nothing: the list tells
            to = request.app.state.links(request)("account", indicator=known["id"])
            return RedirectResponse(to, status_code=303)
        years = sorted({g["year"] for g in groups}, reverse=True)
        if year not in years:
            year = _fullest(snapshot, str(known["id"])) if year is None else year
        mine = [g for g in groups if g["year"] == year] or groups
        aspects = list(dict.fromkeys(str(g["aspect"]) for g in mine))
        aspect = aspect if aspect in aspects else aspects[0]
        name_of_order, order = chosen(ORDERS, sort)
        rows = snapshot.rows(_SIDE.format(order=order), [known["id"], year, aspect])
        return page(
            request,
            "indicator.html",
            section="indicators",
            indicator=known,
            year=year,
            years=years,
            aspect=aspect,
            aspects=aspects,
            rows=_once(rows),
            tally=counts(str(r["verdict"]) for r in rows),
            sort=name_of_order,
            orders=ORDERS,
            provinces=len({r["place"] for r in rows if _on_map(r)}) >= _MAPPED,
        )


def _on_map(row: Row) -> bool:
    """Whether the map of ``row``'s year has it: a province's promise for that one year."""
    return bool(row["level"] == "province" and row["period"] == str(row["year"]))


class Known(NamedTuple):
    """The pages of an indicator: aspects by year, the fullest first, and the year to begin with."""

    years: dict[int, list[str]]
    default: int


def known_pages(snapshot: Snapshot) -> dict[str, Known]:
    """The pages there are, by indicator id."""
    years: dict[str, dict[int, list[str]]] = {}
    for row in snapshot.rows(_ALL_YEARS):
        aspects = years.setdefault(str(row["indicator"]), {}).setdefault(int(row["year"]), [])
        if row["aspect"] not in aspects:
            aspects.append(str(row["aspect"]))
    return {name: Known(found, _fullest(snapshot, name)) for name, found in years.items()}


_ALL_YEARS = """
SELECT indicator, year, aspect, unit, count(*) AS n FROM entries
WHERE indicator <> '' AND aspect <> ''
GROUP BY ALL ORDER BY indicator, year DESC, n DESC, aspect, unit
"""


def _fullest(snapshot: Snapshot, indicator: str) -> int:
    """The latest year for which something is closed, else the latest of all."""
    found = snapshot.row(
        "SELECT max(year) FILTER (verdict NOT IN ('pending', 'unreported')) AS closed,"
        " max(year) AS last FROM entries WHERE indicator = ? AND aspect <> ''",
        [indicator],
    )
    assert found is not None
    return int(found["closed"] or found["last"])


def _once(rows: list[Row]) -> list[Row]:
    """A place's own target first; what it also promised for a part of itself behind it."""
    seen: set[str] = set()
    made = []
    for row in rows:
        made.append(row | {"again": row["place"] in seen})
        seen.add(str(row["place"]))
    return made
