"""The account (账目) over all places, and what reports omit (报告未提)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.web.listing import PAGE, WHOLE, Filter, Year, chosen, listed, tallied
from duizhang.views.web.names import indicator_named, place_named
from duizhang.views.web.pages.book import shelf
from duizhang.views.web.render import page
from duizhang.views.web.store import Snapshot

router = APIRouter()

COLUMNS = (
    "id, place, period, year, part, list_name, indicator, indicator_name, subject, aspect, unit,"
    " promised, reported, verdict, gap, why, trend, repeated, omitted, confidence, reviewed,"
    " target_id, result_id"
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
Words = Annotated[str, Query(max_length=80)]


@router.get("/account")
def account(
    request: Request,
    place: Words = "",
    year: Year = None,
    verdict: Words = "",
    part: Words = "",
    indicator: Words = "",
    q: Words = "",
    sort: Words = "",
    p: int = 1,
) -> Response:
    """All promises, filtered by place, year, verdict, part, indicator, and words of the subject."""
    static = request.app.state.static_site
    with request.app.state.store.reading() as snapshot:
        if static and not year:  # there are no filters: a shelf of accounts instead of one list
            return _shelf(request, snapshot)
        filters = _filters(snapshot, place, year, part, indicator, q)
        shown = [*filters, Filter("verdict = ?", verdict)]
        return _page(request, snapshot, "account.html", filters, shown, sort, p, section="account")


def _shelf(request: Request, snapshot: Snapshot) -> Response:
    verdicts = snapshot.rows("SELECT verdict, count(*) AS n FROM entries GROUP BY 1")
    return page(
        request,
        "shelf.html",
        section="account",
        shelves=shelf(snapshot),
        tally=tallied({str(r["verdict"]): int(r["n"]) for r in verdicts}),
    )


@router.get("/omitted")
def omitted(
    request: Request,
    place: Words = "",
    year: Year = None,
    verdict: Words = "",
    part: Words = "",
    indicator: Words = "",
    q: Words = "",
    sort: Words = "",
    p: int = 1,
) -> Response:
    """Promises whose result the place's own report leaves out and another source tells."""
    with request.app.state.store.reading() as snapshot:
        filters = _filters(snapshot, place, year, part, indicator, q)
        filters.append(Filter("omitted = ?", True))
        shown = [*filters, Filter("verdict = ?", verdict)]
        return _page(request, snapshot, "account.html", filters, shown, sort, p, section="omitted")


def _filters(
    snapshot: Snapshot, place: str, year: int | None, part: str, indicator: str, q: str
) -> list[Filter]:
    return [
        Filter(
            "list_contains(?::VARCHAR[], place)", place_named(snapshot, place) if place else None
        ),
        Filter("year = ?", year),
        Filter("part = ?", part),
        Filter("indicator = ?", indicator_named(snapshot, indicator)["id"] if indicator else None),
        Filter(
            "(contains(subject, ?) OR contains(indicator_name, ?) OR contains(list_name, ?))",
            q.strip(),
        ),
    ]


def _page(
    request: Request,
    snapshot: Snapshot,
    template: str,
    filters: list[Filter],
    shown: list[Filter],
    sort: str,
    number: int,
    *,
    section: str,
) -> Response:
    name, order = chosen(ORDERS, sort)
    asked = [f for f in filters if f.value not in (None, "")]
    where = " AND ".join(f.sql for f in asked) or "true"
    verdicts = snapshot.rows(
        f"SELECT verdict, count(*) AS n FROM entries WHERE {where} GROUP BY 1",
        [v for f in asked for v in f.values],
    )
    tally = tallied({str(r["verdict"]): int(r["n"]) for r in verdicts})
    query = dict(request.query_params)
    total = tally[str(query["verdict"])] if query.get("verdict") else tally.total()
    size = WHOLE if request.app.state.static_site else PAGE
    return page(
        request,
        template,
        section=section,
        found=listed(snapshot, "entries", COLUMNS, shown, order, number, size, total),
        tally=tally,
        years=snapshot.once("years", lambda: _years(snapshot)),
        asked={k: query.get(k, "") for k in ("place", "year", "verdict", "part", "indicator", "q")},
        sort=name,
        orders=ORDERS,
    )


def _years(snapshot: Snapshot) -> list[int]:
    rows = snapshot.rows("SELECT DISTINCT year FROM entries ORDER BY 1 DESC")
    return [int(r["year"]) for r in rows]
