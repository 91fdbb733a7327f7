"""The immutable DuckDB file of a ledger: opened read-only, replaced whole, never changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.version import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

FILE_NAME = "ledger.duckdb"
# The tables that a document's reading fills, each with a column ``document`` but the first.
DOCUMENT_TABLES = (
    "documents",
    "pages",
    "sections",
    "figures",
    "claims",
    "relations",
    "pledges",
    "warnings",
)
# Those of which a few documents' rows are asked for by their numbers, in the order of ``spans``.
SPANNED = ("sections", "claims", "relations", "pledges")


def quoted(text: str | Path) -> str:
    """``text`` as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def open_snapshot(folder: Path) -> DuckDBPyConnection:
    """A connection that sees the ledger in ``folder`` read-only, as its default database.

    It keeps what it opened when a build replaces the file. The file is attached to a database in
    memory: DuckDB shares one instance per path within a process, and would go on showing the old
    file to new readers. LedgerError: none there, no database, not a ledger, another version.
    """
    from duizhang.ledger import engine

    path = folder / FILE_NAME
    with as_ledger_error(folder):
        try:
            there = stat.S_ISREG(path.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            there = False
    if not there:
        raise LedgerError(f"{folder}: no ledger here; make one with `duizhang build PATH…`")
    with as_ledger_error(path):
        # A query must see the ledger, never the Python variables of whoever calls.
        con = engine.connect(":memory:", config={"python_enable_replacements": False})
    try:
        with as_ledger_error(path):
            try:
                con.execute(f"ATTACH {quoted(path)} AS ledger (READ_ONLY)")
            except engine.IOException as error:
                if "not a valid DuckDB database" in str(error):
                    raise LedgerError(f"{path}: no DuckDB database; {_REBUILD}") from None
                if "Could not read enough bytes" in str(error):
                    raise LedgerError(f"{path}: {_CUT}; {_REBUILD}") from None
                raise
            con.execute("USE ledger")
            _check_whole(con, path)
            _check_version(con, path)
    except BaseException:
        con.close()
        raise
    return con


_CUT = "damaged: the file is shorter than it was"
_REBUILD = "`duizhang build --rebuild PATH…` replaces it"


def _check_whole(con: DuckDBPyConnection, path: Path) -> None:
    """A file that was cut off may open well, and fail only where the missing part is asked for."""
    found = con.execute(
        "SELECT block_size * total_blocks + 3 * 4096 FROM pragma_database_size()"
        " WHERE database_name = 'ledger'"
    ).fetchone()
    if found and path.stat().st_size < found[0]:
        raise LedgerError(f"{path}: {_CUT}; {_REBUILD}")


def _check_version(con: DuckDBPyConnection, path: Path) -> None:
    from duizhang.ledger import engine

    try:
        found = con.execute("SELECT value FROM ledger.meta WHERE key = 'schema'").fetchone()
        version = int(found[0]) if found else None
    except (engine.CatalogException, engine.BinderException, ValueError):
        version = None
    if version is None:
        raise LedgerError(f"{path}: a DuckDB database, but no ledger of Duizhang; {_REBUILD}")
    if version > SCHEMA_VERSION:
        raise LedgerError(
            f"{path}: a ledger of schema {version}, newer than this Duizhang's {SCHEMA_VERSION}: "
            f"use a newer Duizhang, or {_REBUILD}"
        )
    if version < SCHEMA_VERSION:
        raise LedgerError(
            f"{path}: a ledger of schema {version}, older than this Duizhang's {SCHEMA_VERSION}: "
            f"{_REBUILD}"
        )


def meta(con: DuckDBPyConnection) -> dict[str, str]:
    """The key-value pairs of the ledger's table ``meta``."""
    return dict(con.execute("SELECT key, value FROM meta").fetchall())


class Writer:
    """A new snapshot in the making, in a file of its own inside ``staging``.

    Rows arrive as JSON Lines by table, are spooled to files and loaded a batch at a time, so that
    memory stays flat. Nothing is seen of it before :meth:`publish`.
    """

    def __init__(self, staging: Path, threads: int = 1) -> None:
        import duckdb

        self._staging = staging
        self.path = staging / FILE_NAME
        self._spooled: dict[str, Path] = {}
        self._bytes = 0
        self._longest = _OBJECT_BYTES
        self.con = duckdb.connect(
            str(self.path),
            config={
                "threads": max(1, threads),
                "memory_limit": f"{_MEMORY >> 20}MiB",
                "temp_directory": str(staging / "spill"),
            },
        )
        self.con.execute(Path(__file__).with_name("schema.sql").read_text(encoding="utf-8"))
        columns = self.con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns()"
            " WHERE NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables())"
            " ORDER BY table_oid, column_index"
        ).fetchall()
        self._columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in columns:
            self._columns.setdefault(table, []).append((column, kind))

    def copy_documents(self, old_folder: Path, ids: Iterable[str]) -> None:
        """Take over all rows of the documents ``ids`` from the snapshot in ``old_folder``."""
        self.con.execute("CREATE TEMP TABLE kept (id VARCHAR)")
        self._insert_ids(ids)
        self.con.execute(f"ATTACH {quoted(old_folder / FILE_NAME)} AS old (READ_ONLY)")
        for table in DOCUMENT_TABLES:
            key = "id" if table == "documents" else "document"
            self.con.execute(
                f"INSERT INTO {table} SELECT * FROM old.{table} WHERE {key} IN (FROM kept)"
            )
        self.con.execute("DETACH old")
        self.con.execute("DROP TABLE kept")

    def _insert_ids(self, ids: Iterable[str]) -> None:
        self.con.execute("INSERT INTO kept SELECT unnest(?)", [sorted(ids)])

    def add(self, tables: dict[str, bytes]) -> None:
        """Add JSON Lines by table; they are loaded once some megabytes have come together."""
        for table, lines in tables.items():
            path = self._spooled.setdefault(table, self._staging / f"{table}.jsonl")
            with path.open("ab") as file:
                file.write(lines)
            self._longest = max(self._longest, len(lines))
            self._bytes += len(lines)
        if self._bytes > _BATCH_BYTES:
            self.load()

    def load(self) -> None:
        """Load what was added and not loaded yet."""
        if self._longest > _OBJECT_BYTES:
            self.con.execute(f"SET memory_limit = '{(_MEMORY + 16 * self._longest) >> 20}MiB'")
        for table, path in sorted(self._spooled.items()):
            columns = ", ".join(f"{quoted(c)}: {quoted(k)}" for c, k in self._columns[table])
            self.con.execute(
                f"INSERT INTO {table} SELECT * FROM read_json({quoted(path)},"
                f" format = 'newline_delimited', columns = {{{columns}}},"
                f" maximum_object_size = {self._longest})"
            )
            path.unlink()
        self._spooled.clear()
        self._bytes = 0
        self._longest = _OBJECT_BYTES

    def mark_spans(self) -> None:
        """Write down where the rows of each document stand, once all are loaded."""
        self.load()
        bounds = ", ".join(f"{t}.first, {t}.last" for t in SPANNED)
        joins = "".join(
            f" LEFT JOIN (SELECT document, min(rowid) AS first, max(rowid) AS last FROM {t}"
            f" GROUP BY document) {t} ON {t}.document = d.id"
            for t in SPANNED
        )
        self.con.execute(
            f"INSERT INTO spans SELECT d.id, d.rowid, {bounds} FROM documents d{joins} ORDER BY 2"
        )

    def publish(self, folder: Path) -> None:
        """Close the new snapshot, bring it to the disk, and put it in the old one's place."""
        self.load()
        self.con.execute("CHECKPOINT")
        self.con.close()
        replace_durably(self.path, folder / FILE_NAME)

    def close(self) -> None:
        """Give the new snapshot up (no error after :meth:`publish`)."""
        self.con.close()


_BATCH_BYTES = 48 * 1024 * 1024
_MEMORY = 1 << 30  # what DuckDB may keep in memory; the rest of a large ledger is on the disk
_OBJECT_BYTES = 16 * 1024 * 1024  # DuckDB sets memory aside for rows of this length


def replace_durably(new: Path, old: Path) -> None:
    """``new`` takes the place of ``old`` at once and for good, also through a power cut."""
    descriptor = os.open(new, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(new, old)
    descriptor = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
