"""The account (账目) over all places, and what reports omit (报告未提)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from duizhang.views.verdicts import LOOKS
from duizhang.views.web.listing import (
    PAGE,
    WHOLE,
    Filter,
    Year,
    chosen,
    filters_of,
    listed,
    tallied,
    where_of,
)
from duizhang.views.web.pages.book import shelf
from duizhang.views.web.pages.evidence import sides_of
from duizhang.views.web.quotes import quotes
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

COLUMNS = (
    "id, place, period, year, part, list_name, indicator, indicator_name, subject, aspect, unit,"
    " promised, reported, verdict, gap, why, trend, repeated, omitted, confidence, reviewed,"
    " target_id, result_id, target_document, target_start, target_end, result_document,"
    " result_start, result_end"
)
# What a list of entries may be ordered by; the rest of the key makes the order whole.
ORDERS = {
    "year": "year DESC, place, part, target_document, target_start, id",
    "place": "place, year DESC, part, target_document, target_start, id",
    "gap": "gap IS NULL, abs(gap) DESC, id",
    "verdict": "verdict, year DESC, place, id",
    "confidence": "confidence, id",
    "part": "part <> 'headline', part, verdict, place, id",
}
# What a list may be grouped by: the order of the groups.
GROUPS = {
    "year": ("年份", "year DESC"),
    "place": ("地方", "place"),
    "verdict": ("账", f"list_position({list(LOOKS)}, verdict)"),
    "part": ("部分", "part <> 'headline', part"),
    "indicator": ("指标", "indicator = '', indicator"),
}
Words = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True)
class Asked:
    """What the address asks of a list of entries."""

    place: Words = ""
    year: Year = None
    verdict: Words = ""
    part: Words = ""
    indicator: Words = ""
    q: Words = ""
    sort: Words = ""
    group: Words = ""
    texts: bool = False
    p: int = 1


@router.get("/account")
def account(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """All promises, filtered by place, year, verdict, part, indicator, and words of the subject."""
    with request.app.state.store.reading() as snapshot:
        if request.app.state.static_site and not asked.year:
            return _shelf(request, snapshot)  # no filters there: a shelf of accounts, not one list
        return _page(request, snapshot, asked, "account")


@router.get("/omitted")
def omitted(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """Promises whose result the place's own report leaves out and another source tells."""
    with request.app.state.store.reading() as snapshot:
        return _page(request, snapshot, asked, "omitted", omitted=True)


def _shelf(request: Request, snapshot: Snapshot) -> Response:
    verdicts = snapshot.rows("SELECT verdict, count(*) AS n FROM entries GROUP BY 1")
    return page(
        request,
        "shelf.html",
        section="account",
        shelves=shelf(snapshot),
        tally=tallied({str(r["verdict"]): int(r["n"]) for r in verdicts}),
    )


def _page(
    request: Request, snapshot: Snapshot, asked: Asked, section: str, **equal: Any
) -> Response:
    name, order = chosen(ORDERS, asked.sort)
    filters = filters_of(
        snapshot,
        place=asked.place,
        indicator=asked.indicator,
        words=asked.q,
        year=asked.year,
        part=asked.part,
        **equal,
    )
    where, values = where_of(filters)
    verdicts = snapshot.rows(
        f"SELECT verdict, count(*) AS n FROM entries WHERE {where} GROUP BY 1", values
    )
    tally = tallied({str(r["verdict"]): int(r["n"]) for r in verdicts})
    total = tally[asked.verdict] if asked.verdict else tally.total()
    size = WHOLE if request.app.state.static_site else PAGE
    shown = [*filters, Filter("verdict = ?", asked.verdict)]
    group = asked.group if asked.group in GROUPS else ""
    if group:
        order = f"{GROUPS[group][1]}, {order}"
    found = listed(snapshot, "entries", COLUMNS, shown, order, asked.p, size, total)
    query = dict(request.query_params)
    kept = ("place", "year", "verdict", "part", "indicator", "q", "group", "texts")
    return page(
        request,
        "account.html",
        section=section,
        found=found,
        tally=tally,
        years=snapshot.once("years", lambda: _years(snapshot)),
        asked={k: query.get(k, "") for k in kept},
        sort=name,
        orders=ORDERS,
        group=group,
        groups=GROUPS,
        of_group=_of_group(snapshot, group, shown),
        **(_texts(snapshot, found.rows) if asked.texts else {"sides": {}, "quotes": {}}),
    )


def _of_group(snapshot: Snapshot, group: str, filters: list[Filter]) -> dict[str, int]:
    """How many lines of the account each group has in all."""
    if not group:
        return {}
    where, values = where_of(filters)
    rows = snapshot.rows(
        f"SELECT {group} AS g, count(*) AS n FROM entries WHERE {where} GROUP BY 1", values
    )
    return {str(r["g"]): int(r["n"]) for r in rows}


def _texts(snapshot: Snapshot, rows: list[Row]) -> Row:
    """Where both sides of the lines stand, by line, and the sentences there."""
    ends = snapshot.unit_ends(r[f"{side}_id"] for r in rows for side in ("target", "result"))
    sides = {r["id"]: [s for s in sides_of(r, ends).values() if s] for r in rows}
    return {
        "sides": sides,
        "quotes": quotes(snapshot, [s for of in sides.values() for s in of], most=80),
    }


def _years(snapshot: Snapshot) -> list[int]:
    rows = snapshot.rows("SELECT DISTINCT year FROM entries ORDER BY 1 DESC")
    return [int(r["year"]) for r in rows]
