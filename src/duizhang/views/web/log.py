"""The access log: what was asked and how long it took, and nothing of who asked.

No address of a reader, no cookie, no token, no browser, and not what stands behind the question mark:
words that somebody searched for are theirs.
"""

from __future__ import annotations

import sys
import time
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AccessLog:
    """ASGI middleware that writes a line for each answer: time, method, path, status, bytes, ms."""

    def __init__(self, app: ASGIApp, out: TextIO | None = None) -> None:
        self.app, self.out = app, out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, size = 500, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            when = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            path = "".join(c if c.isprintable() and c != " " else "?" for c in scope["path"][:200])
            took = 1000 * (time.perf_counter() - begun)
            line = f"{when} {scope['method']} {path} {status} {size} {took:.0f} ms"
            print(line, file=self.out or sys.stderr, flush=True)
