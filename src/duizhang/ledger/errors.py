"""The one error of the ledger, and how the errors of the stores below become it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LedgerError(Exception):
    """Something a person can mend about a ledger: one line, with what to do where we know it."""


@contextmanager
def as_ledger_error(path: str | Path) -> Iterator[None]:
    """Turn what DuckDB, SQLite or the file system raise into one LedgerError about ``path``."""
    import sqlite3

    import duckdb

    try:
        yield
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        raise LedgerError(f"{path}: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    else:
        text = next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))
    low = text.lower()
    if "no space left" in low or "disk is full" in low:
        return "the disk is full; the last good ledger is untouched"
    return text
