"""Which files a build reads: the given files, and what the given folders hold."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from duizhang.reading.names import NO_REPORT, SAVED_PAGE, is_no_report, is_silent, page_folders

NOT_UTF8 = "its name is not UTF-8; rename it"


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


def _not_utf8(path: Path) -> str:
    """Why a file whose name is not UTF-8 is not read, with the name that its bytes are in GB18030,
    as old archives leave it when they are unpacked."""
    name = os.fsencode(path.name) if _from_bytes(path.name) else b""
    try:
        meant = name.decode("gb18030")
    except UnicodeDecodeError:
        meant = ""
    if not re.search("[一-鿿]", meant) or shown(meant) != meant:
        return NOT_UTF8
    return f"{NOT_UTF8} (it is {meant} in GB18030)"


class Skipped(NamedTuple):
    """A file that was not read: its path as shown to people, and why, in one line."""

    path: str
    reason: str


class Found(NamedTuple):
    """What lies under the paths given: files to read (absolute, sorted), and what was skipped.

    ``unknown`` maps paths that could not be listed or looked at to the reason: whether a file
    stands at or below them cannot be said. ``named`` are the files whose own names were given.
    """

    files: list[Path]
    skipped: list[Skipped]
    unknown: dict[Path, str]
    named: frozenset[Path] = frozenset()


def find_files(paths: Iterable[str | Path]) -> Found:
    """The regular files at and below ``paths``, each once, sorted by absolute path.

    Folders are walked without following links to folders, so that a loop of links ends; a link
    to a file counts as that file's other name. Settings and programs (``.json``, ``.py`` …) found
    in a folder are skipped with a word, and so is the folder with a saved page's pictures
    (``page_files`` beside ``page.html``). Hidden files and folders, what systems and Office leave
    behind (``Thumbs.db``, ``~$a.docx``) and ledgers (folders named ``*.ledger`` or holding a
    ``ledger.duckdb``) are left out silently; a path that does not exist, has no rights or is no
    regular file (a pipe, a device) is skipped with its reason. An archive is one file here; a path
    that leads into one (``a.zip/b.docx``) is that member.
    """
    walk = _Walk()
    named = set()
    for given in paths:
        start = Path(os.path.abspath(given))
        if _is_utf8(start) and os.path.isdir(start):
            walk.folder(start)
        else:
            named.add(start)
            walk.file(start)
    # What is missing from a folder that was listed is known to be gone.
    unknown = {
        path: reason
        for path, reason in walk.unknown.items()
        if path.parent not in walk.listed or os.path.lexists(path)
    }
    return Found(sorted(walk.files), sorted(walk.skipped), unknown, frozenset(named))


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
                f for f in folders if not is_silent(f) and not f.endswith(".ledger")
            )
            for name in page_folders(folders, names):
                folders.remove(name)
                self.skipped.add(Skipped(shown(Path(folder, name)), SAVED_PAGE))
            for name in [f for f in folders if not _is_utf8(Path(f))]:
                folders.remove(name)
                self.file(Path(folder, name))
            for name in names:
                path = Path(folder, name)
                if is_silent(name):
                    continue
                if is_no_report(name) and _is_utf8(path):
                    self.skipped.add(Skipped(str(path), NO_REPORT))
                else:
                    self.file(path)

    def file(self, path: Path) -> None:
        """Add the file at ``path``."""
        if not _is_utf8(path):
            self.skipped.add(Skipped(shown(path), _not_utf8(path)))
            return
        try:
            mode = path.stat().st_mode
        except OSError as error:
            from duizhang.reading.archive import archive_at

            if archive_at(path):
                self.files.add(path)
            else:
                self._failed(path, error)
        except ValueError as error:  # a NUL in the name
            self.skipped.add(Skipped(str(path), str(error)))
        else:
            if stat.S_ISREG(mode):
                self.files.add(path)
            else:
                self.skipped.add(Skipped(str(path), "not a regular file"))
