"""Markup to a flat tree: elements in their order, and the text between tags with its places.

``html.parser`` takes quadratic time on a few kinds of broken markup and gives lines and columns, not
offsets; lxml keeps no positions at all. So tags are found here by one pattern, and the tree is kept
flat: a list of elements, each behind its parent, and a list of stretches of text. Every step is
linear in the markup: nothing recurses, and an end tag finds its start tag by a table.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.reading.html_words import Words, words

MOST_ELEMENTS = 400_000  # a report has a few thousand
MOST_CHUNKS = 800_000

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]{0,60}+)((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[\"'])*+)>"
)
_SIMPLE = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,60}+)([^>]*+)>")
_FEW = 4  # tags without an end, after which quotes are no longer heeded: keeps time linear
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_ATTRIBUTES_LONGEST = 8192  # characters of a tag that are looked at; beyond lie pictures as data
_TELLING = re.compile(r"hid|none|font-size|d-none|sr-only|white-space|super|line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
_LINE_THROUGH = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.I)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names(
    "area base br col embed hr img input link meta param source track wbr frame keygen bgsound"
)
# Their content is no markup.
_RAW = _names("script style textarea title iframe noembed noframes noscript xmp")
_NO_TEXT = _names(
    "script style textarea title iframe noembed noframes noscript template svg math select "
    "button object audio video canvas datalist rt rp applet"
)
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "listing main menu nav ol p plaintext pre section summary table tbody td tfoot th thead tr ul "
    "xmp founder-content founder-title option optgroup"
)
_CDATA = "<![CDATA["
_STRUCK = frozenset(["del", "s", "strike"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SCOPES = frozenset(["td", "th", "caption", "table"])
_TABLE_PARTS = _names("td th tr tbody thead tfoot caption table")
# Opening one of these ends an open one of those, up to the nearest of the last.
_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", "dir", "table", "td", "th")),
    "dt": (("dt", "dd"), ("dl", "table", "td", "th")),
    "dd": (("dt", "dd"), ("dl", "table", "td", "th")),
    "td": (("td", "th", "caption"), ("table", "tr")),
    "th": (("td", "th", "caption"), ("table", "tr")),
    "tr": (("tr", "caption"), ("table",)),
    "tbody": (("tbody", "thead", "tfoot", "caption"), ("table",)),
    "thead": (("tbody", "thead", "tfoot", "caption"), ("table",)),
    "tfoot": (("tbody", "thead", "tfoot", "caption"), ("table",)),
    "option": (("option",), ("select",)),
    **{f"h{n}": (("h1", "h2", "h3", "h4", "h5", "h6"), ("table", "td", "th")) for n in range(1, 7)},
    "a": (("a",), ("td", "th", "table", "p", "div", "li")),
}
BREAK_LINE, BREAK_BLOCK = 1, 2
SKIP_KIND, SKIP_HIDDEN, SKIP_STRUCK = 1, 2, 3


class TooMuch(Exception):  # noqa: N818 - a state of the markup
    """The markup has more elements or pieces than any report."""


class Element:
    """An element: its name, parent (index), tag's attributes, and what it inherits.

    ``first``/``last`` are the range of its chunks, ``stop`` the index behind its last descendant.
    ``table`` and ``item`` are the nearest table and list item (itself or around it), ``heading`` the
    level of the heading it is in; ``raised``: its text stands above the line (<sup>). ``skip`` says
    why its text is no part of the page: not 0 where it is none.
    """

    __slots__ = (
        "at", "first", "heading", "item", "last", "link", "name", "nested", "parent", "pre",
        "raised", "skip", "stop", "table", "until",
    )  # fmt: skip

    def __init__(self, name: str, parent: int, at: int, until: int, first: int) -> None:
        self.name, self.parent, self.at, self.until = name, parent, at, until
        self.first, self.last, self.stop = first, -1, -1
        self.skip = 0
        self.link = self.pre = self.nested = self.raised = False
        self.table = self.item = -1
        self.heading = 0


class Chunk(NamedTuple):
    """A stretch of text: its place in the markup, its element, what break stands before it."""

    at: int
    until: int
    element: int
    before: int


class Tree:
    """The markup, its elements in order (the first is the root) and its stretches of text."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.elements: list[Element] = []
        self.chunks: list[Chunk] = []
        self.comments: list[tuple[int, int]] = []
        self.raw: list[tuple[int, int, int]] = []  # element, and the range of what stands in it

    def attributes(self, index: int) -> dict[str, str]:
        """The attributes of an element, names in lower case, values as written."""
        element = self.elements[index]
        return attributes(self.markup, element.at, element.until)

    def inside(self, index: int, name: str) -> bool:
        """Whether the element or one around it has that name."""
        while index >= 0:
            if self.elements[index].name == name:
                return True
            index = self.elements[index].parent
        return False


