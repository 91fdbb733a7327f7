"""The ledger as the web app reads it: one snapshot at a time, and the reviews written meanwhile.

A build replaces the snapshot's file. Requests that began with the old one finish with it. The
request that notices a new one opens it; others go on with the old one until that is done. What
people said since the snapshot was closed is laid over its entries by closing anew the books of the
places they spoke of, and no others: that makes another Snapshot over the same opened file.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.reviews import FILE_NAME as REVIEWS
from duizhang.ledger.reviews import Review, Reviews
from duizhang.ledger.snapshot import FILE_NAME
from duizhang.views.overlay import Closed, Overlay, lay_over
from duizhang.views.web.opened import Opened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]
Stamp = tuple[int, ...]
T = TypeVar("T")
_numbers = itertools.count(1)
# The snapshots that the request in hand has read; set by who wants to know (answers.py).
used: ContextVar[list[Snapshot] | None] = ContextVar("used", default=None)


class Snapshot:
    """One opened ledger with the reviews of a moment; its cursors serve one request at a time."""

    def __init__(
        self, opened: Opened, folder: Path, known: Closed, last: Overlay | None = None
    ) -> None:
        self.opened = opened
        self.ledger = opened.ledger
        self.id = opened.id
        self.number = next(_numbers)  # no other snapshot of this process has it
        self.reviews = Reviews(folder).list()
        self._schema = f"s{self.number}"
        self._free: list[DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._once: dict[str, Any] = {}
        self._making = threading.RLock()
        self._users = 0
        self._retired = False
        opened.enter()
        try:
            with opened.main.cursor() as con:
                con.execute(f"CREATE SCHEMA memory.{self._schema}")
                self.overlay = lay_over(con, self.reviews, known, self._schema, last=last)
        except BaseException:
            opened.leave()
            raise

    def claim(self, name: str) -> Row | None:
        """The claim with that id, as people corrected it."""
        if name in self.overlay.claims:
            return self.row("SELECT * FROM claims_now WHERE id = ?", [name])
        found = self._at("claims", "id", name)
        return found[0] if found else self.row("SELECT * FROM claims WHERE id = ?", [name])

    def entry(self, name: str) -> Row | None:
        """The entry with that id."""
        found = self._standing(self._at("entries", "id", name)) or self._now("id = ?", name)
        return found[0] if found else self.row("SELECT * FROM entries WHERE id = ?", [name])

    def entries_of(self, claim: str) -> list[Row]:
        """The entries that a claim is target or result of, by period and place in the text."""
        found = self._entries_with("target_id", "result_id", claim)
        order = ("period", "target_document", "target_start")
        return sorted(found.values(), key=lambda e: tuple(e[k] for k in order))

    def entries_beside(self, document: str) -> list[Row]:
        """The entries whose promise or result stands in a document, by id."""
        found = self._entries_with("target_document", "result_document", document)
        return [found[name] for name in sorted(found)]

    def _entries_with(self, one: str, other: str, name: str) -> dict[str, Row]:
        """By id the entries that have ``name`` in one of two columns."""
        either = f"{one} = ? OR {other} = ?"
        if f"entries.{other}" not in self.opened.indexes:  # not yet
            rows = self.rows(f"SELECT * FROM entries WHERE {either}", [name, name])
        else:
            rows = self._standing([r for c in (one, other) for r in self._at("entries", c, name)])
            rows += self._now(either, name, name)
        return {str(r["id"]): r for r in rows}

    def _standing(self, entries: list[Row]) -> list[Row]:
        """Those of the file's ``entries`` whose book no review has reopened."""
        return [e for e in entries if e["place"] not in self.overlay.books]

    def _now(self, where: str, *values: object) -> list[Row]:
        """Entries of books that were closed anew."""
        if not self.overlay.books:
            return []
        return self.rows(f"SELECT * FROM entries_now WHERE {where}", values)

    def claims(self, names: Iterable[str], columns: str = "*") -> dict[str, Row]:
        """The claims with these ids, as people corrected them; unknown ones are left out.

        ``columns`` are those that are asked for, ``id`` among them.
        """
        wanted = set(names)
        corrected = wanted & self.overlay.claims
        index = self.opened.indexes.get("claims.id")
        among = "WHERE id IN (SELECT unnest(?::VARCHAR[]))"
        if index is None:
            rows = self.rows(f"SELECT {columns} FROM claims {among}", [sorted(wanted)])
        else:
            numbers = sorted(n for name in wanted - corrected for n in index.rows(name))
            rows = self.numbered("claims", numbers, columns)
            if corrected:
                rows += self.rows(f"SELECT {columns} FROM claims_now {among}", [sorted(corrected)])
        return {str(r["id"]): r for r in rows if r["id"] in wanted}

    def unit_ends(self, names: Iterable[str | None]) -> dict[str, int]:
        """Where the figures of the claims with these ids end, their units included, by id."""
        wanted = sorted({n for n in names if n and n.startswith("c:")})
        index = self.opened.indexes.get("claims.id")
        if index is None:
            query = "SELECT id, unit_end FROM claims WHERE id IN (SELECT unnest(?::VARCHAR[]))"
            rows = self.rows(query, [wanted]) if wanted else []
        else:
            numbers = sorted({n for name in wanted for n in index.rows(name)})
            rows = self.numbered("claims", numbers, "id, unit_end")
        return {str(r["id"]): int(r["unit_end"]) for r in rows}

    def within(self, table: str, columns: str, document: str) -> list[Row]:
        """The rows of ``table`` that are of a document, in the order they were read."""
        spans = self.opened.spans.get(table)
        span = (spans or {}).get(document)
        if not spans or (table == "claims" and document in self.overlay.documents):
            return self.rows(f"SELECT {columns} FROM {table} WHERE document = ?", [document])
        if span is None:
            return []
        return self.rows(
            f"SELECT {columns} FROM ledger.{table} WHERE rowid BETWEEN ? AND ? AND document = ?",
            [*span, document],
        )

    def texts(self, documents: Iterable[str]) -> dict[str, str]:
        """The source texts of ``documents`` by id; those that are not there are left out."""
        return self.opened.texts.get(documents)

    def _at(self, table: str, column: str, name: str) -> list[Row]:
        """The rows of the file's ``table`` with that id, by its place; none while not known."""
        index = self.opened.indexes.get(f"{table}.{column}")
        numbers = index.rows(name) if index else []
        return [r for r in self.numbered(table, numbers) if r[column] == name]

    def numbered(self, table: str, numbers: Sequence[int], columns: str = "*") -> list[Row]:
        """The rows of the file's ``table`` with these numbers, as they stand there."""
        if not numbers:
            return []
        # a list of numbers in the query itself would have DuckDB go through the whole table
        return self.rows(
            f"SELECT {columns} FROM ledger.{table}"
            " WHERE rowid IN (SELECT unnest(?::BIGINT[])) ORDER BY rowid",
            [list(numbers)],
        )

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of one SQL statement; ``?`` stands for ``parameters``, never text."""
        with self.opened.turn, self.cursor() as cursor:
            found = cursor.execute(query, list(parameters))
            names = [c[0] for c in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def row(self, query: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row, or None."""
        found = self.rows(query, parameters)
        return found[0] if found else None

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` returns, made once for this snapshot; not to be changed by who gets it."""
        if name not in self._once:
            with self._making:
                if name not in self._once:
                    self._once[name] = make()
        return cast("T", self._once[name])

    @contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """A cursor for one thread at a time."""
        with self._lock:
            cursor = self._free.pop() if self._free else None
        if cursor is None:
            cursor = self.opened.main.cursor()
            cursor.execute(f"USE memory.{self._schema}")
        try:
            yield cursor
        finally:
            with self._lock:
                self._free.append(cursor)

    def enter(self) -> None:
        """One more request reads it."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """One request less; the last one lets go of a snapshot that was replaced."""
        with self._lock:
            self._users -= 1
            done = self._retired and not self._users
        if done:
            self._end()

    def retire(self) -> None:
        """A newer snapshot is there: let go of this one once nobody reads it."""
        with self._lock:
            self._retired = True
            done = not self._users
        if done:
            self._end()

    def _end(self) -> None:
        for cursor in self._free:
            cursor.close()
        with self.opened.main.cursor() as con:
            con.execute(f"DROP SCHEMA memory.{self._schema} CASCADE")
        self.opened.leave()


class Store:
    """The ledger in ``folder``: the newest snapshot, opened again when a build has replaced it."""

    def __init__(self, folder: Path, patience: float = 60.0) -> None:
        """``patience``: seconds for which a request waits for a new snapshot before it reads the
        one that was open."""
        self.folder = folder
        self.patience = patience
        self._lock = threading.Lock()  # held for moments only
        self._opening = threading.Lock()  # held while a snapshot is made
        self._stamp: Stamp | None = None
        self._snapshot: Snapshot | None = None
        self._opened: Opened | None = None
        self._file: Stamp = ()  # of what is opened
        self._known: Closed = {}
        self.note = ""  # why what is shown is not what lies in the folder; empty when it is

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The newest snapshot, which stays open until the block ends. LedgerError: none there."""
        snapshot = self._newest()
        told = used.get()
        if told is not None:
            told.append(snapshot)
        try:
            yield snapshot
        finally:
            snapshot.leave()

    def write(self, review: Review) -> None:
        """Keep a review; when this returns it is what everybody reads.

        Nobody else opens what it makes of the ledger meanwhile: readers go on with what they had.
        """
        with self._opening:
            Reviews(self.folder).add(review)
            self._open()

    def present(self) -> int:
        """The number of the newest snapshot if nothing has replaced it and all is well, else 0."""
        snapshot = self._snapshot
        stamp = self._stamp_of()
        well = stamp and stamp == self._stamp and not self.note
        return snapshot.number if snapshot and well else 0

    def _newest(self) -> Snapshot:
        stamp = self._stamp_of()
        if self._snapshot is None:
            with self._opening:
                self._open()
        elif stamp != self._stamp and self._opening.acquire(blocking=False):
            # in a thread of its own: who noticed it waits a little for it, and no longer
            opening = threading.Thread(target=self._open_and_release, name="opening", daemon=True)
            opening.start()
            opening.join(self.patience)
        with self._lock:
            assert self._snapshot is not None
            self._snapshot.enter()
            return self._snapshot

    def _open_and_release(self) -> None:
        try:
            self._open()
        except Exception as error:  # nobody waits for it: what is open stays, and says so
            self._stamp, self.note = self._stamp_of(), f"{type(error).__name__}: {error}"
        finally:
            self._opening.release()

    def _open(self) -> None:
        """Open what is in the folder now, unless it is open; ``_opening`` is held.

        What is open stays where the new one cannot be: ``note`` says why.
        """
        stamp = self._stamp_of()
        if self._snapshot is not None and stamp == self._stamp:
            return
        try:
            if stamp is None:
                raise LedgerError(
                    f"{self.folder}: no ledger here; make one with `duizhang build PATH…`"
                )
            same = stamp[:_FILE] == self._file
            opened = self._opened if same and self._opened else Opened(self.folder, self._opened)
            last = self._snapshot.overlay if same and self._snapshot is not None else None
            try:
                fresh = Snapshot(opened, self.folder, self._known, last)
            except BaseException:
                if opened is not self._opened:
                    opened.leave()
                raise
        except LedgerError as error:
            if self._snapshot is None:
                raise
            self._stamp, self.note = stamp, str(error)
            return
        self.note = ""
        with self._lock:
            old, self._snapshot, self._stamp = self._snapshot, fresh, stamp
        if opened is not self._opened:
            before, self._opened, self._file = self._opened, opened, stamp[:_FILE]
            if before is not None:
                before.leave()
        if old is not None:
            old.retire()

    def _stamp_of(self) -> Stamp | None:
        """Changes when the snapshot was replaced or a review written; None: there is no ledger."""
        try:
            info = (self.folder / FILE_NAME).stat()
        except OSError:
            return None
        return (info.st_ino, info.st_mtime_ns, info.st_size, *_reviews_stamp(self.folder))

    def close(self) -> None:
        """Let go of the snapshot."""
        with self._opening, self._lock:
            if self._snapshot is not None:
                self._snapshot.retire()
                self._snapshot = None
            if self._opened is not None:
                self._opened.leave()
                self._opened = None


_FILE = 3  # so many numbers of a stamp are of the snapshot's file, the others of the reviews


def _reviews_stamp(folder: Path) -> Stamp:
    """Changes when a review was written, be it in SQLite's log or in the file itself."""
    found: list[int] = []
    for name in (REVIEWS, f"{REVIEWS}-wal"):
        try:
            info = (folder / name).stat()
        except OSError:
            found += (0, 0)
        else:  # an empty log only says that somebody reads
            found += (info.st_mtime_ns, info.st_size) if info.st_size else (0, 0)
    return tuple(found)
