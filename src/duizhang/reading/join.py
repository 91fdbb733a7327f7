"""Several pages of one report, read as one: each by the adapter of its own format, one after the
other.

A joined report is a Source like any other, of a media type of its own: its bytes are its parts, packed.
So it goes the same way as one file, into the reading process, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from duizhang.model import Locator, Source
from duizhang.reading.draft import Draft, Hint
from duizhang.reading.errors import Unreadable
from duizhang.reading.formats import adapter_of
from duizhang.reading.layout import layout
from duizhang.reading.page import repair

JOINED = "application/x-joined-pages"
_LARGEST = 2 * 2**20  # bytes of a page that is looked at for pages beside it
_WORDS = ("下转", "上接", "转第", "接第", "紧接")
_TURNS = re.compile(b"|".join(w.encode(e) for w in _WORDS for e in ("utf-8", "gb18030")))
_HAN_OR_COMMA = re.compile("[一-鿿，、0-9A-Za-z]")
_HEAD = 400  # characters of a page in which its title stands
_TITLE_LEAST = 8


def joined(parts: Sequence[Source]) -> Source:
    """One source of ``parts``: the first one's name, and a hash over all their hashes in order."""
    digest = hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
    bare = [msgspec.structs.replace(part, path="") for part in parts]
    first = parts[0]
    return msgspec.structs.replace(
        first, media_type=JOINED, sha256=digest, data=msgspec.msgpack.encode(bare)
    )


def read_joined(source: Source) -> Draft:
    """The draft of a joined source: its parts' texts, a line end between them.

    Every locator's ``part`` names the file; of plain text, ``at`` and ``until`` are offsets in it.
    """
    drafts = []
    parts = msgspec.msgpack.decode(source.data, type=list[Source])
    for part in parts:
        adapter = adapter_of(part.media_type)
        if adapter is None:
            raise Unreadable(part.name, f"{part.media_type} is not read yet")
        drafts.append(adapter(part))
    whole = Draft("\n".join(d.source_text for d in drafts), drafts[0].encoding)
    at = 0
    for part, draft in zip(parts, drafts, strict=True):
        size = len(draft.source_text)
        whole.hints += [Hint(h.start + at, h.end + at, h.kind, h.level) for h in draft.hints]
        whole.warnings += [
            msgspec.structs.replace(w, start=w.start + at, end=w.end + at) if w.end else w
            for w in draft.warnings
            if w.code != "one_of_several"  # they are together now
        ]
        found = draft.locators or [Locator(0, size, at=0, until=size)]
        whole.locators += [
            msgspec.structs.replace(
                x,
                start=x.start + at,
                end=x.end + at,
                part="/".join(filter(None, (part.name, x.part))),
            )
            for x in found
        ]
        whole.pages += [msgspec.structs.replace(p, part=part.name) for p in draft.pages]
        at += size + 1
    first = drafts[0]
    whole.publisher, whole.published, whole.url = first.publisher, first.published, first.url
    return whole


class Turn(NamedTuple):
    """What a page says of the pages beside it: a newspaper's (``comes``, ``goes``: the page's number as
    written, and whether the text is cut in mid-sentence there) or one of a web series."""

    comes: str = ""
    goes: str = ""
    cut_before: bool = False
    cut_behind: bool = False
    title: str = ""
    head: str = ""
    number: int = 0
    pages: int = 0
    following: str = ""
    previous: str = ""


def turn_of(source: Source) -> Turn | None:
    """What ``source`` says of pages beside it; None for most, which a glance at the bytes tells.

    Only text and web pages are looked at: they are read in a moment.
    """
    if len(source.data) > _LARGEST:
        return None
    if source.media_type in ("text/plain", "text/markdown"):
        return _of_text(source) if _TURNS.search(source.data) else None
    if source.media_type in ("text/html", "multipart/related"):
        from duizhang.reading.html_series import series

        try:
            told = series(source)
        except Exception:  # a page that its reader will refuse: it has no pages beside it
            told = None
        if told is None:
            return None
        following = told.following[0] if told.following else ""
        return Turn(
            title=told.title, number=told.page, pages=told.pages,
            following=_file(following), previous=_file(told.previous),
        )  # fmt: skip
    return None


def _file(url: str) -> str:
    from urllib.parse import unquote

    return unquote(url.split("#")[0].split("?")[0].rpartition("/")[2])


def _of_text(source: Source) -> Turn | None:
    adapter = adapter_of(source.media_type)
    if adapter is None:
        return None
    try:
        document = repair(source, adapter(source))
    except Unreadable:
        return None
    comes, goes = document.continued_from, document.continued_to
    if not comes and not goes:
        return None
    spots = {w.code: w for w in document.warnings}
    text = document.source_text
    before = behind = ""
    if goes:
        before = text[: spots["continued_to"].start].rstrip(" 　\n（(【[")[-1:]
    if comes:
        behind = text[spots["continued_from"].end :].lstrip(" 　\n）)】]：:").split("\n", 1)[0]
    title = next((line.strip("#*　 ") for line in document.text.split("\n") if line.strip()), "")
    return Turn(
        comes, goes,
        cut_before=bool(behind) and bool(_HAN_OR_COMMA.match(behind)) and not layout().marker(behind),
        cut_behind=bool(_HAN_OR_COMMA.fullmatch(before)),
        title=title, head=document.text[:_HEAD],
    )  # fmt: skip


def chains(turns: dict[str, Turn]) -> list[list[str]]:
    """The pages, by file name, that surely make one report, in their order; ``turns`` of one folder."""
    follows: dict[str, list[str]] = {}
    for name, turn in turns.items():
        follows[name] = [
            n for n, other in turns.items() if n != name and _fit(name, turn, n, other)
        ]
    came: dict[str, int] = {}
    for targets in follows.values():
        for target in targets:
            came[target] = came.get(target, 0) + 1
    found = []
    for name, turn in turns.items():
        if came.get(name) or turn.comes or turn.previous or turn.number > 1:
            continue
        chain = [name]
        while len(follows[chain[-1]]) == 1 and came[follows[chain[-1]][0]] == 1:
            chain.append(follows[chain[-1]][0])
        last = turns[chain[-1]]
        whole = not last.goes and not last.following
        if len(chain) > 1 and whole and last.pages in (0, len(chain)):
            found.append(chain)
    return found


def _fit(name: str, turn: Turn, other_name: str, other: Turn) -> bool:
    """Whether ``other`` is the page behind ``turn``."""
    if turn.goes and other.comes:
        if "版" in other_name and turn.goes not in other_name:
            return False
        cut = turn.cut_behind and other.cut_before
        return cut or (len(turn.title) >= _TITLE_LEAST and turn.title in other.head)
    if not turn.title or turn.title != other.title:
        return False
    numbers = turn.number > 0 and other.number == turn.number + 1 and turn.pages == other.pages
    if turn.following and turn.following == other_name:
        return numbers or other.previous == name or not other.number
    return numbers and turn.pages > 1
