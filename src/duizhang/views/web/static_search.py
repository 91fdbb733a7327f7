"""The index of the static site's search: every paragraph, as a script that sets one variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from duizhang.ledger.errors import LedgerError
from duizhang.views.page import marks_of, paragraphs_of
from duizhang.views.words import paper, safe

if TYPE_CHECKING:
    from duizhang.views.web.static_links import Site
    from duizhang.views.web.store import Snapshot

_DOCUMENTS = """
SELECT id, name, title, place, year, genre, coverage FROM documents
ORDER BY year DESC NULLS LAST, place_code, place, genre, id
"""
_PLACES = "SELECT DISTINCT place FROM documents WHERE place <> '' ORDER BY place"
_INDICATORS = """
SELECT i.id, i.name FROM indicators i
WHERE EXISTS (SELECT 1 FROM entries e WHERE e.indicator = i.id AND e.aspect <> '') ORDER BY i.id
"""


def index_of(snapshot: Snapshot, site: Site) -> bytes:
    """``window.DUIZHANG_INDEX = {…};``: documents, their paragraphs, places and indicators.

    Files are named from the folder of a language. Paragraphs are [document, offset, text].
    """
    from duizhang.views.web.language import namer

    named = namer("en")
    first = site.languages[0]

    def file(*parts: object) -> str:
        return site.ask(first, parts, {}).removeprefix(site.folder(first))

    documents: list[Any] = []
    paragraphs: list[Any] = []
    for row in snapshot.rows(_DOCUMENTS):
        words = safe(" · ".join(str(w) for w in (row["place"] or row["name"], row["year"]) if w))
        told = safe(paper(row))
        name = words if told.startswith(str(row["place"])) and row["place"] else f"{words} · {told}"
        documents.append([file("document", row["id"]), name])
        paragraphs += _paragraphs(snapshot, row["id"], len(documents) - 1)
    index = {
        "documents": documents,
        "places": [[file("place", r["place"]), safe(r["place"])] for r in snapshot.rows(_PLACES)],
        "indicators": [
            [file("indicator", r["id"]), r["name"], named(r["name"])]
            for r in snapshot.rows(_INDICATORS)
        ],
        "paragraphs": paragraphs,
    }
    return b"window.DUIZHANG_INDEX = " + msgspec.json.encode(index) + b";\n"


def _paragraphs(snapshot: Snapshot, document: str, number: int) -> list[Any]:
    try:
        report = snapshot.ledger.report(document)
    except LedgerError:
        return []
    made = []
    for paragraph in paragraphs_of(report, marks_of(report)):
        text = safe("".join(p.text for p in paragraph.pieces if not p.ghost)).strip()
        if text:
            made.append([number, paragraph.start, text])
    return made
