"""The one error of the ledger, and how the errors of the stores below become it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LedgerError(Exception):
    """Something a person can mend about a ledger: one line, with what to do where we know it."""


@contextmanager
def as_ledger_error(path: str | Path) -> Iterator[None]:
    """Turn what DuckDB, SQLite or the file system raise into one LedgerError about ``path``."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise LedgerError(f"{path}: its name is not UTF-8; rename it") from error
    except Exception as error:
        if not _of_a_store(error):
            raise
        raise LedgerError(f"{path}: {_one_line(error)}") from error


def _of_a_store(error: Exception) -> bool:
    """Whether ``error`` is of the file system, DuckDB or SQLite; what was not loaded raised none."""
    loaded = sys.modules
    kinds: list[type[Exception]] = [OSError]
    kinds += [loaded[m].Error for m in ("_duckdb", "duckdb", "sqlite3") if m in loaded]
    return isinstance(error, tuple(kinds))


_REMEDIES = {
    errno.EACCES: "change its rights, or name another ledger with --ledger",
    errno.EPERM: "change its rights, or name another ledger with --ledger",
    errno.EROFS: "name a ledger with --ledger where you may write",
    errno.ELOOP: "a loop of links; remove it, or name another ledger with --ledger",
    errno.ENOTDIR: "a part of the path is no folder; name another ledger with --ledger",
}


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        remedy = _REMEDIES.get(error.errno or 0)
        text = f"{error.strerror}; {remedy}" if remedy else error.strerror
    else:
        text = next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))
    low = text.lower()
    if "no space left" in low or "disk is full" in low:
        return "the disk is full; the last good ledger is untouched"
    return text
