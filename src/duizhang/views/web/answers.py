"""Answers kept by address: a page is made once for a snapshot and its reviews.

Only pages that hold nothing of a person and no form that writes are kept: the review queue, adding
and entering are always made anew. What is kept is given out before any thread is asked for.
"""

from __future__ import annotations

import msgspec
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from duizhang.views.web.render import Cache
from duizhang.views.web.store import Snapshot, Store, used

# The first part of the addresses that are kept, behind /en.
_KEPT = frozenset(
    [
        "places",
        "place",
        "indicators",
        "indicator",
        "compare",
        "document",
        "account",
        "omitted",
        "conflicts",
        "projects",
        "search",
        "claim",
        "entry",
        "chart",
        "api",
    ]
) | {""}
_LARGEST = 4 * 1024 * 1024  # bytes of an answer that is kept
_LONGEST = 1000  # characters of an address
_OF_BODY = (b"content-length", b"content-type")
_Answer = tuple[list[tuple[bytes, bytes]], bytes, bytes]  # headers, ETag, body
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Answer).decode


class Answers:
    """ASGI middleware: gives out what it gave for the same address, while the ledger stands."""

    def __init__(self, app: ASGIApp, store: Store, cache: Cache) -> None:
        self.app, self.store, self.cache = app, store, cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else pass on and keep what comes."""
        if scope["type"] != "http" or not _may_be_kept(scope):
            await self.app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        number = self.store.present()
        kept = self.cache.get((number, *key)) if number else None
        if kept is not None:
            await _give(kept, scope, send)
        else:
            await self._make(key, scope, receive, send)

    async def _make(
        self, key: tuple[str, bytes], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Pass on; keep the answer if it is whole and has read one snapshot only."""
        snapshots: list[Snapshot] = []
        parts: list[bytes] = []
        start: Message = {}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
            await send(message)

        token = used.set(snapshots)
        try:
            await self.app(scope, receive, watched)
        finally:
            used.reset(token)
        numbers = {s.number for s in snapshots}
        body = b"".join(parts)
        if start.get("status") != 200 or len(numbers) != 1 or len(body) > _LARGEST:
            return
        headers = [(bytes(k), bytes(v)) for k, v in start["headers"]]
        told = Headers(raw=headers)
        if told.get("content-type") == "image/png":
            return  # a page's picture is kept by its file
        if "etag" in told and "set-cookie" not in told and not self.store.note:
            packed = _encode((headers, told["etag"].encode(), body))
            self.cache.put((*numbers, *key), packed)


def _may_be_kept(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] != "GET" or len(path) + len(scope["query_string"]) > _LONGEST:
        return False
    parts = path.split("/")
    first = parts[2:3] if parts[1] == "en" else parts[1:2]
    return (first[0] if first else "") in _KEPT


async def _give(kept: bytes, scope: Scope, send: Send) -> None:
    headers, tag, body = _decode(kept)
    if Headers(scope=scope).get("if-none-match", "").encode() == tag:
        headers = [h for h in headers if h[0] not in _OF_BODY]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
