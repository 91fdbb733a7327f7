"""All places (地方) of the ledger, by province, with their years."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.ledger.places import full_name
from duizhang.views.web.names import places_known
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_PLACES = """
SELECT place, min(place_code) AS code, min(level) AS level, min(year) AS first, max(year) AS last,
  count(*) AS documents, sum(figures) AS figures
FROM documents WHERE place <> '' AND contains(place, ?) GROUP BY place
ORDER BY code, place
"""
_TOLD = """
SELECT place, min(year) AS first, max(year) AS last
FROM (SELECT unnest(places) AS place, year FROM documents) GROUP BY place ORDER BY place
"""


@router.get("/places")
def places(request: Request, q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """The list of places; by the first two digits of their codes, which are the province's."""
    with request.app.state.store.reading() as snapshot:
        rows = snapshot.rows(_PLACES, [q.strip()])
        told = [
            r
            for r in snapshot.once("places told", lambda: _told(snapshot))
            if q.strip() in r["place"]
        ]
    groups = [list(g) for _, g in groupby(rows, key=lambda r: str(r["code"])[:2])]
    return page(
        request, "places.html", groups=groups, told=told, total=len(rows) + len(told), asked=q
    )


def _told(snapshot: Snapshot) -> list[Row]:
    """The places that have no paper of their own, of which a page on several places tells."""
    own = {r["place"] for r in snapshot.rows("SELECT DISTINCT place FROM documents")}
    known = places_known(snapshot)
    return [r for r in snapshot.rows(_TOLD) if full_name(r["place"], known) not in own]
