"""Pages of one article: what a page says of its number and of the pages beside it.

The files are joined elsewhere; nothing is fetched. Urls are made whole with the page's own url where
it is known, and are else as the page writes them.
"""

from __future__ import annotations

from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin

from duizhang.model import Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.html_encoding import decode_markup
from duizhang.reading.html_markup import TooMuch, Tree, parse
from duizhang.reading.html_meta import meta_of, title_of
from duizhang.reading.html_words import words

ONE_OF_SEVERAL = "one_of_several"  # the warning of a page that is read without the others
_LINK_LONGEST = 24  # characters of a pager's link
_TITLE_LONGEST = 90  # ... of a headline
_HEADLINES = 3
_NUMBER_LONGEST = 80  # ... of a line that says which page of how many
_PAGES_MOST = 200


class Series(NamedTuple):
    """One page of several: number from 1 and count (0: not said), and the urls beside it.

    ``url`` is the page's own (may be empty), ``title`` the article's. ``following`` are the urls of the
    pages behind this one, the next first, as far as the page names them; ``previous`` the one before.
    """

    url: str
    title: str
    page: int
    pages: int
    following: tuple[str, ...]
    previous: str


def series(source: Source) -> Series | None:
    """What the HTML or MHTML ``source`` says of its series; None where it is whole or unreadable."""
    from duizhang.reading.mhtml import first_page  # which reads by html, which asks here

    try:
        if source.media_type == "multipart/related":
            found = first_page(source)
            markup = decode_markup(source.name, found.data, found.charset)[0]
            return series_of(parse(markup), source.url or found.location)
        if source.media_type == "text/html":
            return series_of(parse(decode_markup(source.name, source.data)[0]), source.url)
    except (Unreadable, TooMuch):
        pass
    return None


def series_of(tree: Tree, url: str = "") -> Series | None:
    """What a parsed page that comes from ``url`` says of its series; None where it is whole."""
    meta = meta_of(tree, url)
    title, page, pages = _of_title(tree, meta.title or title_of(tree))
    own = url or meta.url
    scripted = _scripted(tree, own)
    if scripted or not page:
        page, pages = scripted[:2] if scripted else _numbered(tree)
    following, previous = _links(tree, own)
    if scripted:
        following = [x for x in scripted[2] if x] or following
        previous = scripted[3] or previous
    following = [x for x in following if x != own]
    if not following and not previous and pages < 2:
        return None
    if not page and not previous and following:
        page = 1
    return Series(own, title, page, pages, tuple(following), previous)


def _of_title(tree: Tree, title: str) -> tuple[str, int, int]:
    """The title without its 1/3, and the numbers there or behind the page's headline; 0 for none."""
    headlines = [i for i, e in enumerate(tree.elements) if e.name in ("h1", "h2")][:_HEADLINES]
    for i, text in enumerate([title, *(_text(tree, n, _TITLE_LONGEST) for n in headlines)]):
        m = words().page_title.search(text)
        if m and 1 <= int(m["page"]) <= int(m["pages"]) <= _PAGES_MOST:
            return text[: m.start()] if not i else title, int(m["page"]), int(m["pages"])
    return title, 0, 0


def _links(tree: Tree, own: str) -> tuple[list[str], str]:
    """The url of the next page, then of those with higher numbers; and of the one before."""
    known = words()
    following: list[str] = []
    previous = ""
    for i, e in enumerate(tree.elements):
        if e.name not in ("a", "link"):
            continue
        given = tree.attributes(i)
        target = _whole(own, given.get("href", ""))
        if not target:
            continue
        says = given.get("rel", "").lower().split()
        text = _text(tree, i)
        if "next" in says or known.next_page.fullmatch(text):
            following.append(target)
        elif "prev" in says or known.previous_page.fullmatch(text):
            previous = previous or target
    return list(dict.fromkeys(following)), previous


def _text(tree: Tree, index: int, longest: int = _LINK_LONGEST) -> str:
    """The text of an element; empty where it has more characters than ``longest`` or many parts."""
    e = tree.elements[index]
    if e.last - e.first > 6:
        return ""
    pieces = (tree.markup[c.at : c.until] for c in tree.chunks[e.first : e.last])
    text = "".join(pieces)[: longest * 4]
    text = " ".join(unescape(text).split())
    return text if len(text) <= longest else ""


def _whole(own: str, target: str) -> str:
    target = unescape(target).strip()
    if not target or target.startswith("#") or target.lower().startswith("javascript:"):
        return ""
    try:
        return urljoin(own, target)
    except ValueError:
        return ""


def _numbered(tree: Tree) -> tuple[int, int]:
    """Which page of how many a short line says; 0, 0 where none does."""
    markup = tree.markup
    for chunk in tree.chunks:
        if chunk.until - chunk.at > _NUMBER_LONGEST or "页" not in markup[chunk.at : chunk.until]:
            continue
        m = words().page_number.search(unescape(markup[chunk.at : chunk.until]))
        if m:
            page = int(m["page"] or m["page2"] or m["page3"])
            pages = int(m["pages"] or m["pages2"] or m["pages3"])
            if 1 <= page <= pages <= _PAGES_MOST:
                return page, pages
    return 0, 0


def _scripted(tree: Tree, own: str) -> tuple[int, int, list[str], str] | None:
    """Number, count, urls behind and before, as the script of a content system makes them."""
    for index, at, until in tree.raw:
        if tree.elements[index].name != "script":
            continue
        m = words().page_script.search(tree.markup, at, min(until, at + 20_000))
        if m is None:
            continue
        page, pages = int(m["page"]), min(int(m["pages"]), _PAGES_MOST)
        if pages < 2 or page >= pages:
            continue
        files = [f"{m['name']}{f'_{n}' if n else ''}.{m['ending']}" for n in range(pages)]
        urls = [_whole(own, name) for name in files]
        return page + 1, pages, urls[page + 1 :], urls[page - 1] if page else ""
    return None
