"""A place's account of one year (一本账): every line with both its sentences, on one page."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.verdicts import LOOKS, counts
from duizhang.views.web.listing import Year
from duizhang.views.web.names import place_named
from duizhang.views.web.pages.evidence import items_of
from duizhang.views.web.quotes import quotes
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_MOST = 2000  # lines of one page
_ENTRIES = """
SELECT * FROM entries WHERE list_contains(?::VARCHAR[], place) AND year = ?
ORDER BY part <> 'headline', part, target_document, target_start, id LIMIT ?
"""


@router.get("/account/{place}/{year}")
def book(request: Request, place: str, year: Year) -> Response:
    """All that ``place`` promised for ``year``, each with what came of it and both texts."""
    with request.app.state.store.reading() as snapshot:
        names = place_named(snapshot, place)
        rows = snapshot.rows(_ENTRIES, [names, year, _MOST])
        if not rows:
            raise HTTPException(404, f"{names[0]}没有{year}年的账")
        items = items_of(snapshot, rows)
        spots = [s for i in items for s in i["spots"]]
        return page(
            request,
            "book.html",
            section="account",
            place=names[0],
            year=year,
            parts=[
                (part, list(of)) for part, of in groupby(items, key=lambda i: i["entry"]["part"])
            ],
            quotes=quotes(snapshot, spots),
            tally=counts(str(r["verdict"]) for r in rows),
            total=len(rows),
        )


def shelf(snapshot: Snapshot) -> list[Row]:
    """The accounts there are: ``year`` and its ``books``, each a place with its verdicts."""
    rows = snapshot.rows(_SHELF)
    made = []
    for year, of_year in groupby(rows, key=lambda r: r["year"]):
        books = []
        for place, of_place in groupby(of_year, key=lambda r: r["place"]):
            found = {r["verdict"]: int(r["n"]) for r in of_place}
            tally = Counter({v: found[v] for v in LOOKS if v in found})
            books.append({"place": place, "tally": tally, "total": sum(found.values())})
        made.append({"year": year, "books": books, "total": sum(b["total"] for b in books)})
    return made


_SHELF = """
SELECT year, place, verdict, count(*) AS n FROM entries GROUP BY ALL
ORDER BY year DESC, place, verdict
"""
