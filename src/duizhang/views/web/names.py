"""Places and indicators by the names that addresses carry."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from duizhang.ledger.places import called, near_places, ranked
from duizhang.views.web.store import Row, Snapshot


def place_named(snapshot: Snapshot, name: str) -> list[str]:
    """The names under which the ledger knows the place ``name``, the fullest first; 404 if none."""
    cached = snapshot.once("names of places", dict[str, list[str]])
    if name not in cached:
        found = _place_named(snapshot, name)
        if len(cached) < _MOST:
            cached[name] = found
        return found
    return cached[name]


_MOST = 10_000  # names of which is known what they mean


def places_known(snapshot: Snapshot) -> list[str]:
    """All places of the ledger, sorted."""
    return snapshot.once("places", lambda: [str(r["place"]) for r in snapshot.rows(_PLACES)])


def _place_named(snapshot: Snapshot, name: str) -> list[str]:
    known = places_known(snapshot)
    names = called(name, known)
    if not names:
        near = near_places(name, known)
        hint = f"。相近的有：{'、'.join(near)}" if near else ""
        raise HTTPException(404, f"账里没有“{name}”{hint}")
    full = ranked(names)
    if len(full) > 1 and name not in full:
        raise HTTPException(404, f"“{name}”可能是{'、'.join(full)}：请写全称")
    first = name if name in full else full[0]
    return [first, *(n for n in names if n != first)]


_PLACES = """
SELECT DISTINCT place FROM (
  SELECT place FROM documents UNION ALL SELECT unnest(places) FROM documents
  UNION ALL SELECT place FROM books
) WHERE place <> '' ORDER BY place
"""


def indicator_named(snapshot: Snapshot, name: str) -> Row:
    """``id`` and ``name`` of the indicator called so; 404 if there is none."""
    known = snapshot.once("indicators", lambda: _indicators(snapshot))
    found = known.get(name)
    if found is None:
        raise HTTPException(404, f"账里没有指标“{name}”")
    return found


def _indicators(snapshot: Snapshot) -> dict[str, Row]:
    """Indicators by id and by name; what is an id is no name of another."""
    rows = snapshot.rows("SELECT id, name FROM indicators ORDER BY id DESC")
    return {r["name"]: r for r in rows} | {r["id"]: r for r in rows}
