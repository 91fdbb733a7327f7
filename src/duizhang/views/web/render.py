"""Pages from templates: one environment, the same helpers in every template, cached by snapshot."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from duizhang.views.page import TAGS
from duizhang.views.verdicts import LOOKS, OMITTED, PARTS, SIGNS, TRENDS
from duizhang.views.web.article import drawn
from duizhang.views.web.columns import cut, tails
from duizhang.views.web.language import (
    Language,
    gapper,
    namer,
    reasoner,
    refuser,
    ruler,
    translator,
    warner,
)
from duizhang.views.web.listing import SORTS
from duizhang.views.words import ASPECTS, COVERAGES, ROLES, paper, safe


@cache
def environment() -> Environment:
    """The Jinja environment: everything is escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("duizhang.views.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.globals.update(LOOKS=LOOKS, OMITTED=OMITTED, PARTS=PARTS, SIGNS=SIGNS)
    made.globals.update(cut=cut, tails=tails, TAGS=TAGS, drawn=drawn)
    made.globals.update(
        ASPECTS=ASPECTS, TRENDS=TRENDS, SORTS=SORTS, COVERAGES=COVERAGES, ROLES=ROLES
    )
    made.filters["paper"] = lambda row: safe(paper(row))
    made.filters["safe_text"] = safe  # what a screen would obey (control characters) is marked
    return made


def _harmless(value: Any) -> Any:
    """What a template prints, without the characters that a screen would obey."""
    if isinstance(value, Markup):
        return Markup(safe(value))
    return safe(value) if isinstance(value, str) else value


@cache
def asset_version() -> str:
    """Eight hex digits that change with any file in ``static``."""
    digest = hashlib.sha256()
    for path in sorted((files("duizhang.views.web") / "static").iterdir(), key=lambda p: p.name):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@lru_cache(maxsize=20_000)
def _quoted(part: str) -> str:
    return quote(part, safe=":-_.~")


class Links:
    """Addresses in one language: ``link("place", "衡阳市", 2025, sort="gap")``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.base = "/en" if language == "en" else ""

    def __call__(self, *parts: object, **query: object) -> str:
        """The address of the page that ``parts`` name; queries that are None are left out."""
        path = "/".join(_quoted(str(p)) for p in parts)
        asked = {k: v for k, v in query.items() if v not in (None, "")}
        tail = "?" + urlencode(asked, doseq=True) if asked else ""
        return f"{self.base}/{path}{tail}"

    def spot(self, document: str, start: int, **query: object) -> str:
        """The address of the paragraph of ``document`` that holds the offset ``start``."""
        return self("document", document, at=start, **query) + "#at"

    def static(self, name: str) -> str:
        """The address of a file in ``static``; a new version has a new address."""
        return f"/static/{name}?v={asset_version()}"

    def data(self, table: str, form: str = "csv", **query: object) -> str:
        """The address of the data behind a page: ``table`` of the API as csv or json."""
        asked = {k: v for k, v in query.items() if v not in (None, "")}
        path = "/".join(map(_quoted, table.split("/")))
        return f"/api/v1/{path}?{urlencode(asked | {'format': form}, doseq=True)}"

    def other(self, request: Request) -> str:
        """The address of the same page in the other language; empty where there is none."""
        return other_language(request)


def language_of(request: Request) -> Language:
    """The language that the address says."""
    path = request.url.path
    return "en" if path == "/en" or path.startswith("/en/") else "zh"


def other_language(request: Request) -> str:
    """The address of the same page in the other language."""
    path = request.url.path
    path = (path[3:] or "/") if language_of(request) == "en" else "/en" + path
    return path + (f"?{request.url.query}" if request.url.query else "")


def links_of(request: Request) -> Links:
    """The addresses that the page of ``request`` gives."""
    return Links(language_of(request))


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> Response:
    """The page of ``template``; an ETag is set, so that a page that stands is not sent again."""
    language = language_of(request)
    guard = request.app.state.guard
    link: Links = request.app.state.links(request)
    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            language=language,
            link=link,
            _=translator(language),
            named=namer(language),
            reason=reasoner(language),
            gap=gapper(language),
            rule=ruler(language),
            warned=warner(language),
            refused=refuser(language),
            other=link.other(request),
            path=request.url.path,
            can_write=guard.knows(request),
            csrf=guard.csrf(request),
            stale=request.app.state.store.note,
            static_site=request.app.state.static_site,
            **values,
        )
    )
    body = text.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Cookie"}
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, status_code=status, headers=headers)


class Cache:
    """Answers by key, the least used going first once ``most`` bytes are kept; thread-safe."""

    def __init__(self, most: int = 96 * 1024 * 1024) -> None:
        self.most = most
        self._bytes = 0
        self._kept: OrderedDict[Any, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> bytes | None:
        """What is kept under ``key``."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Any, value: bytes) -> None:
        """Keep ``value``."""
        with self._lock:
            old = self._kept.pop(key, b"")
            self._bytes += len(value) - len(old)
            self._kept[key] = value
            while self._bytes > self.most and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone)
