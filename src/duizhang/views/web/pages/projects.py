"""Projects and lists (清单与项目): named lists of a place through the years, item by item."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.projects import follow
from duizhang.views.web.names import place_named
from duizhang.views.web.render import page
from duizhang.views.web.store import Snapshot

router = APIRouter()

_WITH_LISTS = """
SELECT place, count(DISTINCT list_name) AS lists, count(*) AS items, max(year) AS last
FROM pledges WHERE kind = 'item' AND role = 'target' AND own_place GROUP BY place
ORDER BY items DESC, place LIMIT 300
"""


@router.get("/projects")
def projects(request: Request, place: Annotated[str, Query(max_length=80)] = "") -> Response:
    """The lists of ``place``; without one, the places that have lists."""
    with request.app.state.store.reading() as snapshot:
        if not place:
            rows = snapshot.once("places with lists", lambda: snapshot.rows(_WITH_LISTS))
            return page(request, "projects.html", section="projects", place="", rows=rows, lists=[])
        names = place_named(snapshot, place)
        pledges = snapshot.rows(
            "SELECT * FROM pledges WHERE list_contains(?::VARCHAR[], place) AND kind <> 'task'"
            " ORDER BY document, start_at",
            [names],
        )
        entries = snapshot.rows(
            "SELECT * FROM entries WHERE list_contains(?::VARCHAR[], place)", [names]
        )
        return page(
            request,
            "projects.html",
            section="projects",
            place=names[0],
            rows=[],
            lists=follow(pledges, entries, _texts(snapshot, names)),
        )


def _texts(snapshot: Snapshot, names: list[str]) -> dict[int, str]:
    rows = snapshot.rows(
        "SELECT id, year FROM documents WHERE list_contains(?::VARCHAR[], place)"
        " AND year IS NOT NULL ORDER BY year, id",
        [names],
    )
    texts = snapshot.texts(str(r["id"]) for r in rows)
    found: dict[int, str] = {}
    for row in rows:
        found[row["year"]] = found.get(row["year"], "") + texts.get(row["id"], "") + "\n"
    return found
