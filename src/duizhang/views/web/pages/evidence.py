"""Behind every number (依据): the claim and its reasons, the entry and both its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.number import plain_number
from duizhang.views.verdicts import notes
from duizhang.views.web.quotes import quotes
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import ASPECTS, FIELDS, HEDGES, ROLES

router = APIRouter()

_FIELDS = ("indicator_name", "subject", "value", "value2", "unit", "hedge", "strive", "aspect",
           "role", "period", "place", "confidence", "doubt", "located")  # fmt: skip


_WORDS = {"hedge": HEDGES, "aspect": ASPECTS, "role": ROLES}  # fields that have words of their own


@router.get("/claim/{name}")
def claim(request: Request, name: str) -> Response:
    """A figure bound to what it says: its sentence, its fields with their reasons, its account."""
    with request.app.state.store.reading() as snapshot:
        row = snapshot.claim(name)
        if row is None:
            raise HTTPException(404, f"账里没有 {name}；文稿重读之后编号会变")
        spot = (row["document"], row["start_at"], row["unit_end"])
        items = [
            _seen_from(row["document"], i) for i in items_of(snapshot, snapshot.entries_of(name))
        ]
        return page(
            request,
            "claim.html",
            claim=row,
            spot=spot,
            fields=_fields(snapshot, row),
            items=items,
            quotes=quotes(snapshot, [spot, *(s for i in items for s in i["spots"])]),
        )


def _seen_from(document: str, item: Row) -> Row:
    """An entry with where its other side stands, if that is another document."""
    sides = [s for s in item["sides"].values() if s]
    return item | {"across": next((s for s in sides if s[0] != document), None)}


@router.get("/entry/{name}")
def entry(request: Request, name: str) -> Response:
    """One line of the account: the promise, its outcome, and why the verdict is what it is."""
    with request.app.state.store.reading() as snapshot:
        row = snapshot.entry(name)
        if row is None:
            raise HTTPException(404, f"账里没有 {name}；重新对账之后编号会变")
        (item,) = items_of(snapshot, [row])
        return page(request, "entry.html", item=item, quotes=quotes(snapshot, item["spots"]))


OTHERS = {
    "also": "同一目标另见",
    "results": "同一结果另见",
    "near": "相近而口径不同",
    "declared_by": "报告原话",
}


# What stands in the result's place where there is none.
INSTEAD = (OTHERS["near"], OTHERS["declared_by"])


def items_of(snapshot: Snapshot, rows: Sequence[Row]) -> list[Row]:
    """Entries, each with its notes, where both its sides stand, what else bears on it, all spots."""
    ends = snapshot.unit_ends(r[f"{side}_id"] for r in rows for side in ("target", "result"))
    return [_item_of(row, ends) for row in rows]


def _item_of(row: Row, ends: Mapping[str, int]) -> Row:
    sides = sides_of(row, ends)
    kept: dict[str, list[list[Any]]] = msgspec.json.decode(row["spots"])
    own = sides["result"][:2] if sides["result"] else None
    others = {
        words: [(s[0], s[1], s[2]) for s in kept.get(kind, ()) if (s[0], s[1]) != own]
        for kind, words in OTHERS.items()
    }
    spots = [s for s in sides.values() if s] + [s for found in others.values() for s in found]
    return {
        "entry": row,
        "sides": sides,
        "notes": notes(row),
        "others": {k: v for k, v in others.items() if v},
        "instead": () if sides["result"] else INSTEAD,
        "spots": spots,
    }


def sides_of(row: Row, ends: Mapping[str, int]) -> dict[str, tuple[str, int, int] | None]:
    """Where the promise and the result of an entry stand; None where there is no result.

    ``ends`` are where claims end with their units, by id.
    """
    made: dict[str, tuple[str, int, int] | None] = {}
    for side in ("target", "result"):
        document, start, end = (row[f"{side}_{k}"] for k in ("document", "start", "end"))
        end = max(end or 0, ends.get(row[f"{side}_id"], 0))
        made[side] = (document, start, end) if document else None
    return made


def _fields(snapshot: Snapshot, row: Row) -> list[Row]:
    """The fields of a claim in words, each with the rules and the words of the page that gave it."""
    reasons: dict[str, list[Row]] = {}
    told: list[list[Any]] = msgspec.json.decode(row["reasons"])
    spots = [(row["document"], r[3], r[4]) for r in told if r[4] > r[3]]
    words = snapshot.opened.texts.slices(spots)
    for field, rule, value, start, end in told:
        quote = words.get((row["document"], start, end), "")
        reasons.setdefault(field, []).append({"rule": rule, "value": value, "quote": quote})
    made = []
    for name in _FIELDS:
        field = "indicator" if name == "indicator_name" else name
        value = row.get(name)
        if value in (None, "", False):
            continue
        own = _WORDS.get(name)
        if name == "confidence":
            value = f"{value:.0%}"
        elif name == "strive":
            value = FIELDS["strive"]
        elif name in ("value", "value2"):
            value = plain_number(value)
        made.append(
            {
                "field": field,
                "word": FIELDS.get(field, FIELDS["value"]) if name != "value2" else "上限",
                "value": own.get(value, value) if own else value,
                "translated": own is not None or name == "strive",
                "reasons": reasons.get(name if name in reasons else field, ()),
            }
        )
    return made
