"""Where a page's named lists stand (办好十件民生实事：…): the spans of their items."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from duizhang.account.rules import rules

_LONGEST = 4000  # characters of a list
_NAME = 24  # of its name before and behind the word that all have
_TITLE = 24  # and of what stands before its name in a heading
_INTRO = 2  # paragraphs between a heading and the items
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")  # a heading's number
_BULLETS = "-–—•●■◆▲·○□➤▶"


class Listed(NamedTuple):
    """A list by its name, and the span of the text that its items stand in."""

    start: int
    end: int
    name: str


class Lists:
    """The named lists of one text, asked for what stands in them."""

    def __init__(self, text: str) -> None:
        self._spans = sorted(_spans(text))
        self._starts = [s.start for s in self._spans]

    def at(self, place: int) -> str:
        """The name of the list that the offset ``place`` is in; empty where it is in none."""
        if not self._spans:
            return ""
        for i in range(bisect_right(self._starts, place) - 1, -1, -1):
            span = self._spans[i]
            if span.start <= place < span.end:
                return span.name
            if place - span.start > _LONGEST:
                break
        return ""


def _spans(text: str) -> list[Listed]:
    known = rules()
    found = []
    last = 0
    for hint in known.list_hint.finditer(text):
        if hint.start() < last:
            continue
        m = known.list_name.search(text, max(last, hint.start() - _NAME), hint.end() + _NAME)
        if m is None:
            continue
        name, last = m.group("name"), m.end()
        opened = known.list_opens.match(text, m.end())
        if opened:
            found.append(Listed(m.end(), _end(text, opened.end()), name))
            continue
        line = text[text.rfind("\n", 0, m.start()) + 1 : m.start()]
        marks = "。；" if _NUMBERED.match(line.strip()) else "，。；"
        title = len(line) <= _TITLE and not any(mark in line for mark in marks)
        if line.rstrip("的”").endswith("等"):  # …等十件民生实事 stands behind its items
            start = max(text.rfind("。", 0, m.start()), text.rfind("\n", 0, m.start())) + 1
            found.append(Listed(start, m.start(), name))
        elif title and text.startswith("。", m.end()):  # （二）办好十件民生实事。…
            found.append(Listed(m.end(), _line_end(text, m.end()), name))
        elif title and known.list_title.match(text, m.end()):
            found.append(Listed(m.end(), _below(text, _line_end(text, m.end())), name))
    return found


def _below(text: str, start: int) -> int:
    """The end of the items below a heading that ends at ``start``: of their lines, or of the one
    paragraph that tells them all (A；B；C。)."""
    run = _run(text, start)
    if run > start:
        return run
    paragraph = re.compile(r"\S[^\n]*").search(text, start)
    return paragraph.end() if paragraph and "；" in paragraph.group() else start


def _end(text: str, start: int) -> int:
    """The end of a list whose items begin at ``start``: of its sentence, or of its last item."""
    line = _line_end(text, start)
    if not text[start:line].strip():
        return _run(text, line)
    kind = _kind(text[start:line].strip())
    if kind:
        run = _run(text, start)
        marks = [
            m for m in rules().item_mark.finditer(text, start, line) if _kind(m.group()) == kind
        ]
        if run <= line + 1 and len(marks) > 1:  # （1）…；（2）…。 and the paragraph goes on
            stop = text.find("。", marks[-1].end(), line)
            return stop + 1 if stop >= 0 else line
        return max(line, run)
    stop = text.find("。", start, start + _LONGEST)
    blank = re.compile(r"\n\s*\n").search(text, start, start + _LONGEST)
    ends = [e for e in (stop, blank.start() if blank else -1) if e >= 0]
    return min(ends) if ends else line


def _run(text: str, start: int) -> int:
    """The end of the lines behind ``start`` that begin as items do, and of what belongs to them.

    All items begin alike (（1）, 一、, a bullet); a paragraph or two may stand before the first
    and behind each of them.
    """
    kind, end, other, between = "", start, 0, 0
    for m in re.finditer(r"[^\n]*\n?", text[start : start + _LONGEST]):
        words = m.group().strip()
        if words:
            mark = _kind(words)
            if mark and mark == (kind or mark):
                kind, end = mark, start + m.end()
                between, other = max(between, other), 0
            else:
                other += 1
                if mark or other > _INTRO:
                    break
                if between and other <= between and kind:
                    end = start + m.end()
        if m.end() == m.start():
            break
    return end


def _kind(line: str) -> str:
    """How a line begins that is an item: its mark without its number; empty where it is none."""
    if line[0] in _BULLETS:
        return line[0]
    mark = rules().item_mark.match(line)
    return re.sub(r"[\d一二三四五六七八九十①-⑳]+", "1", mark.group()) if mark else ""


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
