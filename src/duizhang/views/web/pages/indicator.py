"""An indicator (指标): all places side by side for a year, and through the years."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from duizhang.views.number import amount
from duizhang.views.verdicts import LOOKS, counts
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
_OVER_YEARS = f"""
SELECT year, unit, count(DISTINCT place) AS places,
  min(target_value) AS least_target, max(target_value) AS most_target,
  min(result_value) FILTER (verdict <> 'not_comparable') AS least_result,
  max(result_value) FILTER (verdict <> 'not_comparable') AS most_result,
  {", ".join(f"count(*) FILTER (verdict = '{v}') AS {v}" for v in LOOKS)}
FROM entries WHERE indicator = ? AND aspect = ? AND part <> 'list' AND period = year::VARCHAR
GROUP BY ALL ORDER BY year DESC, count(*) DESC, unit
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
        found = beside(snapshot, name, year, aspect, sort)
        if found is None:  # only comparisons without a number, or nothing: the list tells
            known = indicator_named(snapshot, name)
            to = request.app.state.links(request)("account", indicator=known["id"])
            return RedirectResponse(to, status_code=303)
        return page(
            request,
            "indicator.html",
            section="indicators",
            **found._asdict(),
            tally=counts(str(r["verdict"]) for r in found.rows),
            orders=ORDERS,
            drawn=any(r["target_value"] is not None for r in found.rows),
            provinces=len({r["place"] for r in found.rows if _on_map(r)}) >= _MAPPED,
            history=snapshot.once(
                f"history of {found.indicator['id']} {found.aspect}",
                lambda: _history(snapshot, str(found.indicator["id"]), found.aspect),
            ),
        )


class Beside(NamedTuple):
    """An indicator's places side by side, in one year and aspect, and what else there is of it."""

    indicator: Row
    year: int
    years: list[int]
    aspect: str
    aspects: list[str]
    sort: str
    rows: list[Row]


def beside(
    snapshot: Snapshot, name: str, year: int | None, aspect: str, sort: str
) -> Beside | None:
    """The places side by side; None where nothing with a number was promised of the indicator."""
    known = indicator_named(snapshot, name)
    groups = snapshot.once(f"years of {known['id']}", lambda: snapshot.rows(_YEARS, [known["id"]]))
    if not groups:
        return None
    years = sorted({int(g["year"]) for g in groups}, reverse=True)
    if year is None:
        year = _fullest(snapshot, str(known["id"]))
    mine = [g for g in groups if g["year"] == year] or groups
    aspects = list(dict.fromkeys(str(g["aspect"]) for g in mine))
    aspect = aspect if aspect in aspects else aspects[0]
    name_of_order, order = chosen(ORDERS, sort)
    rows = snapshot.rows(_SIDE.format(order=order), [known["id"], year, aspect])
    return Beside(known, year, years, aspect, aspects, name_of_order, _once(rows))


def _history(snapshot: Snapshot, indicator: str, aspect: str) -> list[Row]:
    """The indicator over the years, the latest first: how many places, between what, verdicts."""
    made: dict[int, Row] = {}
    for r in snapshot.rows(_OVER_YEARS, [indicator, aspect]):
        if r["year"] in made:
            continue  # another unit, in which fewer speak
        verdicts = {v: int(r[v]) for v in LOOKS if r[v]}
        ends = {}
        for side in ("target", "result"):
            low, high = r[f"least_{side}"], r[f"most_{side}"]
            ends[side] = "" if low is None else amount(low, r["unit"], high if high > low else None)
        most = max(verdicts, key=lambda v: verdicts[v], default="pending")  # why no result is there
        of_year = {"year": r["year"], "places": r["places"], "tally": verdicts, "verdict": most}
        made[r["year"]] = of_year | ends
    return list(made.values())


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
    """The latest year for which something is closed, else the one of which most places speak."""
    found = snapshot.row(
        "SELECT max(year) AS closed FROM entries"
        " WHERE indicator = ? AND aspect <> '' AND verdict NOT IN ('pending', 'unreported')",
        [indicator],
    )
    if found is None or found["closed"] is None:
        found = snapshot.row(
            "SELECT year AS closed FROM entries WHERE indicator = ? AND aspect <> '' GROUP BY year"
            " ORDER BY count(*) DESC, year DESC LIMIT 1",
            [indicator],
        )
    assert found is not None
    return int(found["closed"])


def _once(rows: list[Row]) -> list[Row]:
    """A place's own target first; what it also promised for a part of itself behind it."""
    seen: set[str] = set()
    made = []
    for row in rows:
        made.append(row | {"again": row["place"] in seen})
        seen.add(str(row["place"]))
    return made
