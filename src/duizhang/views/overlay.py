"""What people said since the snapshot was closed, laid over its tables.

The tables that views read are views in memory: the snapshot's rows, but for those of the books
that a review has reopened, and of the claims that people corrected. Only books of places that
somebody spoke of are closed anew, each once for the same reviews. All faces read so: the web app
(:mod:`duizhang.views.web.store`), and by :class:`duizhang.views.ledger.Ledger` the others.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from duizhang.account.reviewed import CLAIM_FIELDS, in_force
from duizhang.ledger.reviews import Review, find_again

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.account.shelf import Shelf

Row = dict[str, Any]
Closed = dict[str, dict[str, bytes]]
"""Books that were closed anew, by their fingerprint: rows by table, packed: a book of twenty years
takes a tenth of a megabyte so, and five as rows."""

_BOOK_TABLES = ("entries", "conflicts", "notices")


class Overlay(NamedTuple):
    """What is not as in the file: books by their place's key (with their fingerprints), claims by
    their ids, and the documents in which these stand. ``schema`` holds the tables."""

    schema: str
    books: Mapping[str, str]
    claims: frozenset[str]
    documents: frozenset[str]


def lay_over(
    con: DuckDBPyConnection,
    reviews: Sequence[Review],
    known: Closed,
    schema: str,
    books: Collection[str] | None = None,
    last: Overlay | None = None,
) -> Overlay:
    """Make the tables that views read in ``schema`` of ``con``, by the snapshot and ``reviews``.

    ``known`` keeps reopened books by their fingerprint, so that the next call need not close them.
    ``books`` are the keys of those that are looked at: each is closed anew where the snapshot's
    own was closed by other reviews or rules. Without them, those that somebody spoke of. ``last``
    is what was laid over the same file before: the rows of books that are as they were then are
    taken from there.
    """
    tables = [r[0] for r in con.execute(_TABLES).fetchall()]
    reopened = _reopened(con, reviews, known, books)
    con.execute(f"USE memory.{schema}")
    claims, refused = _corrected(con, reviews)
    changed = {str(r["id"]): str(r["document"]) for r in (*claims, *refused)}
    for table in tables:
        if table in _BOOK_TABLES and reopened:
            _view(con, table, "place", list(reopened))
        elif table == "claims" and changed:
            _view(con, table, "id", list(changed))
            _insert(con, table, claims)
        else:
            con.execute(f"CREATE VIEW {table} AS SELECT * FROM ledger.{table}")
    for (words,) in con.execute(_VIEWS).fetchall():  # targets, results: now over these tables
        con.execute(words)
    _fill(con, reopened, known, last)
    return Overlay(schema, reopened, frozenset(changed), frozenset(changed.values()))


_TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_catalog = 'ledger'
AND table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY table_name
"""
_VIEWS = """
SELECT sql FROM duckdb_views() WHERE database_name = 'ledger' AND NOT internal ORDER BY view_name
"""


def _view(con: DuckDBPyConnection, table: str, key: str, gone: Sequence[str]) -> None:
    """``table`` without the rows whose ``key`` is in ``gone``, and with those of ``…_now``."""
    con.execute(f"CREATE TABLE {table}_now AS SELECT * FROM ledger.{table} LIMIT 0")
    con.execute(f"CREATE TABLE {table}_gone (key VARCHAR)")
    con.execute(f"INSERT INTO {table}_gone SELECT unnest(?::VARCHAR[])", [list(gone)])
    con.execute(
        f"CREATE VIEW {table} AS SELECT * FROM ledger.{table} WHERE {key} NOT IN"
        f" (SELECT key FROM {table}_gone) UNION ALL SELECT * FROM {table}_now"
    )


