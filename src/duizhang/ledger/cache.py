"""What each source gave when it was read, kept by content: a report is read once."""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec

from duizhang.ledger.version import read_key
from duizhang.model import Report, Source

_SUFFIX = ".report"


def source_key(source: Source, lexicon: str) -> str:
    """The key of ``source`` read with the lexicon of that fingerprint: all that ``read`` sees.

    The path is left out: a file that moves is not read again.
    """
    known = (
        source.sha256,
        source.name,
        source.media_type,
        source.publisher,
        source.published,
        source.page,
        source.url,
    )
    return read_key(known, lexicon)


class Cache:
    """A folder of encoded reports. Any fault of it is a miss: it only ever saves time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the report kept under ``key`` lies, or would."""
        return self.folder / key[:2] / (key + _SUFFIX)

    def __contains__(self, key: str) -> bool:
        return self.path(key).exists()

    def get(self, key: str) -> Report | None:
        """The report kept under ``key``; None when there is none or it is damaged."""
        try:
            packed = zlib.decompress(self.path(key).read_bytes())
            return msgspec.msgpack.decode(packed, type=Report)
        except (OSError, zlib.error, msgspec.MsgspecError, ValueError):
            return None

    def put(self, key: str, report: Report) -> None:
        """Keep ``report``; a full disk or missing rights are no error here."""
        path = self.path(key)
        beside = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(zlib.compress(msgspec.msgpack.encode(report), 1))
            os.replace(beside, path)
            return
        with suppress(OSError):
            beside.unlink()

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove everything that is not kept under one of ``keys``."""
        wanted = {key + _SUFFIX for key in keys}
        with suppress(OSError):
            for file in sorted(self.folder.glob("??/*")):
                if file.name not in wanted:
                    with suppress(OSError):
                        file.unlink()
