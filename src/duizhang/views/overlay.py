"""What people said since the snapshot was closed, laid over its tables.

The tables that views read are views in memory: the snapshot's rows, but for those of the books
that a review has reopened, and of the claims that people corrected. Only books of places that
somebody spoke of are closed anew, each once for the same reviews. All faces read so: the web app
(:mod:`duizhang.views.web.store`), and by :class:`duizhang.views.ledger.Ledger` the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duizhang.account.reviewed import CLAIM_FIELDS, in_force
from duizhang.ledger.reviews import Review, find_again

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.account.shelf import Shelf

Row = dict[str, Any]
Books = dict[str, list[Row]]  # rows by table

_BOOK_TABLES = ("entries", "conflicts", "notices")


def lay_over(
    con: DuckDBPyConnection,
    reviews: Sequence[Review],
    known: dict[str, Books],
    schema: str,
    books: Collection[str] | None = None,
) -> tuple[list[str], list[str]]:
    """Make the tables that views read in ``schema`` of ``con``, by the snapshot and ``reviews``.

    The keys of the books that are reopened, and the ids of the claims that are not as in the file.

    ``known`` keeps reopened books by their fingerprint, so that the next call need not close them.
    ``books`` are the keys of those that are looked at: each is closed anew where the snapshot's
    own was closed by other reviews or rules. Without them, those that somebody spoke of.
    """
    tables = [r[0] for r in con.execute(_TABLES).fetchall()]
    reopened, rows = _reopened(con, reviews, known, books)
    con.execute(f"USE memory.{schema}")
    claims, refused = _corrected(con, reviews)
    changed = [*(str(r["id"]) for r in claims), *refused]
    for table in tables:
        if table in _BOOK_TABLES and reopened:
            _view(con, table, "place", reopened, rows[table])
        elif table == "claims" and changed:
            _view(con, table, "id", changed, claims)
        else:
            con.execute(f"CREATE VIEW {table} AS SELECT * FROM ledger.{table}")
    for (words,) in con.execute(_VIEWS).fetchall():  # targets, results: now over these tables
        con.execute(words)
    return reopened, changed


_TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_catalog = 'ledger'
AND table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY table_name
"""
_VIEWS = """
SELECT sql FROM duckdb_views() WHERE database_name = 'ledger' AND NOT internal ORDER BY view_name
"""


def _view(
    con: DuckDBPyConnection, table: str, key: str, gone: Sequence[str], rows: Sequence[Row]
) -> None:
    """``table`` without the rows whose ``key`` is in ``gone``, and with ``rows``."""
    con.execute(f"CREATE TABLE {table}_now AS SELECT * FROM ledger.{table} LIMIT 0")
    if rows:  # column by column: row by row takes a hundred times as long
        kinds = [(r[0], r[1]) for r in con.execute(f"DESCRIBE {table}_now").fetchall()]
        shown = ", ".join(f"unnest(?::{kind}[])" for _, kind in kinds)
        con.execute(
            f"INSERT INTO {table}_now SELECT {shown}", [[r.get(c) for r in rows] for c, _ in kinds]
        )
    con.execute(f"CREATE TABLE {table}_gone (key VARCHAR)")
    con.execute(f"INSERT INTO {table}_gone SELECT unnest(?::VARCHAR[])", [list(gone)])
    con.execute(
        f"CREATE VIEW {table} AS SELECT * FROM ledger.{table} WHERE {key} NOT IN"
        f" (SELECT key FROM {table}_gone) UNION ALL SELECT * FROM {table}_now"
    )


def _reopened(
    con: DuckDBPyConnection,
    reviews: Sequence[Review],
    known: dict[str, Books],
    books: Collection[str] | None,
) -> tuple[list[str], Books]:
    """The keys of the books that reviews or rules have changed, and all their rows."""
    from duizhang.account.settle import account_key

    rows: Books = {table: [] for table in _BOOK_TABLES}
    if not (reviews if books is None else books):
        return [], rows
    con.execute("USE ledger")
    by = con.execute("SELECT value FROM meta WHERE key = 'account'").fetchall()
    if by == [(account_key(reviews),)]:
        return [], rows
    from duizhang.account.rows import conflict_rows, entry_rows, notice_rows
    from duizhang.account.shelf import Shelf
    from duizhang.account.stored import open_book

    shelf = Shelf(con)
    said = shelf.of_place(reviews)
    before = dict(known)
    known.clear()  # what is not asked for any more goes
    closed = dict(con.execute("SELECT place, fingerprint FROM books").fetchall())
    places = []
    wanted = _spoken_of(con, shelf, said) if books is None else books
    for place in sorted(p for p in wanted if p in shelf.of):
        mine = sorted([*said.get("", ()), *said.get(place, ())], key=lambda r: r.when)
        name = shelf.fingerprint(place, mine)
        if closed.get(place) == name:
            continue
        if name not in before:
            account = open_book(con, place, reviews, walk=False)
            before[name] = {
                "entries": _packed(entry_rows(account)),
                "conflicts": _packed(conflict_rows(account.conflicts)),
                "notices": _packed(notice_rows(account)),
            }
        known[name] = before[name]
        places.append(place)
        for table in _BOOK_TABLES:
            rows[table] += known[name][table]
    return places, rows


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


def _packed(rows: Iterable[Row]) -> list[Row]:
    """Rows as DuckDB takes them: what is JSON in the table, as text."""
    import msgspec

    return [
        {k: msgspec.json.encode(v).decode() if isinstance(v, dict) else v for k, v in row.items()}
        for row in rows
    ]


def _corrected(con: DuckDBPyConnection, reviews: Sequence[Review]) -> tuple[list[Row], list[str]]:
    """The claims that people accepted or corrected, as they are to be shown, and those refused."""
    said: dict[str, list[Review]] = {}
    for review in sorted(reviews, key=lambda r: r.when):
        if not review.target.startswith("e:"):
            said.setdefault(review.target, []).append(review)
    if not said:
        return [], []
    found = con.execute(
        "SELECT * FROM ledger.claims WHERE list_contains(?::VARCHAR[], id)", [sorted(said)]
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
            refused.append(str(row["id"]))
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
