"""The application: pages in both languages, the API, static files, and what guards them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from duizhang import __version__
from duizhang.ledger.errors import LedgerError
from duizhang.views.web.answers import Answers
from duizhang.views.web.gate import Gate
from duizhang.views.web.intake import Intake
from duizhang.views.web.render import Cache, links_of, page
from duizhang.views.web.security import Guard, Headers
from duizhang.views.web.store import Store

# Modules of pages, each with an APIRouter named ``router``; they are mounted at / and at /en.
PAGES = (
    "overview",
    "places",
    "place",
    "evidence",
    "document",
    "picture",
    "account",
    "book",
    "conflicts",
    "indicator",
    "projects",
    "compare",
    "chart",
    "search",
    "review",
    "add",
    "data",
    "enter",
)
# Modules of the API, mounted at /api/v1.
API: tuple[str, ...] = ("tables", "pages")


def create_app(
    folder: Path,
    *,
    token: str = "",
    private: bool = False,
    static_site: bool = False,
    hosts: Sequence[str] = (),
) -> FastAPI:
    """The app on the ledger in ``folder``.

    ``token`` is what writing takes (and reading, if ``private``); ``static_site`` leaves out
    what needs a server (search by the server, review, add). ``hosts`` are the names under which
    it may be asked for (none: any): another site's name that leads here is refused.
    """
    app = FastAPI(
        title="Duizhang 对账",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.store = Store(folder)
    app.state.guard = Guard(token, private=private)
    app.state.cache = Cache()
    app.state.pictures = Cache(48 * 1024 * 1024)
    app.state.intake = Intake(folder)
    app.state.static_site = static_site
    app.state.links = links_of
    app.add_middleware(Answers, store=app.state.store, cache=app.state.cache)  # the innermost
    app.add_middleware(Gate)
    if hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Headers)
    app.mount("/static", StaticFiles(directory=str(files("duizhang.views.web") / "static")))
    for name in API:
        app.include_router(_router(f"duizhang.views.web.api.{name}"), prefix="/api/v1")
    for name in PAGES:
        router = _router(f"duizhang.views.web.pages.{name}")
        app.include_router(router, include_in_schema=False)
        app.include_router(router, prefix="/en", include_in_schema=False)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(LedgerError, _ledger_error)
    app.add_exception_handler(RequestValidationError, _asked_wrongly)
    return app


def _router(name: str) -> APIRouter:
    found: APIRouter = import_module(name).router
    return found


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": error.detail}, status_code=error.status_code)
    why = _PLAIN.get(error.status_code, "") if error.detail in _HTTP else error.detail
    return page(request, "error.html", error.status_code, status=error.status_code, why=why)


_HTTP = {status.phrase for status in HTTPStatus}
_PLAIN = {
    404: "没有这个网址：可能写错了，或这一页已经换了地方。",
    405: "这个网址不能这样用：请从页面上的按钮进入。",
}


async def _asked_wrongly(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()[:5]
    if request.url.path.startswith("/api/"):
        told = [f"{e['loc'][-1]}: {_told(e)}" for e in wrong]
        return JSONResponse({"error": "; ".join(told)}, status_code=422)
    words = [f"{e['loc'][-1]}：{_WRONG.get(e['type']) or _told(e)}" for e in wrong]
    return page(request, "error.html", 422, status=422, why="；".join(words))


_WRONG = {
    "int_parsing": "应是整数",
    "int_parsing_size": "数太大",
    "bool_parsing": "应是 1 或 0",
    "string_too_long": "太长",
    "too_long": "太多",
    "missing": "没有填",
    "literal_error": "没有这样的选项",
    "string_pattern_mismatch": "没有这样的选项",
}


def _told(error: Mapping[str, Any]) -> str:
    """What is wrong with a field, in words and without the field's own content."""
    reason = error.get("ctx", {}).get("error")
    return str(reason if isinstance(reason, ValueError) else error["msg"])[:200]


async def _ledger_error(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": str(error)}, status_code=503)
    return page(request, "error.html", 503, status=503, why=str(error))
