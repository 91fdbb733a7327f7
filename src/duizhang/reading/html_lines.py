"""The lines of a page: stretches of text between two breaks, measured for the choice among them."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from duizhang.reading.html_markup import BREAK_BLOCK, BREAK_LINE, Chunk, Tree

_STOPS = re.compile("[。！？；，、：]")
_PLAIN = re.compile(r"\s+")
_LONG = 30  # characters from which a line without a stop is text, too
_BREAKS = re.compile(r"[\n\r]+")


class Line(NamedTuple):
    """A line: its chunks ``[first, last)``, the element its text begins in, what break is before.

    ``text`` is without any white space; ``links`` are the characters of it that stand in links.
    """

    first: int
    last: int
    element: int
    before: int
    text: str
    links: int
    skip: int

    @property
    def is_link(self) -> bool:
        """Whether it is a link and no sentence that has some."""
        size = len(self.text)
        return self.links > size * 0.6 and not (size > 60 and _STOPS.search(self.text))

    @property
    def weight(self) -> float:
        """How much running text it holds, in characters."""
        size = len(self.text)
        if self.links > size * 0.4:
            return 0.0
        solid = size > _LONG or _STOPS.search(self.text) is not None
        return (size - self.links) * (1.0 if solid else 0.2)


def lines_of(tree: Tree) -> list[Line]:
    """The lines of ``tree`` that hold text, hidden ones, too, in their order."""
    _cut_preformatted(tree)
    found: list[Line] = []
    chunks = tree.chunks
    first = 0
    for i in range(1, len(chunks) + 1):
        if i == len(chunks) or chunks[i].before:
            line = _line(tree, first, i)
            if line is not None:
                found.append(line)
            first = i
    return found


def _line(tree: Tree, first: int, last: int) -> Line | None:
    markup, elements = tree.markup, tree.elements
    pieces: list[str] = []
    links = 0
    start = -1
    skips: set[int] = set()
    for chunk in tree.chunks[first:last]:
        element = elements[chunk.element]
        text = markup[chunk.at : chunk.until]
        if "&" in text:
            text = unescape(text)
        text = _PLAIN.sub("", text)
        if not text:
            continue
        skips.add(element.skip)
        if element.skip:
            if not pieces and start < 0:
                start = -2 - chunk.element
            continue
        if start < 0:
            start = chunk.element
        pieces.append(text)
        links += len(text) if element.link else 0
    if not skips:
        return None
    if not pieces:  # all of it is hidden
        hidden = [c for c in tree.chunks[first:last] if elements[c.element].skip]
        text = "".join(_PLAIN.sub("", unescape(markup[c.at : c.until])) for c in hidden)
        kind = max(skips)
        return Line(first, last, -2 - start, tree.chunks[first].before, text, 0, kind)
    return Line(first, last, start, tree.chunks[first].before, "".join(pieces), links, 0)


def _cut_preformatted(tree: Tree) -> None:
    """Cut the chunks of <pre> at their line ends, so that each begins a line."""
    elements = tree.elements
    if not any(e.pre for e in elements):
        return
    made: list[Chunk] = []
    moved = [0] * (len(tree.chunks) + 1)
    for i, chunk in enumerate(tree.chunks):
        moved[i] = len(made)
        if not elements[chunk.element].pre:
            made.append(chunk)
            continue
        at, before = chunk.at, chunk.before
        for m in _BREAKS.finditer(tree.markup, chunk.at, chunk.until):
            made.append(Chunk(at, m.start(), chunk.element, before))
            at = m.start()
            two = len(m.group().replace("\r\n", "\n")) > 1
            before = BREAK_BLOCK if two else BREAK_LINE
        made.append(Chunk(at, chunk.until, chunk.element, before))
    moved[-1] = len(made)
    tree.chunks[:] = made
    for element in elements:
        element.first, element.last = moved[element.first], moved[element.last]
