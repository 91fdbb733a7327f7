"""All places (地方) of the ledger, by province, with their years."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.web.render import page

router = APIRouter()

_PLACES = """
SELECT place, min(place_code) AS code, min(level) AS level, min(year) AS first, max(year) AS last,
  count(*) AS documents, sum(figures) AS figures
FROM documents WHERE place <> '' AND contains(place, ?) GROUP BY place
ORDER BY code, place
"""


@router.get("/places")
def places(request: Request, q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """The list of places; by the first two digits of their codes, which are the province's."""
    with request.app.state.store.reading() as snapshot:
        rows = snapshot.rows(_PLACES, [q.strip()])
    groups = [list(g) for _, g in groupby(rows, key=lambda r: str(r["code"])[:2])]
    return page(request, "places.html", groups=groups, total=len(rows), asked=q)
