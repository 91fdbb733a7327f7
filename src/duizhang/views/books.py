"""What the views of the account show: rows of entries, conflicts and notices, and their texts.

From files they are closed at once; from a ledger they are read from its tables, those with people's
reviews laid over (:mod:`duizhang.views.ledger`), and closed anew where steps are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from duizhang.views.inputs import Failed, lexicon_at, report_at

if TYPE_CHECKING:
    from duizhang.account import Account
    from duizhang.ledger.reader import Ledger as Snapshot
    from duizhang.model import Document, Report

Row = dict[str, Any]


class Books:
    """Rows of the tables ``entries``, ``conflicts`` and ``notices`` and the texts they point into.

    ``paths`` names every document by id; ``steps`` has, by entry id, how it was closed (only
    where that was asked for); ``failed`` are inputs that could not be read, one line each.
    """

    def __init__(self) -> None:
        self.entries: list[Row] = []
        self.conflicts: list[Row] = []
        self.notices: list[Row] = []
        self.steps: dict[str, list[Row]] = {}
        self.paths: dict[str, str] = {}
        self.failed: list[str] = []
        self._texts: dict[str, str] = {}
        self._documents: dict[str, Document | None] = {}
        self._places: dict[tuple[str, int], str] | None = None
        self._ledger: Path | None = None

    @classmethod
    def of(cls, ledger: Path) -> Books:
        """Books without rows yet, whose texts are those of the ledger at ``ledger``."""
        made = cls()
        made._ledger = ledger
        return made

    def text(self, document: str) -> str:
        """The source text of ``document``; empty where it is not known."""
        if document not in self._texts and self._ledger is not None:
            from duizhang.ledger.reader import Ledger as Snapshot

            wanted = sorted(self.documents() | {document})
            with Snapshot(self._ledger) as opened:
                query = "SELECT id, text FROM documents WHERE list_contains(?::VARCHAR[], id)"
                for row in opened.sql(query, [wanted]):
                    self._texts[str(row["id"])] = str(row["text"])
        return self._texts.get(document, "")

    def place(self, spot: Sequence[Any]) -> str:
        """Where ``spot`` (document, start, end) lies in its file, for people; empty: plain text."""
        document, start, end = str(spot[0]), int(spot[1]), int(spot[2])
        if self._places is None:
            self._places = self._located()
        if (document, start) in self._places:
            return self._places[document, start]
        if document not in self._documents:
            kept = _document_of(self._ledger, document) if self._ledger is not None else None
            self._documents[document] = kept
        known = self._documents[document]
        from duizhang.reading.located import place_of

        return str(place_of(known, start, end) or "") if known is not None else ""

    def _located(self) -> dict[tuple[str, int], str]:
        """The places of all claims and relations in the ledger, by document and start."""
        if self._ledger is None:
            return {}
        from duizhang.ledger.reader import Ledger as Snapshot

        wanted = sorted(self.documents())
        with Snapshot(self._ledger) as opened:
            texts = "SELECT id FROM documents WHERE list_contains(?::VARCHAR[], id)"
            texts += " AND media_type IN ('text/plain', 'text/markdown')"
            self._documents |= dict.fromkeys(
                (str(row["id"]) for row in opened.sql(texts, [wanted])), None
            )
            query = " UNION ALL ".join(
                f"SELECT document, start_at, located FROM {table}"
                " WHERE located IS NOT NULL AND list_contains(?::VARCHAR[], document)"
                for table in ("claims", "relations")
            )
            rows = opened.sql(query, [wanted, wanted]).rows()
        return {(str(r["document"]), int(r["start_at"])): str(r["located"]) for r in rows}

    def documents(self) -> set[str]:
        """The ids of all documents that the rows point into."""
        found = {r[k] for r in self.entries for k in ("target_document", "result_document") if r[k]}
        found |= {r[k] for r in self.conflicts for k in ("left_document", "right_document")}
        found |= {s[0] for r in self.entries for spots in r["spots"].values() for s in spots}
        steps = (s["spot"] for walk in self.steps.values() for s in walk)
        return found | {spot[0] for spot in steps if spot}

    def file(self, document: str) -> str:
        """The path of ``document``, its id where no path is known."""
        return self.paths.get(document, document)

    def add(self, account: Account, *, steps: bool = False) -> None:
        """Add what a freshly closed ``account`` holds."""
        from duizhang.account.rows import conflict_rows, entry_rows, notice_rows

        self.entries += entry_rows(account)
        self.conflicts += conflict_rows(account.conflicts)
        self.notices += notice_rows(account)
        for paper in account.papers:
            self.paths.setdefault(paper.id, paper.name)
            self._texts[paper.id] = paper.text
        for step in account.steps if steps else ():
            spot = [step.spot.document, step.spot.start, step.spot.end] if step.spot else None
            row = {"kind": step.kind, "words": step.words, "score": step.score, "spot": spot}
            self.steps.setdefault(step.entry, []).append(row)


def of_files(
    files: Sequence[str], lexicon: str | None, *, closed_world: bool = False, steps: bool = False
) -> Books:
    """The books that the reports in ``files`` make; what cannot be read is in ``failed``."""
    from duizhang.account import close

    words = lexicon_at(lexicon)
    made = Books()
    reports: list[Report] = []
    for path in files:
        try:
            report = report_at(path, words)
        except Failed as error:
            made.failed.append(error.message)
            continue
        reports.append(report)
        made._documents[f"d:{report.document.sha256[:16]}"] = report.document
        made.paths.setdefault(f"d:{report.document.sha256[:16]}", path)
    made.add(close(reports, closed_world=closed_world), steps=steps)
    return made


def of_ledger(
    folder: Path,
    place: str | None,
    *,
    closed_world: bool = False,
    steps: bool = False,
    year: int | None = None,
    exact: bool = False,
    period: str = "",
) -> Books:
    """The books of ``place`` (None: of all places) in the ledger at ``folder``.

    With ``exact`` the place is the key of a book as the table ``books`` has it; with ``period``
    entries that are closed anew are only those promised for it.
    Raises :class:`Failed` in one line where there is no such ledger or place.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger as Snapshot
    from duizhang.views.ledger import Ledger

    def keys(opened: Snapshot) -> list[str]:
        if place is not None and not exact:
            check_place(opened, folder, place)
        return [place] if exact and place else keys_of(opened, place)

    anew = closed_world or steps
    made = Books()
    made._ledger = folder
    try:
        with Snapshot(folder) if anew else Ledger(folder, books=keys) as opened:
            if anew:
                _close(
                    made,
                    opened,
                    keys(opened),
                    closed_world=closed_world,
                    steps=steps,
                    period=period,
                )
            else:
                made.entries = opened.entries(place=place, year=year).rows()
                for row in made.entries:
                    row["spots"] = msgspec.json.decode(row["spots"])
                made.conflicts = opened.conflicts(place=place, year=year).rows()
                made.notices = opened.notices(place=place).rows()
            query = "SELECT document, path FROM names WHERE list_contains(?::VARCHAR[], document)"
            for row in opened.sql(query, [sorted(made.documents())]):
                made.paths[str(row["document"])] = str(row["path"])
            return made
    except LedgerError as error:
        raise Failed(str(error)) from error


