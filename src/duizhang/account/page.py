"""A paper's text as the account reads it: folded, without white space, by offsets of the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from duizhang.language.fold import fold

BEFORE = 120  # characters of the paragraph kept before a figure
AFTER = 240  # characters after a figure that may still say what it is

_SPACE = re.compile(r"\s")
# A paragraph ends at a blank line or before a bullet, a sentence (_END) also with its mark. Both
# begin alike, so that the search for them runs from one line's end to the next.
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
        at = -1
        spans = []
        for piece in text.split("。")[:-1]:  # a tenth of the cost of looking for _END everywhere
            at += len(piece) + 1
            spans.append((at, at + 1))
        for m in _BREAK.finditer(text):
            spans.append(m.span())
            self._breaks.append(m.end())
            self._seen.append(m.end() if m[1] is None else m.end(1))
        spans.sort()
        self._stops = [start for start, _ in spans]
        self._stopped = [end for _, end in spans]

    def clean(self, start: int, end: int) -> str:
        """What stands from ``start`` to ``end``, folded and without white space."""
        spaces = self._spaces
        return self._bare[start - bisect_left(spaces, start) : end - bisect_left(spaces, end)]

    def source(self, start: int, number: int) -> int:
        """Where the character with this ``number`` of :meth:`clean` from ``start`` on stands."""
        spaces = self._spaces
        i = bisect_left(spaces, start)
        at = start + number
        while i < len(spaces) and spaces[i] <= at:
            i, at = i + 1, at + 1
        return at

    def holding(self, words: re.Pattern[str], ends: Sequence[int]) -> list[int]:
        """The numbers of the sentences that may hold one of ``words``, by the sentences' ``ends``.

        All that do are among them; folded and without white space, as :meth:`clean` gives them.
        """
        spaces = self._spaces
        bare = [end - bisect_left(spaces, end) for end in ends]
        found: set[int] = set()
        for m in words.finditer(self._bare):
            first = bisect_right(bare, m.start())
            found.add(first)
            if bare[first] < m.end():  # the end of a line is no white space to the one who reads on
                found.update(range(first, bisect_left(bare, m.end()) + 1))
        return sorted(found)

    def before(self, at: int) -> str:
        """The clean text of the paragraph up to ``at``, its last characters."""
        start = max(0, at - 2 * BEFORE)
        i = bisect_right(self._seen, at)
        if i and self._breaks[i - 1] > start:
            start = self._breaks[i - 1]
        spaces = self._spaces
        end = at - bisect_left(spaces, at)
        return self._bare[max(start - bisect_left(spaces, start), end - BEFORE) : end]

    def after(self, at: int) -> str:
        """The clean text from ``at`` to the end of its sentence."""
        limit = at + AFTER
        i = bisect_left(self._stops, at)
        if i and self._stopped[i - 1] > at:  # ``at`` is in the white space of a sentence's end
            m = _END.search(self.text, at, limit)
            return self.clean(at, m.start() if m else limit)
        return self.clean(at, min(limit, self._stops[i]) if i < len(self._stops) else limit)
