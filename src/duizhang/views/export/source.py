"""A ledger opened for export: what people corrected is laid over, names have codes, a date is fixed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.panel import prepare
from duizhang.ledger.places import called, near_places, ranked
from duizhang.ledger.snapshot import quoted
from duizhang.views.export.dictionary import Column, Lang, columns
from duizhang.views.export.tables import select

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.views.ledger import Ledger

_MEMORY = "1GiB"  # what DuckDB may keep; a larger sort goes to the disk beside the output
_EPOCH = dt.date(2000, 1, 1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Part(NamedTuple):
    """One table to be written: its name, the columns, and the SELECT that yields its rows."""

    name: str
    columns: Sequence[Column]
    query: str


class Source(NamedTuple):
    """What the writers get: a connection, the tables, the language of labels, and a fixed date.

    ``date`` is the newest that any document of the ledger bears, so that the same ledger gives the
    same bytes; ``snapshot`` names the ledger's content, with what people said of it.
    """

    con: DuckDBPyConnection
    parts: Sequence[Part]
    lang: Lang
    date: dt.date
    snapshot: str
    bom: bool = False


class Wrote(NamedTuple):
    """A file that was written: its name, its rows (None: it has none), what there is to say."""

    file: str
    rows: int | None
    notes: tuple[str, ...] = ()


def copy(source: Source, part: Part, path: Path, options: str) -> int:
    """Write ``part`` to ``path`` by DuckDB's COPY with ``options``; how many rows."""
    found = source.con.execute(f"COPY ({part.query}) TO {quoted(path)} ({options})").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def open_source(
    folder: Path,
    tables: Sequence[str],
    *,
    place: str | None = None,
    year: int | None = None,
    evidence: bool = False,
    lang: Lang = "zh",
    bom: bool = False,
    spill: Path | None = None,
) -> Iterator[Source]:
    """``tables`` of the ledger in ``folder``, of one place and year if given.

    A place is found as elsewhere (衡阳 is 衡阳市); ``year`` is that of a report (claims, relations,
    pledges, documents) or the one promised for (entries, conflicts, panel). ``spill`` is a folder
    for what does not fit in memory. LedgerError: no ledger, no such place, or several.
    """
    from duizhang.views.ledger import Ledger

    with Ledger(folder) as ledger:
        con = ledger.cursor()
        con.execute(f"SET memory_limit = '{_MEMORY}'")
        if spill is not None:
            con.execute(f"SET temp_directory = {quoted(spill)}")
        with as_ledger_error(folder):
            prepare(con)
        names = _names(con, folder, place) if place is not None else None
        parts = [_part(con, table, names, year, evidence) for table in tables]
        yield Source(con, parts, lang, newest(con), _content(ledger), bom)


def _content(ledger: Ledger) -> str:
    """What names the content: the snapshot's id and, where people said anything, that of it all."""
    said = hashlib.sha256("\0".join(r.id for r in ledger.reviews).encode()).hexdigest()
    return ledger.meta.get("snapshot", "") + (f"+{said[:8]}" if ledger.reviews else "")


def _part(
    con: DuckDBPyConnection, table: str, names: list[str] | None, year: int | None, evidence: bool
) -> Part:
    """A view over the table's SELECT; values stand in variables, for a view takes no parameters."""
    query = select(table, evidence=evidence, places=names is not None, year=year is not None)
    if names is not None:
        con.execute("SET VARIABLE export_places = ?::VARCHAR[]", [names])
        query = query.replace("?::VARCHAR[]", "getvariable('export_places')", 1)
    if year is not None:
        con.execute("SET VARIABLE export_year = ?::INTEGER", [year])
        query = query.replace("= ?", "= getvariable('export_year')", 1)
    return Part(table, columns(table, evidence=evidence), query)


def _names(con: DuckDBPyConnection, folder: Path, place: str) -> list[str]:
    known = [name for (name,) in con.execute("SELECT name FROM memory.main.place_codes").fetchall()]
    names = called(place, known)
    if len(ranked(names)) > 1:
        raise LedgerError(f"{place} may be {' or '.join(ranked(names))}: say which")
    if not names:
        near = near_places(place, known)
        raise LedgerError(
            f"{folder}: no place {place}" + (f"; near: {'、'.join(near)}" if near else "")
        )
    return names


def newest(con: DuckDBPyConnection) -> dt.date:
    """The newest date of a document, else the first day of the newest year, else a fixed one."""
    found = con.execute(
        "SELECT d FROM (SELECT unnest([date, published]) AS d FROM documents) ORDER BY d DESC"
    )
    for (text,) in found.fetchall():
        if _DATE.match(text):
            try:
                return dt.date.fromisoformat(text[:10])
            except ValueError:
                continue
    year = con.execute("SELECT max(year) FROM documents").fetchone()
    return dt.date(year[0], 1, 1) if year and year[0] else _EPOCH
