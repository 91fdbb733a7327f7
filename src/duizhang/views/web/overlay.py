"""What people said since the snapshot was closed, laid over its tables.

The tables that pages read are views in memory: the snapshot's rows, but for those of the books
that a review has reopened, and of the claims that people corrected. Only books of places that
somebody spoke of are closed anew, each once for the same reviews.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from duizhang.account.reviewed import CLAIM_FIELDS, in_force
from duizhang.ledger.reviews import Review, find_again

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]
Books = dict[str, list[Row]]  # rows by table

_BOOK_TABLES = ("entries", "conflicts", "notices")


def lay_over(
    con: DuckDBPyConnection, reviews: Sequence[Review], known: dict[str, Books], schema: str
) -> tuple[list[str], list[str]]:
    """Make the views that pages read in ``schema`` of ``con``, by the snapshot and ``reviews``.

    The keys of the books that are reopened, and the ids of the claims that are not as in the file.

    ``known`` keeps reopened books by their fingerprint, so that the next call need not close them.
    """
    tables = [r[0] for r in con.execute(_TABLES).fetchall()]
    reopened, rows = _reopened(con, reviews, known)
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
    return reopened, changed


_TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_catalog = 'ledger' AND table_schema = 'main' ORDER BY table_name
"""


def _view(
    con: DuckDBPyConnection, table: str, key: str, gone: Sequence[str], rows: Sequence[Row]
) -> None:
    """``table`` without the rows whose ``key`` is in ``gone``, and with ``rows``."""
    con.execute(f"CREATE TABLE {table}_now AS SELECT * FROM ledger.{table} LIMIT 0")
    if rows:
        columns = [r[0] for r in con.execute(f"DESCRIBE {table}_now").fetchall()]
        marks = ", ".join("?" for _ in columns)
        con.executemany(
            f"INSERT INTO {table}_now VALUES ({marks})", [[r.get(c) for c in columns] for r in rows]
        )
    con.execute(f"CREATE TABLE {table}_gone (key VARCHAR)")
    con.execute(f"INSERT INTO {table}_gone SELECT unnest(?::VARCHAR[])", [list(gone)])
    con.execute(
        f"CREATE VIEW {table} AS SELECT * FROM ledger.{table} WHERE {key} NOT IN"
        f" (SELECT key FROM {table}_gone) UNION ALL SELECT * FROM {table}_now"
    )


def _reopened(
    con: DuckDBPyConnection, reviews: Sequence[Review], known: dict[str, Books]
) -> tuple[list[str], Books]:
    """The keys of the books that reviews have changed, and all their rows."""
    rows: Books = {table: [] for table in _BOOK_TABLES}
    if not reviews:
        return [], rows
    from duizhang.account.rows import conflict_rows, entry_rows, notice_rows
    from duizhang.account.shelf import Shelf
    from duizhang.account.stored import open_book

    con.execute("USE ledger")
    shelf = Shelf(con)
    said = shelf.of_place(reviews)
    before = dict(known)
    known.clear()  # what is not asked for any more goes
    closed = dict(con.execute("SELECT place, fingerprint FROM books").fetchall())
    places = []
    for place in sorted(p for p in said if p in shelf.of):
        mine = sorted([*said.get("", ()), *said[place]], key=lambda r: r.when)
        name = shelf.fingerprint(place, mine)
        if closed.get(place) == name:
            continue
        if name not in before:
            account = open_book(con, place, reviews)
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
    made, refused = [], []
    for target, row in rows.items():
        force = in_force(said[target])
        fields = {k: v for k, v in force.fields.items() if k in CLAIM_FIELDS and k in row}
        if force.judgement == "wrong" and not fields:
            refused.append(str(row["id"]))
        elif force.judgement in ("right", "wrong"):
            made.append(_shown(row, fields))
    return made, refused


def _shown(row: Row, fields: Row) -> Row:
    right = row | fields | {"confidence": 1.0, "doubt": ""}
    if fields.keys() & {"value", "value2", "unit", "hedge", "aspect", "strive"}:
        from types import SimpleNamespace

        from duizhang.views.number import say

        right["printed"] = say(SimpleNamespace(**right))
    return right


def _found_again(con: DuckDBPyConnection, review: Review) -> Row | None:
    """The claim that a review of an older reading is about, by its words."""
    words = review.before + review.quote + review.after
    if not review.quote:
        return None
    texts = dict(
        con.execute(
            "SELECT sha256, text FROM ledger.documents WHERE contains(text, ?)", [words]
        ).fetchall()
    )
    for sha256, start, _ in find_again(review, texts):
        found = con.execute(
            "SELECT * FROM ledger.claims WHERE document = ? AND start_at = ?",
            [f"d:{sha256[:16]}", start],
        )
        names = [c[0] for c in found.description]
        row = found.fetchone()
        if row is not None:
            return dict(zip(names, row, strict=True))
    return None
