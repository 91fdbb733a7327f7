"""Charts (图) as SVG: one indicator over places, and one place's indicator through the years."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.charts import dumbbell, through_years
from duizhang.views.tiles import tile_map
from duizhang.views.web.drawing import drawn
from duizhang.views.web.listing import Year
from duizhang.views.web.names import indicator_named, place_named
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_MOST = 60  # places in one chart; a table tells the rest
_SIDE = """
SELECT e.place, e.year, e.target_value, e.result_value, e.promised, e.reported, e.verdict, e.unit,
  e.target_id
FROM entries e
LEFT JOIN documents d ON d.id = e.target_document
WHERE e.indicator = ? AND e.year = ? AND e.aspect = ? AND e.part <> 'list'
QUALIFY row_number() OVER (PARTITION BY e.place, e.period ORDER BY e.part, e.id) = 1
ORDER BY e.gap IS NULL, e.gap DESC, d.place_code, e.place LIMIT ?
"""
_YEARS = """
SELECT year, target_value, result_value, promised, reported, verdict, unit FROM entries
WHERE list_contains(?::VARCHAR[], place) AND indicator = ? AND aspect = ?
  AND period = year::VARCHAR AND part <> 'list'
QUALIFY row_number() OVER (PARTITION BY year ORDER BY part, target_document, target_start, id) = 1
ORDER BY year
"""
_MAP = """
SELECT e.place, e.promised, e.reported, e.verdict, e.unit FROM entries e
JOIN documents d ON d.id = e.target_document
WHERE e.indicator = ? AND e.year = ? AND e.aspect = ? AND e.part <> 'list'
  AND d.level = 'province' AND e.period = e.year::VARCHAR
ORDER BY e.place, e.part, e.id
"""
Aspect = Annotated[str, Query(max_length=20)]


@router.get("/chart/indicator/{name}/{year}.svg")
def of_indicator(request: Request, name: str, year: Year, aspect: Aspect = "growth") -> Response:
    """Target and result of every place for one year, the best kept first."""

    def draw(snapshot: Snapshot) -> str:
        known = indicator_named(snapshot, name)
        rows = snapshot.rows(_SIDE, [known["id"], year, aspect, _MOST])
        claims = snapshot.claims((str(r["target_id"]) for r in rows), "id, value2, hedge")
        for row in rows:
            said = claims.get(row["target_id"], {"value2": None, "hedge": None})
            row |= {"target_high": said["value2"], "hedge": said["hedge"]}
        return drawn(dumbbell, _of_one_unit(rows))

    return _answer(request, draw)


@router.get("/chart/map/{name}/{year}.svg")
def of_map(request: Request, name: str, year: Year, aspect: Aspect = "growth") -> Response:
    """The provinces of one year as a grid of tiles."""

    def draw(snapshot: Snapshot) -> str:
        known = indicator_named(snapshot, name)
        return tile_map(_of_one_unit(snapshot.rows(_MAP, [known["id"], year, aspect])))

    return _answer(request, draw)


@router.get("/chart/place/{place}/{name}.svg")
def of_place(request: Request, place: str, name: str, aspect: Aspect = "growth") -> Response:
    """One indicator of a place through the years."""

    def draw(snapshot: Snapshot) -> str:
        known = indicator_named(snapshot, name)
        rows = snapshot.rows(_YEARS, [place_named(snapshot, place), known["id"], aspect])
        return drawn(through_years, _of_one_unit(rows))

    return _answer(request, draw)


def _of_one_unit(rows: list[Row]) -> list[Row]:
    """The rows in the unit that most have; values of other units cannot stand on one axis."""
    units = [r["unit"] for r in rows]
    most = max(units, key=units.count, default="")
    return [r for r in rows if r["unit"] == most]


def _answer(request: Request, draw: Callable[[Snapshot], str]) -> Response:
    """The chart; what was drawn is kept as all answers are."""
    with request.app.state.store.reading() as snapshot:
        body = draw(snapshot).encode()
    if not body:
        raise HTTPException(404, "没有可画的数字")
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="image/svg+xml", headers=headers)
