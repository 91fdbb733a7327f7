"""Words in the pages: an FTS5 index of two-character grams of every paragraph.

Chinese has no spaces, and SQLite's own trigrams cannot find 就业 or 财政; two-character grams can.
A claim's sentence stands inside a paragraph, so it is indexed once, with its paragraph. FTS5
answers which paragraphs hold all grams of a word; whether the word itself stands there is then
looked up in the text (:meth:`duizhang.ledger.reader.Ledger.search`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path

from duizhang.ledger.rows import grams
from duizhang.ledger.snapshot import replace_durably

FILE_NAME = "search.sqlite"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE paragraphs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document TEXT NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL
);
CREATE INDEX paragraphs_document ON paragraphs (document);
CREATE VIRTUAL TABLE grams USING fts5 (
  text, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0'
);
"""


def _read_only(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(folder / FILE_NAME).resolve().as_uri()}?mode=ro", uri=True)


def snapshot_of(folder: Path) -> str:
    """The id of the snapshot that the index in ``folder`` belongs to; empty when unusable."""
    try:
        con = _read_only(folder)
        try:
            found = con.execute("SELECT value FROM meta WHERE key = 'snapshot'").fetchone()
            return str(found[0]) if found else ""
        finally:
            con.close()
    except (sqlite3.Error, OSError, RuntimeError):  # a loop of links among them
        return ""


class SearchWriter:
    """A new index in the making inside ``staging``, begun from the old one where that helps."""

    def __init__(self, staging: Path, folder: Path, kept: Collection[str], old: str) -> None:
        """Keep the paragraphs of the documents ``kept`` if the old index is of snapshot ``old``.

        Postings of documents that left stay in the index and point to no paragraph; when more
        than a quarter of them do, the caller finds ``missing`` full and adds all anew.
        """
        self.path = staging / FILE_NAME
        reuse = bool(kept) and bool(old) and snapshot_of(folder) == old
        if reuse:
            shutil.copyfile(folder / FILE_NAME, self.path)
        self.con = self._open()
        if reuse and not self._drop_all_but(kept):
            self.con.close()
            self.path.unlink()
            self.con = self._open()
            reuse = False
        if not reuse:
            self.con.executescript(_SCHEMA)
        # Collect postings in memory before they go to the file: twice as fast as the default.
        self.con.execute("INSERT INTO grams (grams, rank) VALUES ('hashsize', ?)", [32 << 20])
        self.missing: set[str] = set() if reuse else set(kept)

    def _open(self) -> sqlite3.Connection:
        con = sqlite3.connect(self.path)
        # The file is thrown away unless the whole build succeeds, so it needs no journal.
        con.execute("PRAGMA journal_mode = OFF")
        con.execute("PRAGMA synchronous = OFF")
        con.execute("PRAGMA cache_size = -65536")
        return con

    def _drop_all_but(self, kept: Collection[str]) -> bool:
        self.con.execute("CREATE TEMP TABLE kept (document TEXT PRIMARY KEY)")
        self.con.executemany("INSERT INTO kept VALUES (?)", [(d,) for d in sorted(kept)])
        self.con.execute("DELETE FROM paragraphs WHERE document NOT IN (SELECT document FROM kept)")
        self.con.execute("DROP TABLE kept")
        last = self.con.execute("SELECT seq FROM sqlite_sequence").fetchone()
        alive = self.con.execute("SELECT count(*) FROM paragraphs").fetchone()[0]
        return last is not None and alive >= 0.75 * last[0]

    def add(self, document: str, paragraphs: Iterable[tuple[int, int, str]]) -> None:
        """Index ``paragraphs`` (start, end, grams) of ``document``."""
        found = self.con.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0]
        first = (found or 0) + 1
        rows = list(paragraphs)
        self.con.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?, ?)",
            [(first + i, document, start, end) for i, (start, end, _) in enumerate(rows)],
        )
        self.con.executemany(
            "INSERT INTO grams (rowid, text) VALUES (?, ?)",
            [(first + i, text) for i, (_, _, text) in enumerate(rows)],
        )

    def publish(self, folder: Path, snapshot: str) -> None:
        """Put the index in the old one's place, as that of ``snapshot``."""
        self.con.execute("INSERT OR REPLACE INTO meta VALUES ('snapshot', ?)", [snapshot])
        self.con.commit()
        self.con.close()
        replace_durably(self.path, folder / FILE_NAME)

    def close(self) -> None:
        """Give the new index up (no error after :meth:`publish`)."""
        self.con.close()


def find_paragraphs(folder: Path, words: str, limit: int) -> list[tuple[str, int, int]]:
    """Paragraphs (document, start, end) that hold all two-character grams of ``words``.

    At most ``limit``, in the order of the index. Raises sqlite3.Error when there is no index.
    """
    con = _read_only(folder)
    try:
        return matching(con, words, limit)
    finally:
        con.close()


def matching(
    con: sqlite3.Connection, words: str, limit: int, offset: int = 0
) -> list[tuple[str, int, int]]:
    """The same, asked of an opened index; the first ``offset`` are passed over."""
    wanted = grams(words).split()
    if not wanted:
        return []
    # A single character is a prefix of the grams that begin with it.
    query = " AND ".join(f'"{g}"' + ("*" if len(g) == 1 else "") for g in wanted)
    # FTS5 yields in the order of its rows and is asked no more than LIMIT: a word that stands on
    # every page costs no more than a rare one. CROSS JOIN keeps SQLite from turning them round.
    return con.execute(
        "SELECT p.document, p.start_at, p.end_at FROM grams CROSS JOIN paragraphs p"
        " ON p.id = grams.rowid WHERE grams MATCH ? ORDER BY grams.rowid LIMIT ? OFFSET ?",
        [query, limit, offset],
    ).fetchall()
