"""Writes the source text of a page, and for each run of it the place in the markup.

White space is what a browser shows: a run of it is one space, and none at a line's ends; between two
Han characters a line end of the markup is nothing. Entities are their characters. A hard space is a
space, for it says no more than that here.
"""

from __future__ import annotations

import re
from html import unescape

from duizhang.model import Locator
from duizhang.model.document import BlockKind
from duizhang.reading.draft import Draft, Hint
from duizhang.reading.html_markup import TooMuch

MOST_RUNS = 250_000  # pieces of text between tags and entities: a report has some thousands

_SPECIAL = re.compile(
    r"&(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,7};?|[A-Za-z][A-Za-z0-9]{1,31};?)"
    "|[ \t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+|\xa0"
)
_COLLAPSING = frozenset(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_BLANKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\xa0\t]")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


class TextWriter:
    """Collects lines of text with their locators; ``part`` is written into every locator.

    Raises :class:`duizhang.reading.html_markup.TooMuch` beyond :data:`MOST_RUNS`.
    """

    def __init__(self, markup: str, part: str = "") -> None:
        self.markup, self.part = markup, part
        self.hints: list[Hint] = []
        self.locators: list[Locator] = []
        self._pieces: list[str] = []
        self._size = 0
        self._run: list[int] = []  # start and end in the text, at and until in the markup
        self._space: tuple[int, int] | None = None
        self._line = 0

    def begin(self, separator: str) -> None:
        """Begin a line; ``separator`` (line ends) goes before it, if it is not the first."""
        if self._size:
            self.insert(separator)
        self._line = self._size

    def end(self, kind: BlockKind | None, level: int = 0) -> bool:
        """End the line with a hint, if it has a kind. Whether it holds anything."""
        self._space = None
        if self._size > self._line and kind is not None:
            self.hints.append(Hint(self._line, self._size, kind, level))
        return self._size > self._line

    def insert(self, text: str) -> None:
        """Write what does not stand in the file: line ends, what parts the cells of a row."""
        self._pieces.append(text)
        self._size += len(text)
        self._space = None

    def write(self, at: int, until: int, keep: bool = False) -> None:
        """Write the stretch of markup ``[at, until)``, which holds no tag.

        With ``keep`` a run of spaces stays as it is.
        """
        markup = self.markup
        for m in _SPECIAL.finditer(markup, at, until):
            if m.start() > at:
                self._literal(at, m.start())
            at = m.end()
            text = m.group()
            if text[0] == "&":
                found = unescape(text)
                if found == text:
                    self._literal(m.start(), at)
                elif found in _COLLAPSING:
                    self._blank(m.start(), at)
                else:
                    self._add(_BLANKS.sub(" ", found), m.start(), at)
            elif text == "\xa0":
                self._add(" ", m.start(), at)
            elif keep and text == " " * len(text) and self._size > self._line:
                self._add(text, m.start(), at)
            else:
                self._blank(m.start(), at)
        if at < until:
            self._literal(at, until)

    def put(self, text: str, at: int, until: int) -> None:
        """Write ``text`` for the stretch of markup ``[at, until)``."""
        self._add(text, at, until)

    def tail(self, length: int) -> str:
        """The last ``length`` characters of the present line, or as many as there are."""
        found = ""
        for piece in reversed(self._pieces):
            if len(found) >= min(length, self._size - self._line):
                break
            found = piece + found
        return found[-min(length, self._size - self._line) :] if self._size > self._line else ""

    def last(self) -> str:
        """The last character of the present line, or nothing."""
        return self._pieces[-1][-1:] if self._size > self._line else ""

    def _blank(self, at: int, until: int) -> None:
        if self._size > self._line and self._space is None:
            self._space = (at, until)

    def _literal(self, at: int, until: int) -> None:
        self._add(self.markup[at:until], at, until)

    def _add(self, text: str, at: int, until: int) -> None:
        if not text:
            return
        if self._space is not None:
            first, behind = self._space
            self._space = None
            broken = self.markup[first] != " " or behind - first > 1
            if not (broken and _WIDE.match(self.last()) and _WIDE.match(text)):
                self._place(" ", first, behind)
        self._place(text, at, until)

    def _place(self, text: str, at: int, until: int) -> None:
        start, run = self._size, self._run
        self._pieces.append(text)
        self._size += len(text)
        whole = until - at == len(text)
        if (
            whole
            and run
            and run[1] == start
            and run[3] == at
            and run[3] - run[2] == run[1] - run[0]
        ):
            run[1], run[3] = self._size, until
            return
        self._keep_run()
        self._run = [start, self._size, at, until]

    def _keep_run(self) -> None:
        if self._run:
            start, end, at, until = self._run
            if len(self.locators) >= MOST_RUNS:
                raise TooMuch
            self.locators.append(Locator(start, end, self.part, at=at, until=until))
            self._run = []

    def draft(self, encoding: str) -> Draft:
        """The draft of what was written."""
        self._keep_run()
        draft = Draft("".join(self._pieces), encoding)
        draft.hints = self.hints
        draft.locators = self.locators
        return draft
