"""One file of a ledger as the web app holds it open: DuckDB's limits, the search index, the users.

A build replaces both files. What is opened here keeps the ones it began with.
"""

from __future__ import annotations

import atexit
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.reader import Ledger
from duizhang.ledger.search import FILE_NAME as INDEX
from duizhang.ledger.search import matching
from duizhang.views.web.lookup import Index, Texts, spans

_MEMORY = "640MiB"  # of DuckDB's pages; two snapshots are open while one replaces the other
_THREADS = 2
_AT_ONCE = 6  # queries; more of them would only share the memory and the cores
_READERS = 3  # connections to the search index
INDEXES = ("claims.id", "entries.id", "entries.target_id", "entries.result_id",
           "entries.target_document", "entries.result_document")  # fmt: skip
SPANS = ("sections", "figures", "claims", "relations", "warnings")
_CACHE = 8 * 1024  # KiB that each of them keeps


class Opened:
    """A snapshot's file and its search index, opened once; closed when nobody uses them."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder)
        self.id = self.ledger.meta.get("snapshot", "")
        self.main = self.ledger.cursor()
        self.main.execute(f"SET memory_limit = '{_MEMORY}'")
        self.main.execute(f"SET threads = {_THREADS}")
        self.main.execute("SET temp_directory = ?", [tempfile.gettempdir()])
        self._folder = folder
        self.turn = threading.Semaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._readers: list[sqlite3.Connection] = []
        self._free = threading.Semaphore(_READERS)
        self._users = 1
        self.texts = Texts(self.main.cursor)
        self.indexes: dict[str, Index] = {}
        self.spans: dict[str, dict[str, tuple[int, int]]] = {}  # first and last row by document
        self._stop = threading.Event()
        with suppress(LedgerError):  # it is replaced a moment after the snapshot: asked for later
            self._open_index()
        self._warm = threading.Thread(target=self._prepare, name="warm", daemon=True)
        self._warm.start()
        atexit.register(self._end_warming)

    def _end_warming(self) -> None:
        self._stop.set()
        self._warm.join()

    def _prepare(self) -> None:
        """Fill what is kept in memory; pages do without it until then."""
        import duckdb

        with suppress(duckdb.Error):
            for name in INDEXES:
                if self._stop.is_set():
                    return
                with self.main.cursor() as con:
                    self.indexes[name] = Index(con, *name.split("."))
            for table in SPANS:
                with self.main.cursor() as con:
                    self.spans[table] = spans(con, table)
            self.texts.fill(self._stop)

    def paragraphs(self, words: str, limit: int, offset: int = 0) -> list[tuple[str, int, int]]:
        """Paragraphs (document, start, end) that may hold ``words``, as the index orders them.

        LedgerError where the index is not that of this snapshot.
        """
        try:
            with self._reader() as con:
                return matching(con, words, limit, offset)
        except sqlite3.Error as error:
            raise LedgerError(f"{self._folder}: search: {error}") from None

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        with self._free:
            with self._lock:
                if not self._readers:
                    self._open_index()
                con = self._readers.pop()
            try:
                yield con
            finally:
                with self._lock:
                    self._readers.append(con)

    def _open_index(self) -> None:
        uri = f"{(self._folder / INDEX).resolve().as_uri()}?mode=ro&immutable=1"
        made: list[sqlite3.Connection] = []
        try:
            for _ in range(_READERS):
                con = sqlite3.connect(uri, uri=True, check_same_thread=False)
                made.append(con)
                con.execute(f"PRAGMA cache_size = -{_CACHE}")
                found = con.execute("SELECT value FROM meta WHERE key = 'snapshot'").fetchone()
                if found is None or found[0] != self.id:
                    raise LedgerError(
                        f"{self._folder}: the search index is of another build; build again"
                    )
        except (sqlite3.Error, OSError, LedgerError) as error:
            for con in made:
                con.close()
            if isinstance(error, LedgerError):
                raise
            raise LedgerError(f"{self._folder}: search: {error}") from None
        self._readers = made

    def enter(self) -> None:
        """One more uses it."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """One less; the last one closes it."""
        with self._lock:
            self._users -= 1
            done = not self._users
        if done:
            self._end_warming()
            atexit.unregister(self._end_warming)
            self.ledger.close()
            for con in self._readers:
                con.close()
