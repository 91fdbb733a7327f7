"""Reports as a ledger's snapshot holds them: what closing an account needs of them, and no more.

A :class:`Shelf` says whose documents a snapshot holds; :func:`lean_reports` makes reports of its
rows, without figures, reasons and segments.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duizhang.account.close import close
from duizhang.account.places import UNKNOWN, Places
from duizhang.account.records import Account, Statement
from duizhang.account.rules import rules
from duizhang.ledger.reviews import Review
from duizhang.ledger.snapshot import quoted
from duizhang.ledger.version import account_version
from duizhang.model import Claim, Document, Identity, Pledge, Relation, Report, Section

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The columns of each table that are read, in the order that the records below take them.
COLUMNS = {
    "documents": "id, sha256, name, place, place_code, level, coalesce(year, 0) AS year, coverage,"
    " genre, places, continued_from, text",
    "claims": "document, id, start_at, end_at, value, unit, aspect, role, period, indicator,"
    " subject, place, value2, hedge, strive, unit_end, evidence_start, evidence_end,"
    " coalesce(section, -1) AS section, confidence",
    "relations": "document, id, start_at, end_at, left_term, op, right_term, role, period, place,"
    " evidence_start, evidence_end, coalesce(section, -1) AS section, confidence",
    "pledges": "document, id, kind, start_at, end_at, text, list_name, list_id,"
    " coalesce(number, 0) AS number, verb, role, period, place, coalesce(section, -1) AS section,"
    " claims, completion, completion_start, completion_end",
    "sections": "document, number, heading, level, start_at, end_at, heading_start, heading_end,"
    " stance, period, place, coalesce(parent, -1) AS parent",
}
# Rows of other kinds say nothing to an account. Of the tasks of a report, most of its pledges, none
# does: only what names the list of a figure, and the items of lists, whose names are compared.
KEEP = {
    "claims": "role IN ('target', 'result') AND isfinite(value)",
    "relations": "role IN ('target', 'result')",
    "pledges": "len(claims) > 0 OR (kind = 'item' AND role = 'target' AND list_name <> '')",
}

From = Callable[[str], str]  # a table's name -> what stands behind FROM to read it


class Shelf:
    """The documents of a snapshot by place.

    ``places`` are all its places, ``of`` the document ids by place key; a digest stands with each
    of its places. A document that does not say its place is a place of its own.
    """

    def __init__(self, con: DuckDBPyConnection) -> None:
        rows = con.execute(
            "SELECT place, place_code, level, places, list(id ORDER BY id),"
            " list(read_key ORDER BY id) FROM documents GROUP BY ALL ORDER BY min(id)"
        ).fetchall()  # thousands of documents are of a few hundred places
        self.places = Places([Identity(place=r[0], place_code=r[1], level=r[2]) for r in rows])
        self.keys: dict[str, str] = {}
        self.of: dict[str, list[str]] = {}
        self._codes: dict[str, str] = {}
        for place, code, level, places, documents, keys in rows:
            self.keys.update(zip(documents, keys, strict=True))
            key = self.places.key(Identity(place=place, place_code=code, level=level))
            mine = {self.places.find(p) for p in places}
            if key != UNKNOWN:
                mine.add(key)
                self._codes.setdefault(key, code)
            for one in mine:
                self.of.setdefault(one, []).extend(documents)
            if not mine:
                self.of.update({UNKNOWN + document: [document] for document in documents})
        for stand in self.of.values():
            stand.sort()

    def above(self, place: str) -> list[str]:
        """The keys of the places that hold ``place`` and stand in the snapshot: up to the nation."""
        code = self._codes.get(place, "")
        if not code:
            return []
        found = [self.places.above(code, level) for level in ("prefecture", "province")]
        nation = self.places.find("中国")
        return [p for p in dict.fromkeys([*found, nation]) if p and p != place and p in self.of]

    def fingerprint(self, place: str, reviews: Sequence[Review]) -> str:
        """Names what the book of ``place`` is closed from: documents, code, reviews."""
        known = [self.keys[d] for d in self.of[place]]
        beside = [self.keys[d] for p in self.above(place) for d in self.of[p]]
        said = [r.id for r in reviews]
        parts = (account_version(), place, *sorted(known), "|", *sorted(beside), "|", *said)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def of_place(self, reviews: Iterable[Review]) -> dict[str, list[Review]]:
        """``reviews`` by place key; those that name no place stand under the empty key."""
        found: dict[str, list[Review]] = {}
        for review in reviews:
            key = self.places.find(review.place) if review.place else ""
            found.setdefault(key if key in self.of else "", []).append(review)
        return found


def lean_reports(
    con: DuckDBPyConnection, source: From, tables: Sequence[str] = tuple(COLUMNS)
) -> dict[str, Report]:
    """By document id the reports that the rows behind ``source`` make, of ``tables`` only."""
    rows: dict[str, dict[str, list[Any]]] = {table: {} for table in COLUMNS}
    for table in {"documents", *tables}:
        rows[table] = _by_document(con, table, source(table))
    found: dict[str, Report] = {}
    for document, about in rows["documents"].items():
        (_, sha, name, place, code, level, year, coverage, genre, places, part, text) = about[0]
        parts = {t: rows[t].get(document, []) for t in ("claims", "relations", "pledges")}
        home = ("", place)
        found[document] = Report(
            Document(name, sha, "", "", text, "", (), (), continued_from=part),
            Identity(
                place, code, level, year, coverage=coverage, genre=genre, places=tuple(places)
            ),
            tuple(Section(*r[2:]) for r in rows["sections"].get(document, [])),
            claims=tuple(_claim(r, home) for r in parts["claims"]),
            relations=tuple(_relation(r, home) for r in parts["relations"]),
            pledges=tuple(_pledge(r, home) for r in parts["pledges"]),
        )
    return found


def _by_document(con: DuckDBPyConnection, table: str, source: str) -> dict[str, list[Any]]:
    orders = {"documents": "", "sections": " ORDER BY document, number"}
    order = orders.get(table, " ORDER BY document, start_at")
    keep = f" WHERE {KEEP[table]}" if table in KEEP else ""
    found: dict[str, list[Any]] = {}
    query = f"SELECT {COLUMNS[table]} FROM (FROM {source}){keep}{order}"
    for row in con.execute(query).fetchall():
        found.setdefault(row[0], []).append(row)
    return found


def _claim(r: Any, home: tuple[str, str]) -> Claim:
    (_, name, start, end, value, unit, aspect, role, period, indicator, subject, place, value2,
     hedge, strive, unit_end, left, right, section, confidence) = r  # fmt: skip
    return Claim(
        name, start, end, value, unit, aspect, role, period, indicator, subject,
        "self" if place in home else place, value2, hedge, strive, unit_end, left, right,
        section, confidence,
    )  # fmt: skip


def _relation(r: Any, home: tuple[str, str]) -> Relation:
    (_, name, start, end, left, op, right, role, period, place, first, last, section, sure) = r
    return Relation(
        name, start, end, left, op, right, role, period, "self" if place in home else place,
        first, last, section, sure,
    )  # fmt: skip


def _pledge(r: Any, home: tuple[str, str]) -> Pledge:
    (_, name, kind, start, end, text, list_name, list_id, number, verb, role, period, place,
     section, claims, done, done_start, done_end) = r  # fmt: skip
    return Pledge(
        name, kind, start, end, text, list_name, list_id, number, verb, role, period,
        "self" if place in home else place, section, tuple(claims), done, done_start, done_end,
    )  # fmt: skip


def picked(con: DuckDBPyConnection, documents: Collection[str], more: str = "TRUE") -> From:
    """The rows of ``documents`` in the snapshot's own tables; ``more`` is a condition on claims.

    The rows of a document stand together. Asked by their numbers a large table gives them without
    unpacking its other columns everywhere, which costs several times as much: that of documents,
    with their texts, by nothing but the numbers.
    """
    ids = ", ".join(quoted(d) for d in sorted(documents)) or "''"

    def source(table: str) -> str:
        column = "id" if table == "documents" else "document"
        mine = f"{column} IN ({ids})"
        spans = con.execute(
            f"SELECT min(rowid), max(rowid) FROM {table} WHERE {mine} GROUP BY {column} ORDER BY 1"
        ).fetchall()
        runs: list[list[int]] = []
        for first, last in spans:
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], last)
            else:
                runs.append([first, last])
        if table == "documents":
            numbers = ", ".join(str(n) for run in runs for n in range(run[0], run[1] + 1))
            return f"documents WHERE rowid IN ({numbers or 'NULL'})"
        where = " OR ".join(f"rowid BETWEEN {first} AND {last}" for first, last in runs)
        only = f" AND {more}" if table == "claims" else ""
        return f"{table} WHERE ({where or 'FALSE'}) AND {mine}{only}"

    return source


def results_above(
    con: DuckDBPyConnection, shelf: Shelf, places: Iterable[str]
) -> dict[str, list[Statement]]:
    """What the holders of ``places`` (prefecture, province, nation) report of their own rates.

    Only of indicators in which one of them promises to keep up with those above it; by place key.
    """
    import msgspec

    from duizhang.account.collect import collect

    known = rules()
    up = sorted(known.above | {f"{word}水平" for word in known.above})
    places = list(places)
    asking = sorted({d for place in places for d in shelf.of.get(place, ())})
    left = con.execute(
        "SELECT DISTINCT left_term FROM relations WHERE role = 'target'"
        " AND right_term IN (SELECT unnest(?::VARCHAR[]))"
        " AND document IN (SELECT unnest(?::VARCHAR[]))",
        [up, asking],
    ).fetchall()
    wanted = {name for (name,) in left} | {p for (n,) in left for p in known.parts.get(n, ())}
    wanted &= known.names.keys()
    holders = {p for place in places for p in shelf.above(place)}
    documents = {d for p in holders for d in shelf.of[p]}
    if not wanted or not documents:
        return {}
    names = ", ".join(f"'{name}'" for name in sorted(wanted))
    only = f"role = 'result' AND unit IN ('%', '‰') AND indicator IN ({names})"
    reports = lean_reports(con, picked(con, documents, only), ("claims",))
    found: dict[str, list[Statement]] = {}
    for s in collect(reports.values(), shelf.places).statements:
        if s.own and s.place in holders:
            paper = msgspec.structs.replace(s.paper, text="")  # nobody reads on in it
            found.setdefault(s.place, []).append(msgspec.structs.replace(s, paper=paper))
    return found


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Many small records without cycles are made: looking for cycles in them costs a fifth."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


@_no_cycles()
def close_place(
    place: str,
    shelf_places: Places,
    reports: Iterable[Report],
    reviews: Sequence[Review],
    beside: Sequence[Statement],
    *,
    closed_world: bool = False,
    walk: bool = True,
) -> Account:
    """The account of one place of a ledger from its ``reports``."""
    if place.startswith(UNKNOWN):
        account = close(reports, reviews=reviews, closed_world=closed_world, walk=walk)
        return _at(place, account)
    return close(
        reports,
        reviews=reviews,
        places=shelf_places,
        only={place},
        beside=beside,
        closed_world=closed_world,
        walk=walk,
    )


def _at(place: str, account: Account) -> Account:
    """``account`` of a document that does not say its place, under a key of its own."""
    import msgspec

    return msgspec.structs.replace(
        account,
        entries=tuple(msgspec.structs.replace(e, place=place) for e in account.entries),
        conflicts=tuple(msgspec.structs.replace(c, place=place) for c in account.conflicts),
        notices=tuple(msgspec.structs.replace(n, place=place) for n in account.notices),
    )


def open_book(
    con: DuckDBPyConnection,
    place: str,
    reviews: Iterable[Review],
    *,
    closed_world: bool = False,
    walk: bool = True,
) -> Account:
    """The account of the place with the key ``place``, closed now from the snapshot's rows.

    Without ``walk`` it does not say by which steps each entry was closed.
    """
    shelf = Shelf(con)
    said = shelf.of_place(reviews)
    above = results_above(con, shelf, [place])
    beside = [s for p in shelf.above(place) for s in above.get(p, ())]
    reports = lean_reports(con, picked(con, shelf.of.get(place, [])))
    mine = sorted([*said.get("", ()), *said.get(place, ())], key=lambda r: r.when)
    return close_place(
        place,
        shelf.places,
        reports.values(),
        mine,
        beside,
        closed_world=closed_world,
        walk=walk,
    )
