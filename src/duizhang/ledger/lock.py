"""One writer at a time: an advisory lock that the kernel drops when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duizhang.ledger.errors import LedgerError

LOCK_NAME = "lock"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the write lock of the ledger in ``folder``; LedgerError when another writer holds it.

    The lock is ``flock`` on an open file, so it needs no clean-up after ``kill -9``: a lock file
    that lies about is not a lock. Child processes do not inherit it. (Linux and macOS.)
    """
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            _lock(descriptor)
        except OSError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            who = f" (process {holder})" if holder else ""
            raise LedgerError(
                f"{folder}: another writer is at work{who}; try again when it is done"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
