"""Which files a build reads: the given files, and what the given folders hold."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# In a folder of reports these are tables, settings and programs that lie beside them; such a file
# is still read where its own name is given.
_NO_REPORTS = frozenset(
    [
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".ndjson",
        ".toml",
        ".yaml",
        ".yml",
        ".ini",
        ".cfg",
        ".log",
        ".py",
        ".r",
        ".do",
        ".js",
        ".css",
        ".sql",
    ]
)


NOT_UTF8 = "its name is not UTF-8; rename it"
NO_REPORT = "no report by its name; give it by name to read it"


def shown(text: str | Path) -> str:
    """``text`` on one line: control characters and what is not UTF-8 are escaped."""
    known = str(text).encode("utf-8", "surrogateescape" if _from_bytes(str(text)) else "replace")
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in _BREAKS else c
        for c in known.decode("utf-8", "backslashreplace")
    )


_BREAKS = ("Cc", "Zl", "Zp")


def _from_bytes(text: str) -> bool:
    """Whether every surrogate in ``text`` stands for a byte of a file's name."""
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", text)


def _is_utf8(path: Path) -> bool:
    return not re.search("[\ud800-\udfff]", str(path))


class Skipped(NamedTuple):
    """A file that was not read: its path as shown to people, and why, in one line."""

    path: str
    reason: str


class Found(NamedTuple):
    """What lies under the paths given: files to read (absolute, sorted), and what was skipped.

    ``unknown`` maps paths that could not be listed or looked at to the reason: whether a file
    stands at or below them cannot be said.
    """

    files: list[Path]
    skipped: list[Skipped]
    unknown: dict[Path, str]


def find_files(paths: Iterable[str | Path]) -> Found:
    """The regular files at and below ``paths``, each once, sorted by absolute path.

    Folders are walked without following links to folders, so that a loop of links ends; a link
    to a file counts as that file's other name. Tables and programs (``.csv``, ``.json``, ``.py`` …)
    found in a folder are skipped with a word. Hidden files and folders and ledgers (folders
    named ``*.ledger`` or holding a ``ledger.duckdb``) are left out silently; a path that does not
    exist, has no rights or is no regular file (a pipe, a device) is skipped with its reason.
    """
    walk = _Walk()
    for given in paths:
        start = Path(os.path.abspath(given))
        if _is_utf8(start) and os.path.isdir(start):
            walk.folder(start)
        else:
            walk.file(start)
    # What is missing from a folder that was listed is known to be gone.
    unknown = {
        path: reason
        for path, reason in walk.unknown.items()
        if path.parent not in walk.listed or os.path.lexists(path)
    }
    return Found(sorted(walk.files), sorted(walk.skipped), unknown)


class _Walk:
    def __init__(self) -> None:
        self.files: set[Path] = set()
        self.skipped: set[Skipped] = set()
        self.unknown: dict[Path, str] = {}
        self.listed: set[Path] = set()

    def _refused(self, error: OSError) -> None:
        self._failed(Path(error.filename), error)

    def _failed(self, path: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        self.skipped.add(Skipped(str(path), reason))
        self.unknown[path] = reason

    def folder(self, top: Path) -> None:
        """Add the files at and below ``top``."""
        for folder, folders, names in os.walk(top, onerror=self._refused):
            self.listed.add(Path(folder))
            if "ledger.duckdb" in names:
                folders.clear()
                continue
            folders[:] = sorted(
                f for f in folders if not f.startswith(".") and not f.endswith(".ledger")
            )
            for name in [f for f in folders if not _is_utf8(Path(f))]:
                folders.remove(name)
                self.file(Path(folder, name))
            for name in names:
                path = Path(folder, name)
                if path.suffix.lower() in _NO_REPORTS and _is_utf8(path):
                    self.skipped.add(Skipped(str(path), NO_REPORT))
                elif not name.startswith("."):
                    self.file(path)

    def file(self, path: Path) -> None:
        """Add the file at ``path``."""
        if not _is_utf8(path):
            self.skipped.add(Skipped(shown(path), NOT_UTF8))
            return
        try:
            mode = path.stat().st_mode
        except OSError as error:
            self._failed(path, error)
        except ValueError as error:  # a NUL in the name
            self.skipped.add(Skipped(str(path), str(error)))
        else:
            if stat.S_ISREG(mode):
                self.files.add(path)
            else:
                self.skipped.add(Skipped(str(path), "not a regular file"))
