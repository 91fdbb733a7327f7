"""Reports as a ledger's snapshot holds them: what closing an account needs of them, and no more.

:func:`lean_reports` makes reports of a snapshot's rows, without figures, reasons and segments;
:func:`open_book` closes one place anew of them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duizhang.account.close import close
from duizhang.account.places import UNKNOWN, Places
from duizhang.account.records import Account, Statement
from duizhang.account.rules import rules
from duizhang.account.shelf import Shelf
from duizhang.ledger.engine import CatalogException
from duizhang.ledger.reviews import Review
from duizhang.ledger.snapshot import SPANNED, quoted
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

_FEW = 1000  # documents whose rows are asked for by their numbers

From = Callable[[str], str]  # a table's name -> what stands behind FROM to read it


def lean_reports(
    con: DuckDBPyConnection,
    source: From,
    tables: Sequence[str] = tuple(COLUMNS),
    *,
    texts: bool = True,
) -> dict[str, Report]:
    """By document id the reports that the rows behind ``source`` make, of ``tables`` only.

    Without ``texts`` their texts are empty.
    """
    rows: dict[str, dict[str, list[Any]]] = {table: {} for table in COLUMNS}
    for table in {"documents", *tables}:
        rows[table] = _by_document(con, table, source(table), texts)
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


def _by_document(
    con: DuckDBPyConnection, table: str, source: str, texts: bool
) -> dict[str, list[Any]]:
    orders = {"documents": "", "sections": " ORDER BY document, number"}
    order = orders.get(table, " ORDER BY document, start_at")
    keep = f" WHERE {KEEP[table]}" if table in KEEP else ""
    found: dict[str, list[Any]] = {}
    columns = COLUMNS[table]
    if table == "documents" and not texts:
        columns = columns.removesuffix("text") + "''"
    query = f"SELECT {columns} FROM (FROM {source}){keep}{order}"
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
    looking through its other rows, which costs a hundred times as much.
    """
    ids = ", ".join(quoted(d) for d in sorted(documents)) or "''"
    spans = _spans(con, ids)

    def source(table: str) -> str:
        runs: list[list[int]] = []
        for first, last in spans.get(table, []):
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], last)
            else:
                runs.append([first, last])
        where = " OR ".join(f"rowid BETWEEN {first} AND {last}" for first, last in runs)
        column = "id" if table == "documents" else "document"
        only = f" AND {more}" if table == "claims" else ""
        return f"{table} WHERE ({where or 'FALSE'}) AND {column} IN ({ids}){only}"

    return source


def _spans(con: DuckDBPyConnection, ids: str) -> dict[str, list[tuple[int, int]]]:
    """By table the numbers of the first and last row of each of the documents ``ids``, in order.

    As the ledger has them written down; one of before that is looked through.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    try:
        rows = con.execute(f"FROM spans WHERE document IN ({ids})").fetchall()
    except CatalogException:
        query = " UNION ALL ".join(
            f"SELECT '{t}', min(rowid), max(rowid) FROM {t}"
            f" WHERE {'id' if t == 'documents' else 'document'} IN ({ids}) GROUP BY {'id' if t == 'documents' else 'document'}"
            for t in ("documents", *SPANNED)
        )
        for table, first, last in con.execute(query).fetchall():
            if first is not None:
                found.setdefault(table, []).append((first, last))
    else:
        for _, number, *bounds in rows:
            found.setdefault("documents", []).append((number, number))
            for i, table in enumerate(SPANNED):
                if bounds[2 * i] is not None:
                    found.setdefault(table, []).append((bounds[2 * i], bounds[2 * i + 1]))
    return {table: sorted(spans) for table, spans in found.items()}


def results_above(
    con: DuckDBPyConnection, shelf: Shelf, places: Iterable[str]
) -> dict[str, list[Statement]]:
    """What the holders of ``places`` (prefecture, province, nation) report of their own rates.

    Only of indicators in which one of them promises to keep up with those above it, and without
    the words around them, which nobody reads; by place key.
    """
    from duizhang.account.collect import collect

    known = rules()
    up = sorted(known.above | {f"{word}水平" for word in known.above})
    places = list(places)
    asking = sorted({d for documents in shelf.documents(places).values() for d in documents})
    few = len(asking) <= _FEW
    source = picked(con, asking)("relations") if few else "relations"
    mine = "TRUE" if few else "document IN (SELECT unnest(?::VARCHAR[]))"
    left = con.execute(
        f"SELECT DISTINCT left_term FROM (FROM {source}) WHERE role = 'target' AND {mine}"
        " AND right_term IN (SELECT unnest(?::VARCHAR[]))",
        [up] if few else [asking, up],
    ).fetchall()
    wanted = {name for (name,) in left} | {p for (n,) in left for p in known.parts.get(n, ())}
    wanted &= known.names.keys()
    holders = {p for place in places for p in shelf.above(place)}
    documents = {d for stand in shelf.documents(holders).values() for d in stand}
    if not wanted or not documents:
        return {}
    names = ", ".join(f"'{name}'" for name in sorted(wanted))
    only = f"role = 'result' AND unit IN ('%', '‰') AND indicator IN ({names})"
    reports = lean_reports(con, picked(con, documents, only), ("claims",), texts=False)
    found: dict[str, list[Statement]] = {}
    for s in collect(reports.values(), shelf.places).statements:
        if s.own and s.place in holders:
            found.setdefault(s.place, []).append(s)
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
    period: str = "",
) -> Account:
    """The account of one place of a ledger from its ``reports``; see :func:`open_book`."""
    if place.startswith(UNKNOWN):
        account = close(
            reports, reviews=reviews, closed_world=closed_world, walk=walk, period=period
        )
        return _at(place, account)
    return close(
        reports,
        reviews=reviews,
        places=shelf_places,
        only={place},
        beside=beside,
        closed_world=closed_world,
        walk=walk,
        period=period,
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


@_no_cycles()
def open_book(
    con: DuckDBPyConnection,
    place: str,
    reviews: Iterable[Review],
    *,
    closed_world: bool = False,
    walk: bool = True,
    period: str = "",
) -> Account:
    """The account of the place with the key ``place``, closed now from the snapshot's rows.

    Without ``walk`` it does not say by which steps each entry was closed; with ``period`` only what
    was promised for it is closed.
    """
    shelf = Shelf(con)
    said = shelf.of_place(reviews)
    above = results_above(con, shelf, [place])
    beside = [s for p in shelf.above(place) for s in above.get(p, ())]
    reports = lean_reports(con, picked(con, shelf.documents([place]).get(place, [])))
    mine = sorted([*said.get("", ()), *said.get(place, ())], key=lambda r: r.when)
    return close_place(
        place,
        shelf.places,
        reports.values(),
        mine,
        beside,
        closed_world=closed_world,
        walk=walk,
        period=period,
    )
