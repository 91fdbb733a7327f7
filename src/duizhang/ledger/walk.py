"""Which files a build reads: the given files, and what the given folders hold."""

from __future__ import annotations

import os
import stat
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


NO_REPORT = "no report by its name; give it by name to read it"


class Skipped(NamedTuple):
    """A file that was not read: its path as shown to people, and why, in one line."""

    path: str
    reason: str


class Found(NamedTuple):
    """What lies under the paths given: files to read (absolute, sorted), and what was skipped."""

    files: list[Path]
    skipped: list[Skipped]


def find_files(paths: Iterable[str | Path]) -> Found:
    """The regular files at and below ``paths``, each once, sorted by absolute path.

    Folders are walked without following links to folders, so that a loop of links ends; a link
    to a file counts as that file's other name. Tables and programs (``.csv``, ``.json``, ``.py`` …)
    found in a folder are skipped with a word. Hidden files and folders and ledgers (folders
    named ``*.ledger`` or holding a ``ledger.duckdb``) are left out silently; a path that does not
    exist, has no rights or is no regular file (a pipe, a device) is skipped with its reason.
    """
    files: set[Path] = set()
    skipped: set[Skipped] = set()
    for given in paths:
        start = Path(os.path.abspath(given))
        if start.is_dir():
            _walk(start, files, skipped)
        else:
            _add(start, files, skipped)
    return Found(sorted(files), sorted(skipped))


def _walk(top: Path, files: set[Path], skipped: set[Skipped]) -> None:
    def refused(error: OSError) -> None:
        skipped.add(Skipped(str(error.filename), error.strerror or str(error)))

    for folder, folders, names in os.walk(top, onerror=refused):
        if "ledger.duckdb" in names:
            folders.clear()
            continue
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and not f.endswith(".ledger")
        )
        for name in names:
            if Path(name).suffix.lower() in _NO_REPORTS:
                skipped.add(Skipped(str(Path(folder, name)), NO_REPORT))
            elif not name.startswith("."):
                _add(Path(folder, name), files, skipped)


def _add(path: Path, files: set[Path], skipped: set[Skipped]) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        skipped.add(Skipped(str(path), error.strerror or str(error)))
        return
    except ValueError as error:  # a NUL in the name
        skipped.add(Skipped(str(path), str(error)))
        return
    if stat.S_ISREG(mode):
        files.add(path)
    else:
        skipped.add(Skipped(str(path), "not a regular file"))
