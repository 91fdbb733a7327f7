"""MHTML: a web page that a browser saved as one file (.mhtml, .mht), read as HTML is.

Only the parts that are pages are decoded; pictures and styles are passed over. Of several pages
(frames) the one with most text is read.
"""

from __future__ import annotations

import re
from binascii import Error as NoBase64
from binascii import a2b_base64, a2b_qp
from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.html import draft_of
from duizhang.reading.html_encoding import decode_markup

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEAD_LONGEST = 65_536
_DEEPEST = 4  # parts within parts
_PAGES_MOST = 20
_PAGES = ("text/html", "application/xhtml+xml")


class Page(NamedTuple):
    """An HTML part: its bytes, the encoding that its head names, and where it came from."""

    data: bytes
    charset: str
    location: str


def read_mhtml(source: Source) -> Draft:
    """The article in the saved page ``source``. Raises :class:`Unreadable`."""
    head, _ = _split(source.data)
    url = (head.get("Snapshot-Content-Location") or "").strip()
    best: Draft | None = None
    failed: Unreadable | None = None
    for n, page in enumerate(_pages_or_refusal(source)):
        markup, encoding, warnings = decode_markup(source.name, page.data, page.charset)
        part = page.location if n else ""
        try:
            draft = draft_of(source.name, markup, encoding, warnings, url or page.location, part)
        except Unreadable as error:
            failed = failed or error
            continue
        if best is None or len(draft.source_text) > 2 * len(best.source_text):
            best = draft
    if best is None:
        raise failed or Unreadable(source.name, "the saved page holds no text")
    return best


def first_page(source: Source) -> Page:
    """The first HTML part of a saved page. Raises :class:`Unreadable` where there is none."""
    return _pages_or_refusal(source)[0]


def markup_of(source: Source, part: str = "") -> str:
    """The decoded markup that the locators with ``part`` point into."""
    pages = _pages_or_refusal(source)
    page = next((p for p in pages[1:] if part and p.location == part), pages[0])
    return decode_markup(source.name, page.data, page.charset)[0]


def _pages_or_refusal(source: Source) -> list[Page]:
    pages: list[Page] = []
    _collect(source.data, pages, 0)
    if not pages:
        raise Unreadable(source.name, "the saved page (MHTML) holds no HTML")
    return pages


def _split(data: bytes) -> tuple[Message, bytes]:
    """The header fields of a part, and its body."""
    m = _HEAD_END.search(data, 0, _HEAD_LONGEST)
    end = m.end() if m else 0
    return BytesParser().parsebytes(data[:end].lstrip(b"\r\n"), headersonly=True), data[end:]


def _collect(data: bytes, pages: list[Page], depth: int) -> None:
    head, body = _split(data)
    kind = head.get_content_type()
    if kind.startswith("multipart/") and depth < _DEEPEST:
        boundary = str(head.get_param("boundary") or "").strip()
        if boundary:
            for piece in body.split(b"--" + boundary.encode("utf-8", "replace"))[1:]:
                if piece.startswith(b"--") or len(pages) >= _PAGES_MOST:
                    break
                _collect(piece.lstrip(b"\r\n"), pages, depth + 1)
    elif kind in _PAGES and len(pages) < _PAGES_MOST:
        location = (head.get("Content-Location") or head.get("Content-ID") or "").strip()
        charset = str(head.get_content_charset() or "")
        pages.append(Page(_decoded(head, body), charset, location))


def _decoded(head: Message, body: bytes) -> bytes:
    coding = (head.get("Content-Transfer-Encoding") or "").strip().lower()
    try:
        if coding == "quoted-printable":
            return a2b_qp(body)
        if coding == "base64":
            return a2b_base64(body)
    except NoBase64:
        pass
    return body
