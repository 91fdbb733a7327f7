"""Search (搜索): words of two characters and more in the texts, and places and indicators so called."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import safe

router = APIRouter()

_MOST = 60  # paragraphs that are shown
_AROUND = 60  # characters before and behind the words


class Hit(NamedTuple):
    """A paragraph that holds the words: what stands before, the words, and behind."""

    document: str
    name: str
    place: str
    year: int | None
    start: int
    before: str
    marked: str
    after: str


@router.get("/search")
def search(request: Request, q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """The page of what was found; with nothing asked for, a word on how to ask."""
    words = "" if request.app.state.static_site else q.strip()
    with request.app.state.store.reading() as snapshot:
        hits = _hits(snapshot, words) if words else []
        return page(
            request,
            "search.html",
            q=words,
            hits=hits[:_MOST],
            more=len(hits) > _MOST,
            places=_places(snapshot, words) if words else [],
            indicators=_indicators(snapshot, words) if words else [],
        )


def _hits(snapshot: Snapshot, words: str) -> list[Hit]:
    rows = snapshot.ledger.search(words, limit=_MOST + 1).rows()
    pattern = re.compile(r"\s*".join(re.escape(c) for c in words if not c.isspace()), re.I)
    found = []
    for row in rows:
        text = str(row["text"])
        hit = pattern.search(text)
        start, end = hit.span() if hit else (0, 0)
        found.append(
            Hit(
                row["document"],
                row["name"],
                row["place"],
                row["year"],
                row["start_at"] + start,
                ("…" if start > _AROUND else "") + safe(text[max(0, start - _AROUND) : start]),
                safe(text[start:end]),
                safe(text[end : end + _AROUND]) + ("…" if len(text) > end + _AROUND else ""),
            )
        )
    return found


def _places(snapshot: Snapshot, words: str) -> list[Row]:
    return snapshot.rows(
        "SELECT DISTINCT place FROM documents WHERE contains(place, ?) ORDER BY place LIMIT 20",
        [words],
    )


def _indicators(snapshot: Snapshot, words: str) -> list[Row]:
    return snapshot.rows(
        "SELECT i.id, i.name FROM indicators i WHERE contains(i.name, ?)"
        " AND EXISTS (SELECT 1 FROM entries e WHERE e.indicator = i.id) ORDER BY i.id LIMIT 20",
        [words],
    )
