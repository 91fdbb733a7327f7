"""The books as the last build closed them, read from the tables and nothing loaded but for that.

A large ledger gives one place's account in less time than Python takes to load what closes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.places import called, ranked
from duizhang.ledger.snapshot import meta, open_snapshot
from duizhang.ledger.version import account_key
from duizhang.views.books import Books, Row
from duizhang.views.inputs import Failed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.ledger.reviews import Review

_ENTRIES = "place, period, target_document, target_start, id"
_CONFLICTS = "place, year, left_document, left_start, id"


def as_built(folder: Path, place: str | None, *, year: int | None = None) -> Books | None:
    """The books of ``place`` (None: of all) as the ledger at ``folder`` has them; of entries, where
    ``year`` is given, those promised for it.

    None where they must be closed anew (rules or reviews are others than the build's) or where
    ``place`` names no book, or several. Raises :class:`Failed` where there is no such ledger.
    """
    try:
        with closing(open_snapshot(folder)) as con, as_ledger_error(folder):
            if meta(con).get("account") != account_key(_reviews(folder)):
                return None
            names = None
            if place is not None:
                known = [str(p) for (p,) in con.execute("SELECT place FROM books").fetchall()]
                names = called(place, known)
                if not names or len(ranked(names)) > 1:
                    return None
            return _read(con, folder, names, year)
    except LedgerError as error:
        raise Failed(str(error)) from error


def _reviews(folder: Path) -> Sequence[Review]:
    if not (folder / "reviews.sqlite").exists():
        return ()
    from duizhang.ledger.reviews import Reviews

    return Reviews(folder).list()


def _read(
    con: DuckDBPyConnection, folder: Path, names: Sequence[str] | None, year: int | None
) -> Books:
    import msgspec

    where = "" if names is None else f"WHERE place IN ({', '.join('?' for _ in names)})"
    values: list[Any] = list(names or ())
    of_year = "" if year is None else f"{'AND' if where else 'WHERE'} year = ?"
    made = Books.of(folder)
    made.entries = _rows(
        con, f"SELECT * FROM entries {where} {of_year} ORDER BY {_ENTRIES}",
        values + ([year] if year is not None else []),
    )  # fmt: skip
    for row in made.entries:
        row["spots"] = msgspec.json.decode(row["spots"])
    made.conflicts = _rows(con, f"SELECT * FROM conflicts {where} ORDER BY {_CONFLICTS}", values)
    made.notices = _rows(con, f"SELECT * FROM notices {where} ORDER BY place, year, code", values)
    wanted = sorted(made.documents())
    if wanted:
        marks = ", ".join("?" for _ in wanted)
        query = f"SELECT document, path FROM names WHERE document IN ({marks})"
        made.paths = dict(con.execute(query, wanted).fetchall())
    return made


def _rows(con: DuckDBPyConnection, query: str, values: Sequence[Any]) -> list[Row]:
    found = con.execute(query, list(values))
    columns = [c[0] for c in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
