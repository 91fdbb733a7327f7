"""Conflicts (来源不一致): where two sources differ on one thing, both sentences side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.web.listing import PAGE, WHOLE, Year, chosen, filters_of, listed
from duizhang.views.web.quotes import quotes
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

KINDS = {
    "misprint": "疑有印误",
    "rounded": "约数",
    "preliminary": "预计与正式数",
    "revised": "修订",
    "scope": "口径或范围",
}
ORDERS = {
    "sure": "confidence DESC, id",
    "year": "year DESC, place, id",
    "place": "place, year DESC, id",
}
GROUPS = {"place": ("地方", "place"), "year": ("年份", "year DESC"), "kind": ("缘由", "kind")}
Words = Annotated[str, Query(max_length=80)]


@router.get("/conflicts")
def conflicts(
    request: Request,
    place: Words = "",
    year: Year = None,
    kind: Words = "",
    sort: Words = "",
    group: Words = "",
    p: int = 1,
) -> Response:
    """All conflicts, the surest first."""
    with request.app.state.store.reading() as snapshot:
        name, order = chosen(ORDERS, sort)
        if group in GROUPS:
            order = f"{GROUPS[group][1]}, {order}"
        filters = filters_of(snapshot, place=place, year=year, kind=kind)
        size = WHOLE if request.app.state.static_site else PAGE
        found = listed(snapshot, "conflicts", "*", filters, order, p, size)
        sides = _sides(snapshot, found.rows)
        query = dict(request.query_params)
        return page(
            request,
            "conflicts.html",
            section="conflicts",
            found=found,
            sides=sides,
            quotes=quotes(snapshot, [s for both in sides.values() for s in both], most=80),
            kinds=KINDS,
            sort=name,
            orders=ORDERS,
            group=group if group in GROUPS else "",
            groups=GROUPS,
            asked={k: query.get(k, "") for k in ("place", "year", "kind", "group")},
        )


def _sides(snapshot: Snapshot, rows: list[Row]) -> dict[str, list[tuple[str, int, int]]]:
    """Where both sides of each conflict stand, figures with their units."""
    ends = snapshot.unit_ends(c for r in rows for c in r["claims"])
    made = {}
    for row in rows:
        both = []
        for n, side in enumerate(("left", "right")):
            document, start, end = (row[f"{side}_{k}"] for k in ("document", "start", "end"))
            claim = row["claims"][n] if n < len(row["claims"]) else ""
            both.append((document, start, max(end, ends.get(claim, 0))))
        made[row["id"]] = both
    return made
