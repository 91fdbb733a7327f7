"""A document (文稿): the page as one reads it, every numeral marked by role and verdict."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.ledger.errors import LedgerError
from duizhang.views.page import TAGS, Mark, marks_of, paragraphs_of, tally
from duizhang.views.web.fromrows import report_of_rows
from duizhang.views.web.pages.picture import pictures_of
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import safe

if TYPE_CHECKING:
    from duizhang.model import Report

router = APIRouter()

_DOCUMENT = """
SELECT id, name, title, place, places, year, genre, coverage, date, meeting, speaker, publisher, published,
  url, encoding, media_type, characters, figures, claims, relations, pledges, sha256,
  continued_from, continued_to
FROM documents WHERE id = ?
"""


class Run(NamedTuple):
    """A run of the text; ``tag`` is a key of TAGS where it is a numeral or comparison."""

    text: str
    tag: str = ""
    start: int = 0
    address: str = ""
    doubt: bool = False
    ghost: bool = False
    entry: str = ""


class Line(NamedTuple):
    """A paragraph: its runs, the level of the heading it is (0: none), the entries beside it."""

    runs: list[Run]
    level: int
    start: int
    furniture: bool
    entries: list[Row]
    here: bool = False
    anchors: Sequence[str] = ()  # ids of places in it that are linked to and no numeral marks


@router.get("/document/{name}")
def document(request: Request, name: str, at: int = -1) -> Response:
    """The page of a document; ``at`` is an offset whose paragraph is marked."""
    with request.app.state.store.reading() as snapshot:
        about = snapshot.row(_DOCUMENT, [name])
        if about is None:
            raise HTTPException(404, f"账里没有文稿 {name}")
        report = _report(snapshot, about)
        entries = snapshot.entries_beside(name)
        marks = marks_of(report)
        return page(
            request,
            "document.html",
            document=about,
            lines=_lines(
                report,
                marks,
                entries,
                name,
                at,
                _linked(snapshot, report, name, [about["place"], *about["places"]]),
            ),
            sections=[s for s in report.sections if s.heading],
            warnings=report.warnings,
            count=tally(report, marks),
            TAGS=TAGS,
            pictures=[]
            if request.app.state.static_site
            else pictures_of(snapshot, request.app.state.store.folder, about),
            **_paths(snapshot, name),
        )


def _report(snapshot: Snapshot, about: Row) -> Report:
    """What was read of the document; what its rows say of it where the cache has it no more."""
    try:
        return snapshot.ledger.report(str(about["id"]))
    except LedgerError:
        return report_of_rows(snapshot, about)


def _paths(snapshot: Snapshot, name: str) -> dict[str, list[Row]]:
    return {"names": snapshot.rows("SELECT name, path FROM names WHERE document = ?", [name])}


_SIDES = """
SELECT left_start AS start_at FROM conflicts WHERE left_document = ?
UNION SELECT right_start FROM conflicts WHERE right_document = ?
"""
_SPOTS = """
SELECT spots FROM entries
WHERE list_contains(?::VARCHAR[], place) AND contains(spots::VARCHAR, ?)
"""


def _linked(
    snapshot: Snapshot, report: Report, name: str, places: list[str]
) -> list[tuple[int, str]]:
    """Places of the document that pages link to, by offset, each with its id."""
    found = {(s.heading_start, f"s{s.heading_start}") for s in report.sections if s.heading}
    found |= {(w.start, f"p{w.start}") for w in report.warnings if w.end}
    for row in snapshot.rows(_SIDES, [name, name]):
        found.add((row["start_at"], f"o{row['start_at']}"))
    for row in snapshot.rows(_SPOTS, [places, name]):
        kept: dict[str, list[list[Any]]] = msgspec.json.decode(row["spots"])
        for spots in kept.values():
            found |= {(int(s[1]), f"o{s[1]}") for s in spots if s[0] == name}
    return sorted(found)


def _within(places: list[tuple[int, str]], start: int, end: int) -> list[str]:
    return [
        name
        for _, name in places[bisect_left(places, (start, "")) : bisect_left(places, (end, ""))]
    ]


def _lines(
    report: Report,
    marks: list[Mark],
    entries: list[Row],
    name: str,
    at: int,
    spots: list[tuple[int, str]],
) -> list[Line]:
    claims = {c.start: c.id for c in report.claims}
    beside: dict[int, list[Row]] = {}
    for e in entries:
        for side in ("target", "result"):
            if e[f"{side}_document"] == name:
                beside.setdefault(e[f"{side}_start"], []).append(e | {"side": side})
    levels = {i: min(4, s.level + 1) for i, s in enumerate(report.sections)}
    made = []
    for paragraph in paragraphs_of(report, marks):
        runs: list[Run] = []
        margin: list[Row] = []
        seen = set()
        for piece in paragraph.pieces:
            mark = piece.mark
            if mark is None or piece.ghost:
                runs.append(Run(safe(piece.text), ghost=piece.ghost))
                continue
            first = mark.start not in seen
            seen.add(mark.start)
            claim = claims.get(mark.start, "")
            mine = beside.pop(mark.start, []) if first else []
            runs.append(
                Run(
                    safe(piece.text), mark.tag, mark.start if first else -1, claim, mark.doubt,
                    entry=str(mine[0]["id"]) if mine else "",
                )
            )  # fmt: skip
            margin += mine
        for start in sorted(s for s in beside if paragraph.start <= s < paragraph.end):
            margin += beside.pop(start)
        anchors = _within(spots, paragraph.start, paragraph.end)
        given = {f"o{s}" for s in seen} | {f"p{paragraph.start}"}
        level = next((levels[i] for i in paragraph.sections), 0)
        here = paragraph.start <= at < paragraph.end
        made.append(
            Line(runs, level, paragraph.start, paragraph.furniture, margin, here,
                 [a for a in anchors if a not in given])
        )  # fmt: skip
    return made
