"""Entering (进入): the token becomes a cookie that no script sees."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from duizhang.views.web.render import Links, language_of, page
from duizhang.views.web.security import SESSION
from duizhang.views.web.writing import gone_to

router = APIRouter()


@router.get("/enter")
def enter(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """With the right token in the address, in; else a form that asks for it."""
    return _in(request, token) if token else page(request, "enter.html", wrong=False)


@router.post("/enter")
def entered(request: Request, token: Annotated[str, Form(max_length=200)] = "") -> Response:
    """The form's token."""
    return _in(request, token)


def _in(request: Request, token: str) -> Response:
    if not request.app.state.guard.is_token(token):
        return page(request, "enter.html", 403, wrong=True)
    answer = gone_to(request, Links(language_of(request))())
    answer.set_cookie(
        SESSION,
        token,
        httponly=True,
        samesite="strict",
        path="/",
        secure=request.url.scheme == "https",
        max_age=30 * 24 * 3600,
    )
    return answer
