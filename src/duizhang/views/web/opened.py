"""One file of a ledger as the web app holds it open: DuckDB's limits, the search index, the users.

A build replaces both files. What is opened here keeps the ones it began with.
"""

from __future__ import annotations

import atexit
import sqlite3
import tempfile
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from operator import itemgetter
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
_DOCUMENTS = 1000  # of which the paragraphs are known
_NEAR = 4  # paragraphs that are looked at: where columns are put in order, spans may overlap
_CACHE = 8 * 1024  # KiB that each of them keeps


# What claims are about, with the rows of those to be shown: of the place itself, promises and results,
# the latest. A million claims have some thousand times fewer subjects to look through.
_NOW = """(
  SELECT subject, lower(subject || ' ' || any_value(indicator_name)) AS key, count(*) AS n,
    arg_max(rowid, own_place::INT * 100000 + (role <> 'context')::INT * 10000 + coalesce(year, 0), 3)
      AS best
  FROM ledger.claims WHERE subject <> '' GROUP BY subject
)"""
_SUBJECTS = f"CREATE TABLE memory.main.subjects AS SELECT * FROM {_NOW}"


class Opened:
    """A snapshot's file and its search index, opened once; closed when nobody uses them."""

    def __init__(self, folder: Path, before: Opened | None = None) -> None:
        """``before`` is what was open until now: texts that both have are kept once."""
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
        self.texts: Texts = Texts(self.main.cursor, before.texts if before is not None else None)
        self.indexes: dict[str, Index] = {}
        self._paragraphs: dict[str, list[tuple[int, int]]] = {}  # by document, the oldest go
        self.spans: dict[str, dict[str, tuple[int, int]]] = {}  # first and last row by document
        self._has_subjects = False
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
            with self.main.cursor() as con:
                con.execute(_SUBJECTS)
                self._has_subjects = True
            self.texts.fill(self._stop)

    def subjects(self, words: str, most: int) -> list[tuple[str, int, list[int]]]:
        """What claims are about that holds ``words``: subject, how many claims, rows of a few.

        The very words come first, then what most claims are about.
        """
        query = (
            f"SELECT subject, n, best FROM {'memory.main.subjects' if self._has_subjects else _NOW}"
        )
        with self.turn, self.main.cursor() as con:
            return con.execute(
                f"{query} WHERE contains(key, lower(?)) ORDER BY subject <> ?, n DESC, subject LIMIT ?",
                [words, words, most],
            ).fetchall()

    def paragraphs(self, words: str, limit: int, offset: int = 0) -> list[tuple[str, int, int]]:
        """Paragraphs (document, start, end) that may hold ``words``, as the index orders them.

        LedgerError where the index is not that of this snapshot.
        """
        try:
            with self._reader() as con:
                return matching(con, words, limit, offset)
        except sqlite3.Error as error:
            raise LedgerError(f"{self._folder}: search: {error}") from None

    def around(
        self, spots: Iterable[tuple[str, int, int]]
    ) -> dict[tuple[str, int, int], tuple[int, int]]:
        """The paragraph (start, end) that holds each of ``spots``, where that is known."""
        found = {}
        for spot in spots:
            if spot[0] not in self._paragraphs:
                self._paragraphs[spot[0]] = self._paragraphs_of(spot[0])
                while len(self._paragraphs) > _DOCUMENTS:
                    self._paragraphs.pop(next(iter(self._paragraphs), ""), None)
            spans = self._paragraphs.get(spot[0], [])
            at = bisect_right(spans, spot[1], key=itemgetter(0))
            for start, end in reversed(spans[max(0, at - _NEAR) : at]):
                if spot[1] < end:
                    found[spot] = (start, max(end, spot[2]))
                    break
        return found

    def _paragraphs_of(self, document: str) -> list[tuple[int, int]]:
        """The paragraphs of a document by their start; none where the index is not there."""
        query = "SELECT start_at, end_at FROM paragraphs WHERE document = ? ORDER BY start_at"
        try:
            with self._reader() as con:
                return con.execute(query, [document]).fetchall()
        except (sqlite3.Error, LedgerError):
            return []

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
