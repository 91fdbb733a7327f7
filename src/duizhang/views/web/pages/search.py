"""Search (搜索): words of two characters and more in the texts, and places and indicators so called."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from duizhang.views.web.language import namer
from duizhang.views.web.names import places_known
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import flowing, safe

router = APIRouter()

_MOST = 60  # paragraphs that are shown
_BATCH = 100  # paragraphs that are looked at together
_LOOKED_AT = 1000
_AROUND = 60  # characters before and behind the words


class Hit(NamedTuple):
    """A paragraph that holds the words: what stands around them in pieces, marked or not."""

    document: str
    name: str
    place: str
    year: int | None
    start: int
    pieces: list[tuple[str, bool]]


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
            claims=_claims(snapshot, words) if len(words) > 1 else [],
        )


def _hits(snapshot: Snapshot, words: str) -> list[Hit]:
    """One more than is shown, if there are more."""
    found = paragraphs_with(snapshot, words, _MOST + 1)
    pattern = words_pattern(words)
    return [_hit(paper, start, text, span, pattern) for paper, start, text, span in found]


def paragraphs_with(
    snapshot: Snapshot, words: str, most: int
) -> list[tuple[Row, int, str, tuple[int, int]]]:
    """Paragraphs that hold ``words``, white space aside: the document's row, where the paragraph
    begins, its text, and where in it the words stand.

    The index knows which hold all the pairs of characters; whether the words stand there is looked
    up in the texts, for so many of them at most.
    """
    pattern = words_pattern(words)
    found: list[tuple[Row, int, str, tuple[int, int]]] = []
    papers: dict[str, Row] = {}
    for offset in range(0, max(_LOOKED_AT, 2 * most), _BATCH):
        spots = snapshot.opened.paragraphs(words, _BATCH, offset)
        unknown = {s[0] for s in spots} - papers.keys()
        if unknown:
            papers |= {r["id"]: r for r in snapshot.rows(_PAPERS, [sorted(unknown)])}
        texts = snapshot.opened.texts.slices(spots)
        for spot in spots:
            text = texts.get(spot, "")
            hit = pattern.search(text)
            if hit and spot[0] in papers:
                found.append((papers[spot[0]], spot[1], text, hit.span()))
                if len(found) == most:
                    return found
        if len(spots) < _BATCH:
            break
    return found


def words_pattern(words: str) -> re.Pattern[str]:
    """``words`` in any text, whatever white space stands between their characters."""
    return re.compile(r"\s*".join(re.escape(c) for c in words if not c.isspace()), re.I)


_PAPERS = """
SELECT id, name, place, year FROM documents WHERE id IN (SELECT unnest(?::VARCHAR[]))
"""


def _hit(paper: Row, at: int, text: str, span: tuple[int, int], pattern: re.Pattern[str]) -> Hit:
    start, end = span
    around = safe(text[max(0, start - _AROUND) : end + _AROUND])
    pieces = [("…", False)] if start > _AROUND else []
    last = 0
    for m in pattern.finditer(around):
        pieces += [(flowing(around[last : m.start()]), False), (flowing(m.group()), True)]
        last = m.end()
    pieces.append((flowing(around[last:]) + ("…" if len(text) > end + _AROUND else ""), False))
    return Hit(paper["id"], paper["name"], paper["place"], paper["year"], at + start, pieces)


def _claims(snapshot: Snapshot, words: str) -> list[Row]:
    """What figures are about that holds the words: ``subject``, ``n`` figures, a few of them."""
    found = snapshot.opened.subjects(words, _SUBJECTS)
    rows = {
        r["row"]: r for r in snapshot.numbered("claims", [n for s in found for n in s[2]], _CLAIM)
    }
    return [
        {"subject": subject, "n": n, "claims": [rows[b] for b in best if b in rows]}
        for subject, n, best in found
    ]


_SUBJECTS = 8  # of which figures are shown
_CLAIM = "rowid AS row, id, place, year, period, role, printed"


def _places(snapshot: Snapshot, words: str) -> list[str]:
    return [p for p in places_known(snapshot) if words in p][:20]


def _indicators(snapshot: Snapshot, words: str) -> list[Row]:
    def promised() -> list[Row]:
        return snapshot.rows(
            "SELECT i.id, i.name FROM indicators i"
            " WHERE i.id IN (SELECT indicator FROM entries) ORDER BY i.id"
        )

    known = snapshot.once("indicators promised", promised)
    named = namer("en")
    asked = words.lower()
    return [r for r in known if words in r["name"] or asked in named(r["name"]).lower()][:20]
