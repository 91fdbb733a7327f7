"""The ledger as the web app reads it: one snapshot at a time, and the reviews written meanwhile.

A build replaces the snapshot's file. Requests that began with the old one finish with it; the
next one opens the new one. What people said since the snapshot was closed is laid over its
entries by closing anew the books of the places they spoke of, and no others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.reader import Ledger
from duizhang.ledger.reviews import FILE_NAME as REVIEWS
from duizhang.ledger.reviews import Reviews
from duizhang.ledger.snapshot import FILE_NAME
from duizhang.views.web.overlay import Books, lay_over

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


class Snapshot:
    """One opened ledger; its cursors are handed out to one request at a time."""

    def __init__(self, folder: Path, known: dict[str, Books]) -> None:
        self.ledger = Ledger(folder)
        self.id = self.ledger.meta.get("snapshot", "")
        self.reviews = Reviews(folder).list()
        self._main = self.ledger.cursor()
        lay_over(self._main, self.reviews, known)
        self._free: list[DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._users = 0
        self._retired = False

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of one SQL statement; ``?`` stands for ``parameters``, never text."""
        with self.cursor() as cursor:
            found = cursor.execute(query, list(parameters))
            names = [c[0] for c in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def row(self, query: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row, or None."""
        found = self.rows(query, parameters)
        return found[0] if found else None

    @contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """A cursor for one thread at a time."""
        with self._lock:
            cursor = self._free.pop() if self._free else None
        if cursor is None:
            cursor = self._main.cursor()
            cursor.execute("USE memory.main")
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
        """One request less; the last one closes a snapshot that was replaced."""
        with self._lock:
            self._users -= 1
            done = self._retired and not self._users
        if done:
            self.ledger.close()

    def retire(self) -> None:
        """A newer snapshot is there: close this one once nobody reads it."""
        with self._lock:
            self._retired = True
            done = not self._users
        if done:
            self.ledger.close()


def _reviews_stamp(folder: Path) -> tuple[int, ...]:
    """Changes when a review was written."""
    try:
        info = (folder / REVIEWS).stat()
    except OSError:
        return (0, 0)
    return (info.st_mtime_ns, info.st_size)


class Store:
    """The ledger in ``folder``: the newest snapshot, opened again when a build has replaced it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._stamp: tuple[int, ...] | None = None
        self._snapshot: Snapshot | None = None
        self._known: dict[str, Books] = {}

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The newest snapshot, which stays open until the block ends. LedgerError: none there."""
        snapshot = self._newest()
        try:
            yield snapshot
        finally:
            snapshot.leave()

    def _newest(self) -> Snapshot:
        with self._lock:
            stamp = self._stamp_of()
            if self._snapshot is None or stamp != self._stamp:
                fresh = Snapshot(self.folder, self._known)
                old, self._snapshot, self._stamp = self._snapshot, fresh, stamp
                if old is not None:
                    old.retire()
            self._snapshot.enter()
            return self._snapshot

    def _stamp_of(self) -> tuple[int, ...] | None:
        try:
            info = (self.folder / FILE_NAME).stat()
        except OSError as error:
            if self._snapshot is not None:  # it is being replaced: the old one goes on
                return self._stamp
            raise LedgerError(
                f"{self.folder}: no ledger here; make one with `duizhang build PATH…`"
            ) from error
        return (info.st_ino, info.st_mtime_ns, info.st_size, *_reviews_stamp(self.folder))

    def close(self) -> None:
        """Let go of the snapshot."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.retire()
                self._snapshot = None
