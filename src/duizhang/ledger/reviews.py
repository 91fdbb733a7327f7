"""People's corrections: an append-only store that outlives sources, readers and ledgers.

A review says of one claim (relation, pledge) what is right. It keeps the words it is about with
their context, and place, period and indicator, so that it finds its claim again when offsets or
ids have changed. Reviews travel between ledgers as JSON Lines; the same review is never twice.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import msgspec

from duizhang.ledger.errors import LedgerError

FILE_NAME = "reviews.sqlite"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reviews (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  id        TEXT NOT NULL UNIQUE,
  target    TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  record    TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS reviews_target ON reviews (target);
CREATE TRIGGER IF NOT EXISTS reviews_stay BEFORE UPDATE ON reviews
BEGIN SELECT raise(ABORT, 'reviews are never changed: add another'); END;
CREATE TRIGGER IF NOT EXISTS reviews_remain BEFORE DELETE ON reviews
BEGIN SELECT raise(ABORT, 'reviews are never removed: add another'); END;
"""


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One judgement of one person on one record.

    ``target`` is the id of the claim, relation or pledge; ``sha256``, ``start``, ``end`` where it
    stood; ``quote`` its figure or words, ``before`` and ``after`` some characters around it;
    ``place``, ``period``, ``indicator`` as read at the time. ``judgement`` is ``right``,
    ``wrong`` (``fields`` holds what is right, by field name) or ``unsure``. ``who``, ``when``
    (ISO date and time, given by the caller) and ``why`` are the person's.
    """

    target: str
    judgement: Literal["right", "wrong", "unsure"]
    who: str
    when: str
    sha256: str = ""
    start: int = 0
    end: int = 0
    quote: str = ""
    before: str = ""
    after: str = ""
    place: str = ""
    period: str = ""
    indicator: str = ""
    fields: dict[str, Any] = {}
    why: str = ""

    @property
    def id(self) -> str:
        """``r:`` and 16 hex digits of the review's content: equal reviews have one id."""
        return "r:" + hashlib.sha256(_encode(self)).hexdigest()[:16]


def _encode(review: Review) -> bytes:
    return msgspec.json.encode(review, order="sorted")


class Reviews:
    """The reviews of the ledger in ``folder``; written while others read.

    Raises LedgerError when the store cannot be opened or is of another version.
    """

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder) / FILE_NAME

    def add(self, review: Review) -> str:
        """Append ``review`` and return its id; nothing happens if it is there already."""
        self.add_all([review])
        return review.id

    def add_all(self, reviews: Iterable[Review]) -> int:
        """Append ``reviews`` in one transaction; how many were new."""
        rows = [(r.id, r.target, r.sha256, _encode(r).decode()) for r in reviews]
        try:
            with closing(self._open()) as con, con:
                before = con.total_changes
                con.executemany(
                    "INSERT INTO reviews (id, target, sha256, record) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (id) DO NOTHING",
                    rows,
                )
                return con.total_changes - before
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def list(self, target: str | None = None) -> list[Review]:
        """The reviews in the order they came, all or those of the record ``target``."""
        if not os.path.lexists(self.path):
            return []
        where, values = ("WHERE target = ?", [target]) if target is not None else ("", [])
        try:
            with closing(self._open_to_read()) as con:
                found = con.execute(f"SELECT record FROM reviews {where} ORDER BY number", values)
                return [msgspec.json.decode(record, type=Review) for (record,) in found]
        except (sqlite3.Error, msgspec.MsgspecError, OSError) as error:
            raise self._failed(error) from error

    def export(self) -> Iterator[bytes]:
        """The reviews as lines of JSON, each ending in a newline, in the order they came."""
        for review in self.list():
            yield _encode(review) + b"\n"

    def load(self, lines: Iterable[bytes | str]) -> int:
        """Add the reviews in JSON ``lines``; how many were new. All or, with LedgerError, none."""
        reviews: list[Review] = []
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    reviews.append(msgspec.json.decode(line, type=Review))
                except msgspec.MsgspecError as error:
                    raise LedgerError(f"line {number} is no review: {error}") from None
        return self.add_all(reviews)

    def _failed(self, error: Exception) -> LedgerError:
        told = (isinstance(error, OSError) and error.strerror) or str(error)
        remedy = ""
        if "not a database" in told or "malformed" in told or isinstance(error, ValueError):
            remedy = "; put a good copy in its place, or move it away to go on without its reviews"
        elif "unable to open" in told or "readonly" in told or isinstance(error, OSError):
            remedy = "; look at the rights of the file and its folder"
        return LedgerError(f"{self.path}: {told}{remedy}")

    def _open_to_read(self) -> sqlite3.Connection:
        """As :meth:`_open`; where the folder cannot be written in, the file as it lies there.

        SQLite wants to write beside a file of this kind even to read it. One with a log that was
        not yet taken over is not read so: what came last would be missing.
        """
        try:
            return self._open()
        except sqlite3.OperationalError:
            log = self.path.with_name(f"{FILE_NAME}-wal")
            if os.access(self.path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
                raise
        uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        con = sqlite3.connect(self.path, timeout=10)
        try:
            version = con.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise LedgerError(
                    f"{self.path}: reviews of version {version}; this Duizhang knows {_VERSION}"
                )
            if version == 0:
                con.executescript(
                    f"PRAGMA journal_mode = WAL;{_SCHEMA}PRAGMA user_version = {_VERSION};"
                )
        except BaseException:
            con.close()
            raise
        return con


def find_again(review: Review, texts: dict[str, str]) -> list[tuple[str, int, int]]:
    """Where ``review``'s words stand in ``texts`` (text by document hash): (hash, start, end).

    The place itself if the source is unchanged, else every place where quote and context stand
    together; none if the source was edited just there.
    """
    own = texts.get(review.sha256)
    if own is not None and own[review.start : review.end] == review.quote:
        return [(review.sha256, review.start, review.end)]
    wanted = review.before + review.quote + review.after
    spots: list[tuple[str, int, int]] = []
    for sha256 in sorted(texts) if wanted else ():
        at = texts[sha256].find(wanted)
        while at >= 0:
            start = at + len(review.before)
            spots.append((sha256, start, start + len(review.quote)))
            at = texts[sha256].find(wanted, at + 1)
    return spots
