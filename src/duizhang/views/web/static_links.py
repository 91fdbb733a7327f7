"""Addresses of the static site: every page is a file, and links between files are relative.

:class:`Site` knows which file each address of the app becomes, and remembers what was asked for:
publishing begins with the first page and goes on until every file that is linked is written.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from duizhang.views.web.language import Language
from duizhang.views.web.names import place_named
from duizhang.views.web.pages.document import page_starts
from duizhang.views.web.pages.indicator import known_pages
from duizhang.views.web.render import Links, language_of
from duizhang.views.web.store import Snapshot

HERE = "duizhang.file"
"""The key of an ASGI scope under which the file of the asked page stands."""

TABLES = ("documents", "claims", "relations", "pledges", "entries", "conflicts", "indicators")
# Where the rows of what the API lays out stand, among the tables that a site holds as files.
_HELD = {"compare": "entries", "projects": "pledges", "search": "documents"}
_HELD_ONE = {"places": "entries", "indicators": "entries"}
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%#&+~\s]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 60  # characters: 180 bytes of Chinese, within the 255 of a file system


class Target(NamedTuple):
    """A file, the address of the app that fills it, and the place in it."""

    file: str
    address: str
    fragment: str = ""


def file_name(text: str) -> str:
    """``text`` as a part of a file's name that Windows and USB sticks accept as well.

    What had to be changed gets a few digits of its hash, so that two names stay two.
    """
    clean = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")[:_LONGEST]
    if clean != text or not clean or _RESERVED.fullmatch(clean):
        clean = f"{clean or 'x'}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return clean


class Site:
    """The files of a static site of one snapshot, in ``languages`` (the first is at its root)."""

    def __init__(self, snapshot: Snapshot, languages: Sequence[Language]) -> None:
        self.languages = languages
        self.wanted: dict[str, str] = {}  # the address of the app by file, in the order asked for
        self._snapshot = snapshot
        self._places: dict[str, str] = {}
        self._years = {(str(r["place"]), int(r["year"])) for r in snapshot.rows(_YEARS)}
        self._books = {(str(r["place"]), int(r["year"])) for r in snapshot.rows(_BOOKS)}
        self._indicators = known_pages(snapshot)
        self._claims = {r["id"]: (r["document"], r["start_at"]) for r in snapshot.rows(_SPOTS)}
        self._entries = {r["id"]: (r["place"], r["year"]) for r in snapshot.rows(_ENTRIES)}
        self._paragraphs: dict[str, list[int]] = {}

    def folder(self, language: Language) -> str:
        """The folder of the pages in ``language``: empty, or ``en/``."""
        return "" if language == self.languages[0] else f"{language}/"

    def ask(self, language: Language, parts: Sequence[object], query: Mapping[str, object]) -> str:
        """The file and fragment of the page that ``parts`` and ``query`` name; it is wanted now."""
        words = [str(p) for p in parts]
        asked = {k: str(v) for k, v in query.items() if v not in (None, "")}
        target = self._target(words, asked)
        shared = target.file.startswith("chart/")
        file = target.file if shared else self.folder(language) + target.file
        base = "/en" if language == "en" and not shared else ""
        self.wanted.setdefault(file, base + target.address)
        return file + (f"#{quote(target.fragment, safe=':-_.~')}" if target.fragment else "")

    def _target(self, words: list[str], asked: dict[str, str]) -> Target:
        first = words[0] if words else ""
        match first:
            case "place":
                return self._place(words[1], int(words[2]) if len(words) > 2 else None)
            case "account":
                return self._account(words[1:], asked)
            case "entry":
                place, year = self._entries[words[1]]
                return self._book(place, year, words[1])
            case "claim":
                document, start = self._claims[words[1]]
                return self._document(document, f"o{start}")
            case "document" if "at" in asked:
                return self._document(words[1], f"p{self._paragraph(words[1], int(asked['at']))}")
            case "document":
                return self._document(words[1])
            case "indicator":
                return self._indicator(words[1:], asked.get("aspect", ""))
            case "chart":
                return _chart(words[1:], asked.get("aspect", "growth"))
            case "projects" if "place" in asked:
                place = self._place_name(asked["place"])
                return Target(
                    f"projects/{file_name(place)}.html", _address("projects", place=place)
                )
            case "projects":
                return Target("projects/index.html", "/projects")
            case "":
                return Target("index.html", "/")
        return Target(f"{file_name(first)}.html", _address(first))

    def _place(self, name: str, year: int | None) -> Target:
        place = self._place_name(name)
        years = sorted(y for p, y in self._years if p == place)
        if year not in years:  # the page of a year without a report says nothing
            year = years[-1] if years else None
        if year is None:
            return Target("places.html", "/places")
        return Target(f"place/{file_name(place)}-{year}.html", _address("place", place, year))

    def _account(self, words: list[str], asked: dict[str, str]) -> Target:
        if words:
            return self._book(words[0], int(words[1]))
        if "place" in asked and "year" in asked:
            return self._book(asked["place"], int(asked["year"]))
        if "indicator" in asked and "year" not in asked:
            return self._indicator([asked["indicator"]], "")
        if "year" in asked:
            year = int(asked["year"])
            at = f"{asked['part']}-{asked['verdict']}" if {"part", "verdict"} <= set(asked) else ""
            return Target(f"account/{year}.html", _address("account", year=year, sort="part"), at)
        return Target("account/index.html", "/account")

    def _book(self, name: str, year: int, fragment: str = "") -> Target:
        place = self._place_name(name)
        if (place, year) not in self._books:
            return Target("account/index.html", "/account")
        file = f"account/{file_name(place)}-{year}.html"
        return Target(file, _address("account", place, year), fragment)

    def _document(self, name: str, fragment: str = "") -> Target:
        file = f"document/{file_name(name.removeprefix('d:'))}.html"
        return Target(file, _address("document", name), fragment)

    def _paragraph(self, name: str, at: int) -> int:
        """Where the paragraph begins, on the page of the document ``name``, that holds ``at``."""
        if name not in self._paragraphs:
            self._paragraphs[name] = page_starts(self._snapshot, name)
        starts = self._paragraphs[name]
        return starts[max(0, bisect_right(starts, at) - 1)]

    def _indicator(self, words: list[str], aspect: str) -> Target:
        known = self._indicators.get(words[0])
        if known is None:
            return Target("indicators.html", "/indicators")
        year = int(words[1]) if len(words) > 1 and int(words[1]) in known.years else known.default
        aspects = known.years[year]
        aspect = aspect if aspect in aspects else aspects[0]
        file = f"indicator/{file_name(words[0])}-{year}-{aspect}.html"
        return Target(file, _address("indicator", words[0], year, aspect=aspect))

    def _place_name(self, name: str) -> str:
        """The name under which the place has its pages."""
        if name not in self._places:
            try:
                self._places[name] = place_named(self._snapshot, name)[0]
            except HTTPException:
                self._places[name] = name
        return self._places[name]


_YEARS = """
SELECT DISTINCT place, year FROM (
  SELECT place, year FROM documents UNION ALL SELECT unnest(places), year FROM documents
) WHERE year IS NOT NULL AND place <> ''
"""
_BOOKS = "SELECT DISTINCT place, year FROM entries"
_ENTRIES = "SELECT id, place, year FROM entries"
_SPOTS = """
SELECT id, document, start_at FROM claims
UNION ALL SELECT id, document, start_at FROM relations
UNION ALL SELECT id, document, start_at FROM pledges
"""


def _chart(words: list[str], aspect: str) -> Target:
    of, name, last = words
    stem = last.removesuffix(".svg")
    parts = "-".join(file_name(w) for w in (name, stem, aspect))
    return Target(f"chart/{of}-{parts}.svg", _address("chart", of, name, last, aspect=aspect))


def _address(*parts: object, **query: object) -> str:
    path = "/" + "/".join(quote(str(p), safe=":-_.~") for p in parts)
    return path + (f"?{urlencode(query)}" if query else "")


class StaticLinks(Links):
    """Addresses as relative paths from the file ``here``."""

    def __init__(self, site: Site, language: Language, here: str) -> None:
        super().__init__(language)
        self.site = site
        self.here = here

    def __call__(self, *parts: object, **query: object) -> str:
        """The path from here to the file of the page that ``parts`` and ``query`` name."""
        return self.path(self.site.ask(self.language, parts, query))

    def path(self, target: str) -> str:
        """The path from here to ``target``, a file of the site with or without a fragment."""
        file, mark, fragment = target.partition("#")
        if file == self.here and mark:
            return mark + fragment
        start = posixpath.dirname(self.here)
        return quote(posixpath.relpath(file, start or "."), safe="/:-_.~") + mark + fragment

    def spot(self, document: str, start: int, **query: object) -> str:
        """The path to the paragraph of ``document`` that holds the offset ``start``."""
        return self("document", document, at=start)

    def static(self, name: str) -> str:
        """The path to a file of ``static``, or to the index of the search."""
        return self.path(name if name == "search-index.js" else f"static/{name}")

    def data(self, table: str, form: str = "csv", **query: object) -> str:
        """The path to the whole of the table in which the rows of ``table`` stand."""
        first, more, _ = table.partition("/")
        whole = _HELD.get(first, first) if not more else _HELD_ONE.get(first, first)
        return self.path(f"data/{whole}.{form}")

    def root(self) -> str:
        """The path from here to the site's root; empty, or ``../``."""
        found = posixpath.relpath(".", posixpath.dirname(self.here) or ".")
        return "" if found == "." else found + "/"

    def other(self, request: Request) -> str:
        """The path to the same page in the other language; empty where there is one only."""
        if len(self.site.languages) < 2:
            return ""
        other: Language = "zh" if self.language == "en" else "en"
        plain = self.here.removeprefix(self.site.folder(self.language))
        file = self.site.folder(other) + plain
        address = self.site.wanted[self.here]
        address = address.removeprefix("/en") if self.language == "en" else "/en" + address
        self.site.wanted.setdefault(file, address or "/")
        return self.path(file)


def links_into(site: Site) -> object:
    """What gives the pages of an app addresses in ``site``."""

    def links(request: Request) -> Links:
        return StaticLinks(site, language_of(request), request.scope[HERE])

    return links
