"""Places and indicators by the names that addresses carry."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from duizhang.ledger.places import called, near_places, ranked
from duizhang.views.web.store import Row, Snapshot


def place_named(snapshot: Snapshot, name: str) -> list[str]:
    """The names under which the ledger knows the place ``name``, the fullest first; 404 if none."""
    known = [str(r["place"]) for r in snapshot.rows(_PLACES)]
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
) WHERE place <> ''
"""


def indicator_named(snapshot: Snapshot, name: str) -> Row:
    """``id`` and ``name`` of the indicator called so; 404 if there is none."""
    found = snapshot.row(
        "SELECT id, name FROM indicators WHERE id = ? OR name = ? ORDER BY id", [name, name]
    )
    if found is None:
        raise HTTPException(404, f"账里没有指标“{name}”")
    return found
