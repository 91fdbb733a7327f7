"""What keeps a page from doing harm: headers, tokens, who may write."""

from __future__ import annotations

import hmac
import ipaddress
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
SESSION = "duizhang_session"
CSRF_FIELD = "csrf"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Headers:
    """ASGI middleware that sets the headers above on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Guard:
    """Who may read and who may write.

    Without a token (possible on loopback only) everyone on this machine reads; writing takes the
    write token, which ``serve`` prints once and a browser keeps as a cookie that no script sees.
    """

    def __init__(self, token: str, *, private: bool) -> None:
        self.token = token
        self.private = private
        self._key = secrets.token_bytes(32)

    def knows(self, request: Request) -> bool:
        """Whether the request carries the token, as a cookie or as ``Authorization: Bearer``."""
        given = request.cookies.get(SESSION, "")
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given = value.strip()
        return self.is_token(given)

    def is_token(self, given: str) -> bool:
        """Whether ``given`` is the token; nothing is while there is none."""
        return bool(self.token) and hmac.compare_digest(given.encode(), self.token.encode())

    def may_read(self, request: Request) -> bool:
        """Whether the request may see pages."""
        return not self.private or self.knows(request)

    def csrf(self, request: Request) -> str:
        """What a form must send back: bound to the session's cookie and to this run."""
        session = request.cookies.get(SESSION, "").encode()
        return hmac.new(self._key, b"csrf" + session, "sha256").hexdigest()

    def may_write(self, request: Request, csrf: str) -> bool:
        """Whether the request may change something: token, same site, and the form's secret."""
        origin = request.headers.get("origin")
        host = request.headers.get("host", "")
        same = origin is None or origin.split("//", 1)[-1] == host
        bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
        proven = bearer or hmac.compare_digest(csrf.encode(), self.csrf(request).encode())
        return self.knows(request) and same and proven
