"""Bytes of a report become a Document (placeholder: reads UTF-8, repairs nothing)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from duizhang.model import Block, Document, Segment, Source


class Unreadable(Exception):  # noqa: N818 - it is a state of a file, not of the program
    """A file that cannot be read: ``name`` and, in one line, the ``reason``."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def open_source(path: str | Path) -> Source:
    """The bytes at ``path`` with their name and hash. Raises Unreadable."""
    p = Path(path)
    data = p.read_bytes()
    return Source(p.name, "text/plain", hashlib.sha256(data).hexdigest(), data, str(path))


def decode(source: Source) -> Document:
    """The Document in ``source``. Raises Unreadable."""
    text = source.data.decode("utf-8-sig")
    n = len(text)
    return Document(
        source.name, source.sha256, source.media_type, "utf-8", text, text,
        (Segment("kept", 0, n, 0, n),), (Block("paragraph", 0, n),),
    )
