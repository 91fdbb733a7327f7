"""What a page's metadata say: the article's title, publisher, date of publication, and url."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any, NamedTuple

from duizhang.reading.html_markup import Tree
from duizhang.reading.html_words import Words, words

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)|(\d{2})(\d{2})(?!\d))"
)
_SAVED = re.compile(r"\s*saved from url=\(\d{1,8}\)(\S{1,2000})")
_LINKED_DATA_LONGEST = 500_000
_LINKED_DATA_MOST = 2_000  # objects of it that are looked at
_URL = re.compile(r"https?://[^\s<>\"']{3,2000}", re.I)
_BEIJING = timedelta(hours=8)
_SCRIPT_LONGEST = 2_000_000


class Meta(NamedTuple):
    """Title, publisher, date (ISO) and url; each may be empty."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


def meta_of(tree: Tree, url: str = "") -> Meta:
    """The metadata of a page; ``url`` is where it is known to come from."""
    known = words()
    values = _values(tree)
    data = _linked_data(tree)
    title = _first(values, known.meta["title"]) or data.get("title", "") or title_of(tree)
    publishers = [
        *(values.get(name, "") for name in known.meta["publisher"]),
        _by_id(tree, known.meta["publisher_ids"]),
        data.get("publisher", ""),
    ]
    dates = [
        *(values.get(name, "") for name in known.meta["published"]),
        _by_id(tree, known.meta["published_ids"]),
        data.get("published", ""),
        _script_date(tree, known),
    ]
    urls = [url, _saved_from(tree), _canonical(tree)]
    urls += [values.get(name, "") for name in known.meta["url"]] + [data.get("url", "")]
    return Meta(
        _line(title),
        next((p for p in map(publisher_name, publishers) if p), ""),
        next((d for d in map(iso_date, dates) if d), ""),
        next((u for u in urls if _URL.fullmatch(u)), ""),
    )


def title_of(tree: Tree) -> str:
    """The window's title without the site's name behind it."""
    span = title_span(tree)
    return unescape(tree.markup[span[0] : span[1]]).strip() if span else ""


def title_span(tree: Tree) -> tuple[int, int] | None:
    """Where the window's title stands in the markup, without the site's name."""
    for index, at, until in tree.raw:
        if tree.elements[index].name == "title":
            text = tree.markup[at : min(until, at + 400)]
            while True:
                m = words().site.search(text)
                if m is None or len(re.findall("[一-鿿]", text[: m.start()])) < 4:
                    break
                text = text[: m.start()]
            solid = text.strip()
            start = at + text.index(solid) if solid else at
            return (start, start + len(solid)) if solid else None
    return None


def iso_date(text: str) -> str:
    """The first date in ``text`` as YYYY-MM-DD; empty where there is none."""
    for m in _DATE.finditer(text[:200]):
        year, month, day = m.group(1), m.group(2) or m.group(4), m.group(3) or m.group(5)
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def publisher_name(text: str) -> str:
    """``text`` as the name of a publisher; empty where a template left none."""
    name = re.sub(r"^\s*(?:(?:信息|稿件|文章|新闻)?来\s*源)\s*[:：]\s*", "", _line(text))
    return "" if len(name) > 40 or words().no_publisher.fullmatch(name) else name


def said_in_lines(texts: list[str]) -> tuple[str, str]:
    """Publisher and date as the lines around the headline say them."""
    known = words()
    publisher = published = ""
    for text in texts:
        m = known.publisher_line.search(text)
        if m and not publisher:
            publisher = publisher_name(m["value"])
        m = known.published_line.search(text)
        if m and not published:
            published = iso_date(m["value"] or m["bare"])
    return publisher, published


def _line(text: str) -> str:
    return " ".join(unescape(text).split())[:300]


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name, "").strip()), "")


def _values(tree: Tree) -> dict[str, str]:
    """What each <meta> says, by its name in lower case; of one that stands twice the first."""
    found: dict[str, str] = {}
    for i, e in enumerate(tree.elements):
        if e.name != "meta":
            continue
        given = tree.attributes(i)
        name = given.get("name") or given.get("property") or given.get("itemprop") or ""
        if name and given.get("content", "").strip() and len(found) < 500:
            found.setdefault(name.strip().lower(), given["content"])
    return found


def _saved_from(tree: Tree) -> str:
    for at, until in tree.comments:
        m = _SAVED.match(tree.markup, at, until)
        if m:
            return m.group(1)
    return ""


def _canonical(tree: Tree) -> str:
    for i, e in enumerate(tree.elements):
        if e.name == "link":
            given = tree.attributes(i)
            if given.get("rel", "").lower() == "canonical":
                return unescape(given.get("href", ""))
    return ""


def _by_id(tree: Tree, names: tuple[str, ...]) -> str:
    markup = tree.markup
    if not any(name in markup for name in names):
        return ""
    for i, e in enumerate(tree.elements):
        if e.until > e.at and e.last > e.first and tree.attributes(i).get("id") in names:
            pieces = (
                markup[c.at : c.until] for c in tree.chunks[e.first : min(e.last, e.first + 9)]
            )
            return _line("".join(pieces))
    return ""


def _script_date(tree: Tree, known: Words) -> str:
    """The day, in China, of a time stamp in a script."""
    for index, at, until in tree.raw:
        if tree.elements[index].name == "script":
            m = known.published_script.search(tree.markup, at, min(until, at + _SCRIPT_LONGEST))
            if m:
                moment = datetime.fromtimestamp(int(m.group(1)), UTC) + _BEIJING
                return moment.date().isoformat()
    return ""


def _linked_data(tree: Tree) -> dict[str, str]:
    """Title, publisher, date and url of the first article in the page's JSON-LD."""
    for index, at, until in tree.raw:
        if tree.elements[index].name != "script" or until - at > _LINKED_DATA_LONGEST:
            continue
        if "ld+json" not in tree.attributes(index).get("type", "").lower():
            continue
        try:
            data = json.loads(tree.markup[at:until], strict=False)
        except (ValueError, RecursionError):
            continue
        found = _article(data)
        if found:
            return found
    return {}


def _article(data: Any) -> dict[str, str]:
    queue = [data]
    for _ in range(_LINKED_DATA_MOST):
        if not queue:
            break
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item[:100])
        elif isinstance(item, dict):
            if "headline" in item or "datePublished" in item or "pubDate" in item:
                maker = item.get("publisher") or item.get("sourceOrganization") or ""
                name = maker.get("name", "") if isinstance(maker, dict) else maker
                page = item.get("mainEntityOfPage", "")
                page = page.get("@id", "") if isinstance(page, dict) else page
                return {
                    "title": _text(item.get("headline") or item.get("title")),
                    "publisher": _text(name),
                    "published": _text(item.get("datePublished") or item.get("pubDate")),
                    "url": _text(item.get("url") or page or item.get("@id")),
                }
            queue.extend(v for v in item.values() if isinstance(v, dict | list))
    return {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
