"""Projects and lists (清单与项目): named lists of a place through the years, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from duizhang.account.names import list_key
from duizhang.ledger.places import full_name
from duizhang.views.finished import Papers
from duizhang.views.projects import Followed, Item, follow
from duizhang.views.web.listing import chosen
from duizhang.views.web.names import place_named, places_known
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_WITH_LISTS = """
SELECT place, list_name, count(*) AS items, max(year) AS last
FROM pledges WHERE kind = 'item' AND role = 'target' AND own_place GROUP BY place, list_name
"""
_PLEDGES = """
SELECT document, kind, role, list_name, text, period, claims, completion, completion_start,
  completion_end, start_at, end_at
FROM pledges WHERE list_contains(?::VARCHAR[], place) AND kind <> 'task'
ORDER BY document, start_at
"""
_ENTRIES = """
SELECT id, target_id, verdict, promised, reported, omitted FROM entries
WHERE list_contains(?::VARCHAR[], place) AND list_contains(?::VARCHAR[], target_id)
"""
_PAPERS = """
SELECT id, year FROM documents WHERE list_contains(?::VARCHAR[], place) AND year IS NOT NULL
ORDER BY year, id
"""
_MOST = 300  # places with lists that are named
_YEARS = 8  # columns of a list; older years on demand
# What became of an item, as one asks for it; the words are those of ``_fate``.
FATES = {
    "listed": "在列",
    "closed": "有账",
    "built": "报告建成",
    "declared": "随清单称已完成",
    "unreported": "未报",
    "gone": "不再列，未见交代",
    "unnamed": "后来只举出几项，没有它",
    "unlisted": "后来没有这份清单",
}
ORDERS = {"number": "按清单次序", "new": "新列的在前", "fate": "按下落"}
Words = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True)
class Asked:
    """What the address asks of a place's lists."""

    place: Words = ""
    list: Words = ""
    fate: Words = ""
    q: Words = ""
    sort: Words = ""
    years: Words = ""


@router.get("/projects")
def projects(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """The lists of ``place``; without one, the places that have lists."""
    with request.app.state.store.reading() as snapshot:
        if not asked.place:
            rows = snapshot.once("places with lists", lambda: _with_lists(snapshot))
            return page(request, "projects.html", section="projects", place="", rows=rows, lists=[])
        found = followed(snapshot, asked, whole=request.app.state.static_site)
        return page(
            request,
            "projects.html",
            section="projects",
            place=found.names[0],
            rows=[],
            every=found.every,
            lists=found.lists,
            entries=found.entries,
            asked={k: getattr(asked, k) for k in ("place", "list", "fate", "q", "years")},
            fates=FATES,
            sort=chosen(ORDERS, asked.sort)[0],
            orders=ORDERS,
        )


def _with_lists(snapshot: Snapshot) -> list[Row]:
    """The places that have lists, whichever way their papers write them, those with most first."""
    rows, known = snapshot.rows(_WITH_LISTS), places_known(snapshot)
    full = {p: full_name(p, known) for p in {str(r["place"]) for r in rows}}
    found: dict[str, Row] = {}
    for r in rows:
        name = full[str(r["place"])]
        one = found.setdefault(name, {"place": name, "names": set(), "items": 0, "last": 0})
        one["names"].add(list_key(r["list_name"]))
        one["items"] += r["items"]
        one["last"] = max(one["last"], r["last"] or 0)
    made = [one | {"lists": len(one["names"])} for one in found.values()]
    return sorted(made, key=lambda r: (-r["items"], r["place"]))[:_MOST]


class Found(NamedTuple):
    """A place's names, those of all its lists, those lists that were asked for, entries by id."""

    names: list[str]
    every: list[str]
    lists: list[Row]
    entries: dict[str, Row]


def followed(snapshot: Snapshot, asked: Asked, *, whole: bool = False) -> Found:
    """The lists of a place with the items that were asked for; ``whole``: of all years."""
    names = place_named(snapshot, asked.place)
    pledges = snapshot.rows(_PLEDGES, [names])
    claims = sorted({c for p in pledges if p["kind"] == "item" for c in p["claims"]})
    entries = snapshot.rows(_ENTRIES, [names, claims]) if claims else []
    every = follow(pledges, entries, _Papers(snapshot, names))
    sort, _ = chosen(ORDERS, asked.sort)
    years = whole or asked.years == "all"
    return Found(
        names,
        [f.name for f in every],
        [_laid_out(f, asked, sort, years) for f in every if asked.list in ("", f.name)],
        {str(e["id"]): e for e in entries},
    )


class _Papers(Mapping[int, Papers]):
    """A place's papers by year; a year's texts are fetched when something is asked of them."""

    def __init__(self, snapshot: Snapshot, names: list[str]) -> None:
        self._snapshot = snapshot
        self._ids: dict[int, list[str]] = {}
        for row in snapshot.rows(_PAPERS, [names]):
            self._ids.setdefault(int(row["year"]), []).append(str(row["id"]))
        self._made: dict[int, Papers] = {}

    def __getitem__(self, year: int) -> Papers:
        if year not in self._made:
            texts = self._snapshot.texts(self._ids[year])
            self._made[year] = Papers((name, texts.get(name, "")) for name in self._ids[year])
        return self._made[year]

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _laid_out(found: Followed, asked: Asked, sort: str, whole: bool) -> Row:
    """A list as the page shows it: the latest years, the items asked for, in the order asked for."""
    years = found.years if whole else found.years[-_YEARS:]
    items = [
        (item, _fate(item))
        for item in found.items
        if any(s.year in years for s in item.steps)
        and asked.q.strip() in "\n".join(s.name for s in item.steps)
    ]
    items = [(item, fate) for item, fate in items if asked.fate in ("", fate)]
    if sort == "number":
        items.sort(key=lambda i: (-i[0].steps[-1].year, i[0].steps[-1].number))
    elif sort == "new":
        items.sort(key=lambda i: (-i[0].steps[0].year, i[0].steps[-1].number))
    else:
        items.sort(key=lambda i: (list(FATES).index(i[1]), i[0].steps[-1].number))
    return {
        "name": found.name,
        "years": years,
        "older": len(found.years) - len(years),
        "done": {y: d for y, d in found.done.items() if y in years or y > years[-1]},
        "items": items,
        "of": len(found.items),
        "short": {y: n for y, n in found.short.items() if y in years},
    }


def _fate(item: Item) -> str:
    """The key of ``FATES`` that says what became of the item at last."""
    return item.steps[-1].fate or item.left
