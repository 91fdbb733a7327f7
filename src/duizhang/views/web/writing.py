"""What every page that changes something asks first: the token, the form's secret, a name."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

WHO = "duizhang_who"
_YEAR = 365 * 24 * 3600


def check_writing(request: Request, csrf: str) -> None:
    """403 unless the request may change something."""
    guard = request.app.state.guard
    if not guard.knows(request):
        raise HTTPException(
            403, "要写入，请先用 duizhang serve 给出的地址进入（带 token 的那一行）"
        )
    if not guard.may_write(request, csrf):
        raise HTTPException(403, "这个表单不是从本站打开的，或已过期：请回到页面重试")


def who_of(request: Request) -> str:
    """The name under which this browser has reviewed before."""
    return unquote(request.cookies.get(WHO, ""))[:40]


def gone_to(request: Request, address: str, who: str = "") -> Response:
    """See ``address`` next; the name is kept for the next form."""
    answer = RedirectResponse(address, status_code=303)
    if who:
        answer.set_cookie(
            WHO, quote(who), max_age=_YEAR, httponly=True, samesite="strict", path="/"
        )
    return answer
