"""A page without the text of a report: why, in one line; and pictures that stand for text."""

from __future__ import annotations

import re
from html import unescape

from duizhang.model import Warning_
from duizhang.reading.draft import Draft
from duizhang.reading.html_markup import Tree

_HAN = re.compile("[一-鿿]")
_FEW = 40  # Han characters that are no report, if there is another reason
_FEW_WORDS = 80  # ... and words of another language
_FILE = re.compile(r"[^?#]*\.(?:pdf|docx?|wps|xlsx?|ofd|rtf|zip|rar)(?=$|[?#&])", re.I)
_NOT_SHOWN = ("icon", "logo", "qrcode", "ewm", "spacer", "blank.", "arrow", "btn")
_REFRESH = re.compile(r"\s*[0-9]{1,2}\s*[;,]\s*url\s*=\s*(.+)", re.I | re.S)
_SMALL = 150  # pixels: smaller pictures are signs


def reason_without_text(tree: Tree, text: str) -> str:
    """Why a page that gave ``text`` is no report; empty where it may be one."""
    if len(_HAN.findall(text)) >= _FEW or len(text.split()) >= _FEW_WORDS:
        return ""
    names = {e.name for e in tree.elements}
    if "frameset" in names:
        return f"a frame set: its text lies in other files{_list(_sources(tree, 'frame'))}"
    pictures = pictures_in(tree, 0)
    files = _files(tree)
    if files and _embeds(tree):
        return f"the page only shows another file{_list(files)}: give that file"
    if pictures:
        return (
            f"the article is pictures only ({len(pictures)}, {pictures[0]}): give the pictures "
            "themselves"
        )
    if files:
        return f"the page only links to other files{_list(files)}: give those"
    inner = _sources(tree, "iframe")
    if inner:
        return f"the text lies in another file{_list(inner)}: save that one"
    target = _leads_on(tree)
    if target is not None:
        return f"the page only leads on to another{_list([target])}: save that one"
    if not text.strip():
        if any(tree.elements[i].name == "script" for i, _, _ in tree.raw):
            return "the page has no text without JavaScript: save it when the browser shows it"
        return "the page holds no text"
    return ""


def warn_of_pictures(tree: Tree, root: int, draft: Draft) -> None:
    """Warn of pictures in the article: a table or a text may stand in them, unread."""
    pictures = pictures_in(tree, root)
    if pictures:
        message = f"{len(pictures)} pictures in the article are not read ({pictures[0]})"
        draft.warnings.append(Warning_("picture", message))


def pictures_in(tree: Tree, root: int) -> list[str]:
    """The pictures inside an element that may hold text: their alternative text or file's name."""
    found: list[str] = []
    for i in range(root, tree.elements[root].stop):
        e = tree.elements[i]
        if e.name not in ("img", "image") or e.skip or e.link:
            continue
        given = tree.attributes(i)
        name = given.get("data-src") or given.get("src", "")
        if _small(given) or any(word in name.lower() for word in _NOT_SHOWN):
            continue
        words = " ".join(unescape(given.get("alt", "")).split())[:40]
        shown = "a picture in the page" if name.startswith("data:") else _base(name)
        found.append(words or shown or "without a name")
    return found


def _small(given: dict[str, str]) -> bool:
    for side in ("width", "height"):
        value = given.get(side, "").lower().removesuffix("px").strip()
        if value.isascii() and value.isdigit() and len(value) < 6 and int(value) < _SMALL:
            return True
    return False


def _embeds(tree: Tree) -> bool:
    return any(e.name in ("embed", "object", "iframe") for e in tree.elements)


def _files(tree: Tree) -> list[str]:
    """Documents that the page links to or shows."""
    found: dict[str, None] = {}
    for i, e in enumerate(tree.elements):
        if e.name in ("a", "embed", "object", "iframe", "param"):
            given = tree.attributes(i)
            target = given.get("href") or given.get("src") or given.get("data") or ""
            m = _FILE.match(unescape(target)) or _FILE.search(unescape(target))
            if m:
                found[_base(m.group())] = None
    return list(found)


def _leads_on(tree: Tree) -> str | None:
    """Where a page sends its reader at once; None where it does not."""
    for i, e in enumerate(tree.elements):
        given = tree.attributes(i) if e.name == "meta" else {}
        if given.get("http-equiv", "").lower() == "refresh":
            m = _REFRESH.match(unescape(given.get("content", "")))
            if m:
                return _base(m.group(1).strip("'\" "))
    return None


def _sources(tree: Tree, name: str) -> list[str]:
    found = [
        _base(unescape(tree.attributes(i).get("src", "")))
        for i, e in enumerate(tree.elements)
        if e.name == name
    ]
    return [x for x in found if x and not x.startswith("about:")]


def _base(url: str) -> str:
    return " ".join(re.split(r"[?#]", url)[0].rstrip("/").rsplit("/", 1)[-1].split())[:60]


def _list(names: list[str]) -> str:
    return f" ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})" if names else ""
