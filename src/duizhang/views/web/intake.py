"""Files on their way into the ledger: kept aside, read in a process with limits, shown, then built in.

A file that was dropped lies beside the ledger in ``NAME-added/.waiting`` until a person has seen
what was read from it. Taken in, it moves to ``NAME-added``, where every later build finds it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.walk import shown

if TYPE_CHECKING:
    from duizhang.model import Report

LIMIT = 256 * 1024 * 1024
"""Bytes that one upload may have."""

_CHUNK = 1 << 20
_KEPT = 30  # readings that are remembered; older ones are read again when asked for
State = Literal["reading", "read", "building", "built", "failed"]


class TooLargeError(Exception):
    """A file beyond the limit."""


class Waiting:
    """One file: its name, where it lies, what became of it so far."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.state: State = "reading"
        self.reports: list[Report] = []
        self.reasons: list[str] = []  # one line for each part that could not be read
        self.now = ""  # the part of an archive that is being read
        self.parts = 0  # how many have been read or refused
        self._since = time.monotonic()

    def go(self, state: State) -> None:
        """In another state from now on."""
        self.state, self._since = state, time.monotonic()

    @property
    def seconds(self) -> int:
        """For how long it has been in its state."""
        return int(time.monotonic() - self._since)

    @property
    def documents(self) -> list[str]:
        """The ids that the documents in it have in the ledger."""
        return [f"d:{r.document.sha256[:16]}" for r in self.reports]


class Intake:
    """What waits, by the SHA-256 of the file; read one after the other in the background."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        stem = ledger.name.removesuffix(".ledger") or ledger.name
        self.folder = ledger.parent / f"{stem}-added"
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._lock = threading.Lock()
        self._files: OrderedDict[str, Waiting] = OrderedDict()

    def take(self, name: str, data: BinaryIO) -> str:
        """Keep the bytes of ``data`` aside and have them read; the key of the file.

        Raises TooLargeError, and LedgerError where the disk refuses.
        """
        safe = _file_name(name)
        digest = hashlib.sha256()
        aside = self.folder / ".waiting"
        try:
            aside.mkdir(parents=True, exist_ok=True)
            part = aside / f"{os.getpid()}-{threading.get_ident()}.part"
            size = 0
            try:
                with part.open("wb") as out:
                    while chunk := data.read(_CHUNK):
                        size += len(chunk)
                        if size > LIMIT:
                            raise TooLargeError
                        digest.update(chunk)
                        out.write(chunk)
                key = digest.hexdigest()[:32]
                home = aside / key
                home.mkdir(exist_ok=True)
                part.replace(home / safe)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise LedgerError(f"{self.folder}: {error.strerror or error}") from error
        waiting = Waiting(safe, home / safe)
        with self._lock:
            self._files[key] = waiting
            while len(self._files) > _KEPT:
                _, old = self._files.popitem(last=False)
                if old.state != "built":
                    shutil.rmtree(old.path.parent, ignore_errors=True)
        self._pool.submit(self._read, waiting)
        return key

    def get(self, key: str) -> Waiting | None:
        """What is known of the file with that key."""
        with self._lock:
            return self._files.get(key)

    def all(self) -> list[tuple[str, Waiting]]:
        """Everything that waits, the newest first."""
        with self._lock:
            return list(reversed(self._files.items()))

    def drop(self, key: str) -> None:
        """Forget the file and remove it."""
        with self._lock:
            waiting = self._files.pop(key, None)
        if waiting is not None and waiting.state in ("read", "failed"):
            shutil.rmtree(waiting.path.parent, ignore_errors=True)

    def keep(self, key: str) -> None:
        """Move the file into the folder beside the ledger and build; done in the background."""
        waiting = self.get(key)
        if waiting is None or waiting.state != "read":
            return
        waiting.go("building")
        self._pool.submit(self._build, waiting)

    def close(self) -> None:
        """No more work is begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _read(self, waiting: Waiting) -> None:
        from duizhang.reading import Unreadable, open_source
        from duizhang.reading.archive import archive_at, open_sources
        from duizhang.report import read_source

        try:
            path = waiting.path
            for source in open_sources(path) if archive_at(path) else [open_source(path)]:
                waiting.parts += 1
                if isinstance(source, Unreadable):
                    waiting.reasons.append(shown(f"{source.name}: {source.reason}"))
                    continue
                waiting.now = source.name
                try:
                    waiting.reports.append(read_source(source))
                except Unreadable as error:
                    waiting.reasons.append(shown(f"{error.name}: {error.reason}"))
        except Unreadable as error:
            waiting.reasons.append(shown(error.reason))
        except Exception as error:
            waiting.reasons.append(shown(f"{type(error).__name__}: {error}"))
        waiting.go("read" if waiting.reports else "failed")

    def _build(self, waiting: Waiting) -> None:
        """Build in a process of its own, so that readers of pages need not wait for it."""
        aside, target = waiting.path, _free(self.folder / waiting.name)
        waiting.reasons = []
        try:
            aside.replace(target)
            command = ["build", str(target), "--ledger", str(self.ledger)]
            done = subprocess.run(
                [sys.executable, "-m", "duizhang.cli", *command],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                stdin=subprocess.DEVNULL,
            )
            if done.returncode == 0:
                shutil.rmtree(aside.parent, ignore_errors=True)
                waiting.path = target
                waiting.go("built")
                return
            told = [line for line in done.stderr.splitlines() if line.strip()]
            waiting.reasons = [shown(line) for line in told[-3:]]
            target.replace(aside)
        except OSError as error:
            waiting.reasons = [shown(f"{error.filename}: {error.strerror}")]
        waiting.go("read")  # to be tried again


def _file_name(name: str) -> str:
    """The last part of ``name``, harmless as a file's name on any system."""
    last = name.replace("\\", "/").rpartition("/")[2].strip().lstrip(".")
    clean = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    stem, dot, suffix = clean.rpartition(".")
    return (stem[:80] + dot + suffix[:12]) or "upload"


def _free(path: Path) -> Path:
    """``path``, or with a number behind where such a file is there."""
    number, found = 2, path
    while found.exists():
        found = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return found
