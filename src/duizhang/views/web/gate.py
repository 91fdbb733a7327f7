"""The gate: how much a request may bring, and who may come in at all."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from duizhang.views.web.intake import LIMIT
from duizhang.views.web.render import page

_FORM = 1 << 20  # bytes of a form without files
_OPEN = ("/enter", "/en/enter", "/static/")  # what anyone may see of a private site


class Gate:
    """ASGI middleware: refuses what is too large or has no token where one is needed.

    HEAD is answered as GET is, without the body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _headers_only(send)
        if scope["type"] == "http":
            refused = _refusal(Request(scope, receive))
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _headers_only(send: Send) -> Send:
    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bare


def _refusal(request: Request) -> Response | None:
    if request.method == "POST":  # how much comes is known before any of it is read
        length = request.headers.get("content-length", "")
        most = LIMIT + _FORM if request.url.path.endswith("/add") else _FORM
        if not length.isdigit() or int(length) > most:
            return page(request, "error.html", 413, status=413, why=f"至多 {most >> 20} MiB")
    guard = request.app.state.guard
    if not guard.may_read(request) and not request.url.path.startswith(_OPEN):
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": "Authorization: Bearer TOKEN"}, status_code=401)
        return RedirectResponse("/enter", status_code=303)
    return None
