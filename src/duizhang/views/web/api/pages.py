"""What pages lay out, row by row as they show it: a place's table, an indicator, a comparison, lists."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.web.api.answering import OUT, Format, of_rows
from duizhang.views.web.listing import Year
from duizhang.views.web.newspaper import Value
from duizhang.views.web.pages.compare import Many, compared
from duizhang.views.web.pages.indicator import beside
from duizhang.views.web.pages.place import table_of
from duizhang.views.web.pages.projects import Asked, followed

router = APIRouter(tags=["pages"])

Words = Annotated[str, Query(max_length=80)]
_OF_ENTRY = ("reported", "verdict", "gap", "unit", "why", "omitted", "target_id", "result_id")


@router.get("/places/{name}/{year}", responses=OUT)
def place(request: Request, name: str, year: Year, format: Format = "json") -> Response:
    """A place's table for the report of a year: last year's target and result, verdict, target."""
    if year is None:
        raise HTTPException(404, f"no year for {name}")
    with request.app.state.store.reading() as snapshot:
        names, lines = table_of(snapshot, name, year)
    rows = [
        {
            "place": names[0],
            "year": year,
            "indicator": told.indicator,
            "indicator_name": told.name,
            "aspect": told.aspect,
            "subject": told.subject,
            "headline": told.headline,
            "last_target": _said(told.last_target),
            "last_result": _said(told.last_result),
            **_of(told.entry, "verdict", "gap", "unit", "why", "trend", "repeated", "omitted"),
            "target": _said(told.target),
            "entry": told.entry["id"] if told.entry else None,
        }
        for told in lines
    ]
    return of_rows(request, rows, format, len(rows))


@router.get("/indicators/{name}", responses=OUT)
def indicator(
    request: Request,
    name: str,
    year: Year = None,
    aspect: Words = "",
    sort: Words = "",
    format: Format = "json",
) -> Response:
    """An indicator's places side by side in one year and aspect, as the page sorts them."""
    with request.app.state.store.reading() as snapshot:
        found = beside(snapshot, name, year, aspect, sort)
    if found is None:
        return of_rows(request, [], format, 0)
    rows = [
        {
            "indicator": found.indicator["id"],
            "indicator_name": found.indicator["name"],
            "year": e["year"],
            "aspect": found.aspect,
            **{k: e[k] for k in ("place", "place_code", "period", "subject", "promised")},
            **{k: e[k] for k in ("target_value", "result_value", *_OF_ENTRY)},
            "entry": e["id"],
        }
        for e in found.rows
    ]
    return of_rows(request, rows, format, len(rows))


@router.get("/compare", responses=OUT)
def compare(
    request: Request, place: Many, indicator: Many, year: Many, format: Format = "json"
) -> Response:
    """Places, indicators and years side by side: a row for each cell, empty ones too."""
    with request.app.state.store.reading() as snapshot:
        found = compared(snapshot, place, indicator, year)
    rows: list[dict[str, Any]] = []
    for one in found.tables:
        for name in found.places:
            for each in found.years:
                e = one["cells"].get((name, each))
                rows.append(
                    {
                        "indicator": one["indicator"],
                        "indicator_name": one["name"],
                        "aspect": one["aspect"],
                        "place": name,
                        "year": each,
                        **_of(e, "promised", *_OF_ENTRY),
                        "entry": e["id"] if e else None,
                    }
                )
    return of_rows(request, rows, format, len(rows))


@router.get("/projects", responses=OUT)
def projects(
    request: Request,
    place: Words,
    list: Words = "",
    fate: Words = "",
    q: Words = "",
    sort: Words = "",
    format: Format = "json",
) -> Response:
    """The named lists of a place through the years: a row for each item and year."""
    asked = Asked(place=place, list=list, fate=fate, q=q, sort=sort, years="all")
    with request.app.state.store.reading() as snapshot:
        found = followed(snapshot, asked, whole=True)
    rows = [
        {
            "place": found.names[0],
            "list": one["name"],
            "item": item.steps[-1].name,
            "fate": became,
            "end": item.end,
            "year": step.year,
            "number": step.number,
            "name": step.name,
            "state": step.state,
            "likeness": step.why,
            "outcome": step.outcome,
            "evidence": step.evidence,
            "entries": [*step.entries],
            "document": step.spot.document if step.spot else None,
            "start_at": step.spot.start if step.spot else None,
            "end_at": step.spot.end if step.spot else None,
        }
        for one in found.lists
        for item, became in one["items"]
        for step in item.steps
    ]
    return of_rows(request, rows, format, len(rows))


def _said(values: tuple[Value, ...]) -> str:
    return " / ".join(v.printed for v in values)


def _of(entry: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    return {name: entry[name] if entry else None for name in names}