def attributes(markup: str, at: int, until: int) -> dict[str, str]:
    """The attributes written at ``[at, until)``; of a name that stands twice the first."""
    found: dict[str, str] = {}
    for m in _ATTRIBUTE.finditer(markup, at, min(until, at + _ATTRIBUTES_LONGEST)):
        found.setdefault(m.group(1).lower(), m.group(2) or m.group(3) or m.group(4) or "")
    return found


def parse(markup: str) -> Tree:
    """The tree of ``markup``. Raises :class:`TooMuch`."""
    return _Parser(markup, words()).run()


class _Parser:
    def __init__(self, markup: str, known: Words) -> None:
        self.markup, self.known = markup, known
        self.tree = Tree(markup)
        self.open: list[int] = []  # indexes of open elements
        self.depths: dict[str, list[int]] = {}  # name -> depths at which it is open
        self.scopes: list[int] = []  # depths of cells and tables
        self.blocks: list[int] = []  # depths of block elements
        self.pending = BREAK_BLOCK
        self.last_comment = markup.rfind("-->")
        # CDATA is text of XHTML only; in HTML it is a comment
        self.last_cdata = markup.rfind("]]>") if markup.startswith("<?xml") else -1
        self._push("html-root", 0, 0)

    def run(self) -> Tree:
        markup, last = self.markup, self.markup.rfind(">")
        find, pattern, failures, at = markup.find, _TAG, 0, 0
        while True:
            tag = find("<", at)
            if tag < 0 or tag > last:
                self._text(at, len(markup) if tag < 0 else tag)
                break
            m = pattern.match(markup, tag)
            if m is None and markup[tag + 1 : tag + 3].strip("/")[:1].isalpha():
                failures += 1
                if failures > _FEW:
                    pattern = _SIMPLE
                m = _SIMPLE.match(markup, tag)
            if m is not None:
                self._text(at, tag)
                name = m.group(2).lower()
                if m.group(1):
                    self._end(name)
                    at = m.end()
                else:
                    at = self._start(name, m.start(3), m.end(3), m.end())
            elif markup.startswith(("<!", "<?", "</"), tag):
                self._text(at, tag)
                at = self._comment(tag)
            else:
                self._text(at, tag + 1)
                at = tag + 1
        while self.open:
            self._pop()
        return self.tree

    def _text(self, at: int, until: int) -> None:
        if at >= until:
            return
        chunks = self.tree.chunks
        if len(chunks) >= MOST_CHUNKS:
            raise TooMuch
        chunks.append(Chunk(at, until, self.open[-1], self.pending))
        if self.pending and not self.markup[at:until].isspace():
            self.pending = 0

    def _comment(self, tag: int) -> int:
        markup = self.markup
        if markup.startswith("<!--", tag):
            end = markup.find("-->", tag + 4) if tag < self.last_comment else -1
            if end >= 0:
                if len(self.tree.comments) < 64:
                    self.tree.comments.append((tag + 4, end))
                return end + 3
        if tag < self.last_cdata and markup.startswith(_CDATA, tag):
            at = tag + len(_CDATA)
            end = markup.find("]]>", at)
            if end >= 0:
                self._text(at, end)
                return end + 3
        return markup.find(">", tag) + 1 or len(markup)

    def _start(self, name: str, at: int, until: int, behind: int) -> int:
        """Open an element; gives where to go on."""
        if name == "br" or name == "hr":
            self.pending = max(self.pending, BREAK_LINE)
            if name == "br" and self.tree.chunks and self.pending == BREAK_LINE:
                self._second_break()
            return behind
        if name in ("form", "head"):  # often not closed, or closed in another cell
            self.pending = BREAK_BLOCK
            return behind
        block = name in _BLOCKS
        if block or name == "a":
            self._implied(name)
        if block:
            self.pending = BREAK_BLOCK
        index = self._push(name, at, until)
        if name in _VOID or (self.markup[until - 1 : until] == "/" and "-" in name):
            self._pop()
            return behind
        if name in _RAW:
            return self._raw(name, index, behind)
        return behind

    def _second_break(self) -> None:
        """Two <br> with nothing between part paragraphs."""
        last = self.tree.chunks[-1]
        if last.before == BREAK_LINE and self.markup[last.at : last.until].isspace():
            self.pending = BREAK_BLOCK

    def _implied(self, name: str) -> None:
        """Close what the start tag ``name`` closes by itself."""
        if name in _ENDS:
            ended, kept = _ENDS[name]
            depth = max((self._depth(n) for n in ended), default=-1)
            if depth > max((self._depth(n) for n in kept), default=-1):
                self._close(depth)
        depth = self._depth("p")
        if name != "a" and depth > (self.scopes[-1] if self.scopes else -1):
            self._close(depth)

    def _raw(self, name: str, index: int, behind: int) -> int:
        found = re.compile(f"</{name}(?=[\\s/>])", re.I).search(self.markup, behind)
        end = found.start() if found else len(self.markup)
        self.tree.raw.append((index, behind, end))
        self._pop()
        return (self.markup.find(">", end) + 1 or len(self.markup)) if found else end

    def _end(self, name: str) -> None:
        if name in ("body", "html", "form", "p", "br", "head"):
            self.pending = max(self.pending, BREAK_LINE if name == "br" else BREAK_BLOCK)
            if name != "p":
                return
        if name in _HEADINGS:  # </h2> ends an open <h1>
            name = max(_HEADINGS, key=self._depth)
        depth = self._depth(name)
        if depth < 0:
            return
        if name in _TABLE_PARTS:
            if depth < self._depth("table"):
                return
        elif self.scopes and depth < self.scopes[-1]:
            return
        if name in _BLOCKS:
            self.pending = BREAK_BLOCK
        elif self.blocks and depth < self.blocks[-1]:
            return  # <font><p></font>: it ends with what holds it
        self._close(depth)

    def _depth(self, name: str) -> int:
        found = self.depths.get(name)
        return found[-1] if found else -1

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            self._pop()

    def _push(self, name: str, at: int, until: int) -> int:
        tree, depth = self.tree, len(self.open)
        index = len(tree.elements)
        if index >= MOST_ELEMENTS:
            raise TooMuch
        element = Element(name, self.open[-1] if self.open else -1, at, until, len(tree.chunks))
        if self.open:
            around = tree.elements[self.open[-1]]
            element.skip, element.link, element.pre = around.skip, around.link, around.pre
            element.table, element.item = around.table, around.item
            element.heading, element.raised = around.heading, around.raised
        if name == "table":
            if element.table >= 0:
                tree.elements[element.table].nested = True
            element.table = index
        if name in _NO_TEXT:
            element.skip = SKIP_KIND
        if name == "pre":
            element.pre = True
        elif name == "li":
            element.item = index
        elif name == "sup":
            element.raised = True
        elif name in _STRUCK:
            element.skip = element.skip or SKIP_STRUCK
        elif name in _HEADINGS:
            element.heading = int(name[1])
        if until > at:
            self._inherit(element, name)
        tree.elements.append(element)
        self.open.append(index)
        self.depths.setdefault(name, []).append(depth)
        if name in _SCOPES:
            self.scopes.append(depth)
        if name in _BLOCKS:
            self.blocks.append(depth)
        return index

    def _inherit(self, element: Element, name: str) -> None:
        """What the attributes say that holds for all inside."""
        if name == "a":
            element.link = element.link or "href" in attributes(
                self.markup, element.at, element.until
            )
            return
        end = min(element.until, element.at + _ATTRIBUTES_LONGEST)
        if _TELLING.search(self.markup, element.at, end) is None:
            return
        found = attributes(self.markup, element.at, end)
        style = found.get("style", "")
        if not element.skip and (
            "hidden" in found
            or (style and self.known.hidden_style.search(style))
            or any(self.known.hidden.fullmatch(c) for c in found.get("class", "").split())
        ):
            element.skip = SKIP_HIDDEN
        if _PRE.search(style):
            element.pre = True
        if _RAISED.search(style):
            element.raised = True
        if _LINE_THROUGH.search(style):
            element.skip = element.skip or SKIP_STRUCK

    def _pop(self) -> None:
        index = self.open.pop()
        element = self.tree.elements[index]
        element.last, element.stop = len(self.tree.chunks), len(self.tree.elements)
        name, depth = element.name, len(self.open)
        self.depths[name].pop()
        if self.scopes and self.scopes[-1] == depth:
            self.scopes.pop()
        if self.blocks and self.blocks[-1] == depth:
            self.blocks.pop()
        if name in _BLOCKS:
            self.pending = BREAK_BLOCK
