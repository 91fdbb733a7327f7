"""A document (文稿): the page as one reads it, every numeral marked by role and verdict."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.ledger.errors import LedgerError
from duizhang.views.citation import of_document, reference
from duizhang.views.page import Mark, marks_of, paragraphs_of, tally
from duizhang.views.web.fromrows import report_of_rows
from duizhang.views.web.pages.picture import pictures_of
from duizhang.views.web.pages.search import words_pattern
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import paper, safe

if TYPE_CHECKING:
    from duizhang.model import Report

router = APIRouter()

_DOCUMENT = """
SELECT id, name, title, place, places, level, year, genre, coverage, date, meeting, speaker, publisher,
  published, url, encoding, media_type, characters, figures, claims, relations, pledges, sha256,
  continued_from, continued_to
FROM documents WHERE id = ?
"""


class Run(NamedTuple):
    """A run of the text; ``tag`` is a key of TAGS where it is a numeral or comparison.

    ``hit``: the words that were searched for stand in it.
    """

    text: str
    tag: str = ""
    start: int = 0
    address: str = ""
    doubt: bool = False
    ghost: bool = False
    entry: str = ""
    hit: bool = False


class Line(NamedTuple):
    """A paragraph: its runs, the level of the heading it is (0: none), the entries beside it.

    Of the entries, ``waiting`` are only counted: nothing can be set against them yet.
    """

    runs: list[Run]
    level: int
    start: int
    furniture: bool
    entries: list[Row]
    here: bool = False
    anchors: Sequence[str] = ()  # ids of places in it that are linked to and no numeral marks
    waiting: int = 0


@router.get("/document/{name}")
def document(
    request: Request,
    name: str,
    at: int = -1,
    q: Annotated[str, Query(max_length=80)] = "",
    beside: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The page of a document; ``at`` is an offset whose paragraph is marked, ``q`` words that are.

    With ``beside``, another document, both stand side by side.
    """
    with request.app.state.store.reading() as snapshot:
        read = _Read(snapshot, name)
        entries = snapshot.entries_beside(name)
        others = _others(snapshot, entries, name)
        if beside:
            other = _Read(snapshot, beside)
            return page(
                request,
                "beside.html",
                sides=[
                    (read.about, read.lines(entries, at, q)),
                    (other.about, other.lines(snapshot.entries_beside(beside), -1, q)),
                ],
                others=others,
            )
        return page(
            request,
            "document.html",
            document=read.about,
            others=others,
            lines=read.lines(entries, at, q),
            sections=[s for s in read.report.sections if s.heading],
            warnings=read.report.warnings,
            count=tally(read.report, read.marks),
            cited=reference(of_document(read.about, paper(read.about))),
            pictures=[]
            if request.app.state.static_site
            else pictures_of(snapshot, request.app.state.store.folder, read.about),
            **_paths(snapshot, name),
        )


class _Read:
    """A document as it was read; 404 if there is none of that id."""

    def __init__(self, snapshot: Snapshot, name: str) -> None:
        about = snapshot.row(_DOCUMENT, [name])
        if about is None:
            raise HTTPException(404, f"账里没有文稿 {name}")
        self.about = about
        self.report = _report(snapshot, about)
        self.marks = marks_of(self.report)
        self._snapshot = snapshot

    def lines(self, entries: list[Row], at: int, words: str) -> list[Line]:
        """Its paragraphs with what stands in their margin."""
        about = self.about
        places = [about["place"], *about["places"]]
        spots = _linked(self._snapshot, self.report, about["id"], places)
        return _lines(self.report, self.marks, entries, about["id"], at, spots, words)


def _others(snapshot: Snapshot, entries: list[Row], name: str) -> list[Row]:
    """The documents that hold the other side of the entries, those with most first."""
    count: Counter[str] = Counter()
    for e in entries:
        if e["result_document"] and e["target_document"] != e["result_document"]:
            other = "result" if e["target_document"] == name else "target"
            count[e[f"{other}_document"]] += 1
    found = {r["id"]: r for r in snapshot.rows(_PAPERS, [list(count)])} if count else {}
    return [found[i] | {"n": n} for i, n in count.most_common() if i in found]


_PAPERS = """
SELECT id, name, title, place, year, genre, coverage FROM documents
WHERE id IN (SELECT unnest(?::VARCHAR[])) ORDER BY id
"""


def _report(snapshot: Snapshot, about: Row) -> Report:
    """What was read of the document; what its rows say of it where the cache has it no more."""
    try:
        return snapshot.ledger.report(str(about["id"]))
    except LedgerError:
        return report_of_rows(snapshot, about)


def page_starts(snapshot: Snapshot, name: str) -> list[int]:
    """Where the paragraphs begin that the page of a document shows; one at least."""
    about = snapshot.row(_DOCUMENT, [name])
    if about is None:
        return [0]
    report = _report(snapshot, about)
    return [p.start for p in paragraphs_of(report, marks_of(report))] or [0]


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
    words: str,
) -> list[Line]:
    claims = {c.start: c.id for c in report.claims}
    beside: dict[int, list[Row]] = {}
    for e in entries:
        for side in ("target", "result"):
            if e[f"{side}_document"] == name:
                other = "target" if side == "result" else "result"
                spot = (e[f"{other}_document"], e[f"{other}_start"])
                beside.setdefault(e[f"{side}_start"], []).append(
                    e | {"other": spot, "own": e[f"{side}_start"]}
                )
    levels = {i: min(4, s.level + 1) for i, s in enumerate(report.sections)}
    made = []
    above = 1
    pattern = words_pattern(words) if words.strip() else None
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
        if level:  # an outline read from a page may skip a level; a page's headings may not
            above = level = min(level, above + 1)
        here = paragraph.start <= at < paragraph.end
        told = [e for e in margin if e["verdict"] != "pending"]
        made.append(
            Line(_found(runs, pattern) if pattern else runs, level, paragraph.start,
                 paragraph.furniture, told, here, [a for a in anchors if a not in given],
                 len(margin) - len(told))
        )  # fmt: skip
    return made


def _found(runs: list[Run], pattern: re.Pattern[str]) -> list[Run]:
    """The runs cut where the words that were searched for begin and end."""
    text = "".join(r.text for r in runs if not r.ghost)
    edges = sorted({edge for m in pattern.finditer(text) for edge in m.span()})
    inside = [m.span() for m in pattern.finditer(text)]
    if not edges:
        return runs
    made: list[Run] = []
    at = 0
    for run in runs:
        if run.ghost:
            made.append(run)
            continue
        end = at + len(run.text)
        cuts = [at, *(e for e in edges if at < e < end), end]
        for n, (a, b) in enumerate(pairwise(cuts)):
            hit = any(first <= a and b <= last for first, last in inside)
            start = run.start if not n else -1  # an id stands once
            made.append(run._replace(text=run.text[a - at : b - at], start=start, hit=hit))
        at = end
    return made
