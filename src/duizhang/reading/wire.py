"""What goes between a process and the one that reads for it: a packed head, and bytes behind it."""

from __future__ import annotations

import struct
from typing import IO, Literal, TypeVar

import msgspec

from duizhang.model import Page, Source

_SIZES = struct.Struct("<QQ")  # bytes of the head, bytes behind it


class Request(msgspec.Struct, frozen=True):
    """A source to read, without its bytes, in so many seconds of processor time.

    With ``page``, that page is to be drawn instead.
    """

    source: Source
    seconds: int
    page: Page | None = None


class Answer(msgspec.Struct, frozen=True):
    """What came of it: a document (packed, behind the head), a picture (PNG), or why there is none.

    ``last``: the process ends now.
    """

    kind: Literal["document", "picture", "unreadable"]
    reason: str = ""
    last: bool = False


Head = TypeVar("Head", Request, Answer)


def send(pipe: IO[bytes], head: Request | Answer, data: bytes = b"") -> None:
    """Write ``head`` and ``data``. OSError where the other side is gone."""
    packed = msgspec.msgpack.encode(head)
    pipe.write(_SIZES.pack(len(packed), len(data)) + packed)
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes], kind: type[Head], most: int) -> tuple[Head, bytes]:
    """The next head and the bytes behind it, ``most`` at most. EOFError where there are no more."""
    first, behind = _SIZES.unpack(_read(pipe, _SIZES.size))
    if first > most or behind > most:
        raise EOFError
    head = msgspec.msgpack.decode(_read(pipe, first), type=kind)
    return head, _read(pipe, behind)


def _read(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
