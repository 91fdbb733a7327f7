"""A paper's text as the account reads it: folded, without white space, by offsets of the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from duizhang.language.fold import fold

BEFORE = 120  # characters of the paragraph kept before a figure
AFTER = 240  # characters after a figure that may still say what it is

_SPACE = re.compile(r"\s")
# A paragraph ends at a blank line or before a bullet, a sentence also with its mark.
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*([-■]))")
_END = re.compile(r"。|\n\s*\n|\n(?=\s*[-■])")


class Page:
    """The text of one paper, taken apart once for all its figures.

    Hundreds of figures stand on a page, and each wants the words around it: folding and looking
    for the ends of sentences around each of them is ten times the work.
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        self.text = text
        self._bare = "".join(folded.split())
        self._spaces = [m.start() for m in _SPACE.finditer(folded)]
        self._breaks: list[int] = []  # where each paragraph begins
        self._seen: list[int] = []  # and up to where the page must be read to know it
        for m in _BREAK.finditer(text):
            self._breaks.append(m.end())
            self._seen.append(m.end() if m[1] is None else m.end(1))
        spans = [m.span() for m in _END.finditer(text)]
        self._stops = [start for start, _ in spans]
        self._stopped = [end for _, end in spans]

    def clean(self, start: int, end: int) -> str:
        """What stands from ``start`` to ``end``, folded and without white space."""
        spaces = self._spaces
        return self._bare[start - bisect_left(spaces, start) : end - bisect_left(spaces, end)]

    def before(self, at: int) -> str:
        """The clean text of the paragraph up to ``at``, its last characters."""
        start = max(0, at - 2 * BEFORE)
        i = bisect_right(self._seen, at)
        if i:
            start = max(start, self._breaks[i - 1])
        return self.clean(start, at)[-BEFORE:]

    def after(self, at: int) -> str:
        """The clean text from ``at`` to the end of its sentence."""
        limit = at + AFTER
        i = bisect_left(self._stops, at)
        if i and self._stopped[i - 1] > at:  # ``at`` is in the white space of a sentence's end
            m = _END.search(self.text, at, limit)
            return self.clean(at, m.start() if m else limit)
        return self.clean(at, min(limit, self._stops[i]) if i < len(self._stops) else limit)