def _document_of(ledger: Path, document: str) -> Document | None:
    """The document as it was read; None where that is not kept."""
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger as Snapshot

    with Snapshot(ledger) as opened:
        try:
            return opened.report(document).document
        except LedgerError:
            return None


def check_place(opened: Snapshot, folder: Path, place: str) -> None:
    """Raise :class:`Failed`, with near names, where the ledger has no such place."""
    if not opened.documents(place=place).rows():
        near = opened.near(place)
        hint = f"; near: {'、'.join(near)}" if near else ""
        raise Failed(f"no place {place} in {folder}{hint}")


def keys_of(opened: Snapshot, place: str | None) -> list[str]:
    """The keys of the books that ``place`` names (a short name may be none's own); None: all."""
    query = "SELECT place FROM books ORDER BY place"
    known = [str(r["place"]) for r in opened.sql(query)]
    if place is None:
        return known
    from duizhang.ledger.places import called

    return called(place, known) or [k for k in known if k.split(" ")[0] == place]


def _close(
    made: Books,
    opened: Snapshot,
    keys: Sequence[str],
    *,
    closed_world: bool,
    steps: bool,
    period: str,
) -> None:
    from duizhang.account.stored import open_book
    from duizhang.ledger.reviews import Reviews

    reviews = Reviews(opened.path).list()
    for key in keys:
        account = open_book(
            opened.cursor(), key, reviews, closed_world=closed_world, walk=steps, period=period
        )
        made.add(account, steps=steps)


def sentence_around(text: str, start: int, end: int, most: int = 160) -> tuple[int, int]:
    """The span of the sentence that holds ``[start, end)``, at most ``most`` characters each way."""
    left = max(max(text.rfind(mark, 0, start) for mark in "。！？；\n") + 1, start - most)
    stops = [at for mark in "。！？；\n" if (at := text.find(mark, end)) >= 0]
    right = min([*(s + 1 for s in stops), len(text), end + most])
    return left, max(right, end)


def rivals(books: Books, row: Mapping[str, Any]) -> list[list[Any]]:
    """Where other full reports give another value for the result of ``row``, which says so."""
    from duizhang.language.verdicts import DIFFERING

    if DIFFERING not in row["why"]:
        return []
    own = (row["result_document"], row["result_start"])
    found = []
    for c in books.conflicts:
        for one, other in (("left", "right"), ("right", "left")):
            if (c[f"{one}_document"], c[f"{one}_start"]) == own:
                found.append([c[f"{other}_{k}"] for k in ("document", "start", "end")])
    return found


def as_json(books: Books, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The lines that ``duizhang account --json`` prints for ``rows``."""

    def at(spot: Sequence[Any]) -> Row:
        return {"file": books.file(spot[0]), "start": spot[1], "end": spot[2]}

    found = []
    for r in rows:
        kept = ("id", "place", "period", "indicator", "subject", "verdict", "gap", "why")
        row: Row = {k: r[k] for k in kept}
        row["target"] = at((r["target_document"], r["target_start"], r["target_end"]))
        result = (r["result_document"], r["result_start"], r["result_end"])
        row["result"] = at(result) if r["result_document"] else None
        row |= {k: [at(s) for s in spots] for k, spots in r["spots"].items()}
        row["also"] = row["also"] + [at(s) for s in rivals(books, r)]
        for k in ("trend", "repeated", "omitted", "confidence", "part", "list_name", "reviewed"):
            row[k] = r[k]
        if books.steps:
            row["steps"] = [
                {k: s[k] for k in ("kind", "words", "score")}
                | ({"at": at(s["spot"])} if s["spot"] else {})
                for s in books.steps.get(r["id"], [])
            ]
        found.append(row)
    return found
