"""When a source was read: no clock is asked for it, the ledger's files bear it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from duizhang.ledger.cache import Cache
from duizhang.ledger.snapshot import FILE_NAME

# One ledger gives one date wherever it is looked at: the day in China, where the reports are of.
_ZONE = dt.timezone(dt.timedelta(hours=8))


def read_on(folder: Path, key: str) -> str:
    """The ISO date on which what is kept under ``key`` (of ``documents.read_key``) was first read.

    Empty where it is not kept any more: then :func:`built_on` is the last day that it may be.
    """
    return _day(Cache(folder / "cache").path(key))


def built_on(folder: Path) -> str:
    """The ISO date on which the snapshot of the ledger in ``folder`` was made."""
    return _day(folder / FILE_NAME)


def _day(path: Path) -> str:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, _ZONE).date().isoformat()
    except (OSError, OverflowError, ValueError):
        return ""