def _insert(con: DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Put ``rows`` into ``…_now``, column by column: row by row takes a hundred times as long."""
    if not rows:
        return
    kinds = [(r[0], r[1]) for r in con.execute(f"DESCRIBE {table}_now").fetchall()]
    shown = ", ".join(f"unnest(?::{kind}[])" for _, kind in kinds)
    con.execute(
        f"INSERT INTO {table}_now SELECT {shown}", [[r.get(c) for r in rows] for c, _ in kinds]
    )


def _fill(
    con: DuckDBPyConnection, reopened: Mapping[str, str], known: Closed, last: Overlay | None
) -> None:
    """Put the rows of the reopened books beside the file's."""
    before = last.books if last is not None else {}
    same = [place for place, name in reopened.items() if before.get(place) == name]
    for table in _BOOK_TABLES:
        if last is not None and same:
            con.execute(
                f"INSERT INTO {table}_now SELECT * FROM memory.{last.schema}.{table}_now"
                " WHERE place IN (SELECT unnest(?::VARCHAR[]))",
                [same],
            )
        for place in sorted(reopened.keys() - set(same)):
            packed = known[reopened[place]][table]
            _insert(con, table, msgspec.json.decode(zlib.decompress(packed)))


def _reopened(
    con: DuckDBPyConnection,
    reviews: Sequence[Review],
    known: Closed,
    books: Collection[str] | None,
) -> dict[str, str]:
    """The books that reviews or rules have changed: fingerprints by key; ``known`` has their rows."""
    from duizhang.account.settle import account_key

    if not (reviews if books is None else books):
        return {}
    con.execute("USE ledger")
    by = con.execute("SELECT value FROM meta WHERE key = 'account'").fetchall()
    if by == [(account_key(reviews),)]:
        return {}
    from duizhang.account.shelf import Shelf

    shelf = Shelf(con)
    said = shelf.of_place(reviews)
    before = dict(known)
    known.clear()  # what is not asked for any more goes
    closed = dict(con.execute("SELECT place, fingerprint FROM books").fetchall())
    found = {}
    wanted = _spoken_of(con, shelf, said) if books is None else books
    for place in sorted(p for p in wanted if p in shelf.of):
        mine = sorted([*said.get("", ()), *said.get(place, ())], key=lambda r: r.when)
        name = shelf.fingerprint(place, mine)
        if closed.get(place) == name:
            continue
        known[name] = before[name] if name in before else _close(con, place, reviews)
        found[place] = name
    return found


def _close(con: DuckDBPyConnection, place: str, reviews: Sequence[Review]) -> dict[str, bytes]:
    """The rows of the account of ``place``, closed now, as they are kept."""
    from duizhang.account.rows import conflict_rows, entry_rows, notice_rows
    from duizhang.account.stored import open_book

    account = open_book(con, place, reviews, walk=False)
    rows = (entry_rows(account), conflict_rows(account.conflicts), notice_rows(account))
    return {
        table: zlib.compress(msgspec.json.encode([_flat(row) for row in found]), 1)
        for table, found in zip(_BOOK_TABLES, rows, strict=True)
    }


def _flat(row: Row) -> Row:
    """A row as DuckDB takes it: what is JSON in the table, as text."""
    return {
        k: msgspec.json.encode(v).decode() if isinstance(v, dict) else v for k, v in row.items()
    }


def _spoken_of(
    con: DuckDBPyConnection, shelf: Shelf, said: Mapping[str, Sequence[Review]]
) -> set[str]:
    """The keys of the books that reviews are about; one that names no place, by its document."""
    found = {place for place in said if place}
    about = {
        f"d:{sha256[:16]}"
        for review in said.get("", ())
        for sha256, _, _ in find_again(review, _texts(con, review))
    }
    return found | {place for place, documents in shelf.of.items() if about & {*documents}}


def _corrected(con: DuckDBPyConnection, reviews: Sequence[Review]) -> tuple[list[Row], list[Row]]:
    """The claims that people accepted or corrected, as they are to be shown, and those refused."""
    said: dict[str, list[Review]] = {}
    for review in sorted(reviews, key=lambda r: r.when):
        if not review.target.startswith("e:"):
            said.setdefault(review.target, []).append(review)
    if not said:
        return [], []
    found = con.execute(
        "SELECT * FROM ledger.claims WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(said)]
    )
    names = [c[0] for c in found.description]
    rows = {str(r["id"]): r for r in (dict(zip(names, x, strict=True)) for x in found.fetchall())}
    for target, told in said.items():
        if target not in rows:
            moved = _found_again(con, told[-1])
            if moved is not None:
                rows[target] = moved
    words = _Words(con)
    made, refused = [], []
    for target, row in rows.items():
        force = in_force(said[target])
        fields = {k: v for k, v in force.fields.items() if k in CLAIM_FIELDS and k in row}
        if force.judgement == "wrong" and not fields:
            refused.append(row)
        elif force.judgement in ("right", "wrong"):
            made.append(_shown(row, fields, words))
    return made, refused


class _Words:
    """What a corrected claim is called: the names of indicators, and of a document's own place."""

    def __init__(self, con: DuckDBPyConnection) -> None:
        self._con = con

    def indicator(self, name: str) -> str:
        found = self._con.execute("SELECT name FROM ledger.indicators WHERE id = ?", [name])
        return next((str(row[0]) for row in found.fetchall()), name)

    def place(self, document: str, place: str) -> tuple[str, bool]:
        """The name of ``place``, and whether it is that of the document itself."""
        found = self._con.execute(
            "SELECT place, places FROM ledger.documents WHERE id = ?", [document]
        )
        [(home, homes)] = found.fetchall()
        if place in ("self", ""):
            return str(home), True
        return place, place == home or place in (homes or ())


def _shown(row: Row, fields: Row, words: _Words) -> Row:
    right = row | fields | {"confidence": 1.0, "doubt": ""}
    if "indicator" in fields:
        right["indicator_name"] = words.indicator(fields["indicator"])
    if "place" in fields:
        right["place"], right["own_place"] = words.place(row["document"], fields["place"])
    if fields.keys() & {"value", "value2", "unit", "hedge", "aspect", "strive"}:
        from types import SimpleNamespace

        from duizhang.views.number import say

        right["printed"] = say(SimpleNamespace(**right))
    return right


def _texts(con: DuckDBPyConnection, review: Review) -> dict[str, str]:
    """The texts, by hash, in which the words of ``review`` may stand."""
    words = review.before + review.quote + review.after
    if not review.quote:
        return {}
    found = con.execute(
        "SELECT sha256, text FROM ledger.documents WHERE contains(text, ?)", [words]
    )
    return {str(sha256): str(text) for sha256, text in found.fetchall()}


def _found_again(con: DuckDBPyConnection, review: Review) -> Row | None:
    """The claim that a review of an older reading is about, by its words."""
    for sha256, start, _ in find_again(review, _texts(con, review)):
        found = con.execute(
            "SELECT * FROM ledger.claims WHERE document = ? AND start_at = ?",
            [f"d:{sha256[:16]}", start],
        )
        names = [c[0] for c in found.description]
        for row in found.fetchall():
            return dict(zip(names, row, strict=True))
    return None
