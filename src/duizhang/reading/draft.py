"""A page while it is being repaired: the text so far, and what was removed from the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from duizhang.model import Locator, Page, Segment, Warning_
from duizhang.model.document import BlockKind, SegmentKind


class Cut(NamedTuple):
    """A run of the draft's present text that is to go, and why."""

    start: int
    end: int
    kind: SegmentKind


class Hint(NamedTuple):
    """What the format itself says of the source span ``[start, end)``: a block of that kind.

    A span covers one line of the source text, without its line end. Such a line is never joined
    with another, and Markdown's marks are no marks in it. Lines that no hint covers are judged by
    their words, as those of plain text are.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


class Draft:
    """Text under repair. Repairs only ever remove characters, so what stays keeps its order.

    An adapter of a format that is no plain text also gives ``hints`` (in the order of the text,
    without overlap), ``locators``, ``pages``, and what the file says of its publisher, date of
    publication (ISO) and url.

    Every repair sees the text as the ones before it left it, and names places in that text;
    :meth:`source` leads from there to the source text.
    """

    def __init__(self, source_text: str, encoding: str) -> None:
        self.source_text = source_text
        self.encoding = encoding
        self.text = source_text
        self.warnings: list[Warning_] = []
        self.hints: list[Hint] = []
        self.locators: list[Locator] = []
        self.pages: list[Page] = []
        self.publisher = self.published = self.url = ""
        self.bold: list[int] = []  # source offsets at which a line was set off from the text
        self._removed: list[tuple[int, int, SegmentKind]] = []
        # kept runs: where each starts in the present text, and in the source
        self._text_starts = [0]
        self._source_starts = [0]

    def source(self, position: int) -> int:
        """Source offset of the character at ``position`` of the present text."""
        i = bisect_right(self._text_starts, position) - 1
        return self._source_starts[i] + position - self._text_starts[i]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the present span ``[start, end)``, which is not empty."""
        return self.source(start), self.source(end - 1) + 1

    def hint(self, position: int) -> Hint | None:
        """What the format says of the line that holds ``position`` of the present text."""
        if not self.hints:
            return None
        at = self.source(position)
        i = bisect_right(self.hints, at, key=lambda h: h.start) - 1
        return self.hints[i] if i >= 0 and at < self.hints[i].end else None

    def copies(self) -> list[tuple[int, int]]:
        """The source spans of all copies (ghosts) taken out so far, in order."""
        return sorted((a, b) for a, b, kind in self._removed if kind == "ghost")

    def printed(self, start: int, end: int, copies: list[tuple[int, int]]) -> str:
        """The present span ``[start, end)`` of one line with the ``copies`` that stood in it.

        Of a span whose copies went over a line's end it is what stood in the last line.
        """
        first, behind = self.source_span(start, end)
        i = bisect_right(copies, (first, behind))
        near = copies[max(0, i - 1) : i + 1]
        if not any(a < behind and first < b for a, b in near):
            return self.text[start:end]
        line = max(self.source_text.rfind(mark, first, behind) for mark in "\n\r") + 1
        return self.source_text[max(first, line) : behind].strip()

    def is_bold(self, start: int, end: int) -> bool:
        """Whether the present span ``[start, end)`` holds print that was set off from the text."""
        if not self.bold:
            return False
        first, behind = self.source_span(start, end)
        i = bisect_right(self.bold, behind - 1)
        return i > 0 and self.bold[i - 1] >= first

    def warn(self, code: str, message: str, start: int, end: int) -> None:
        """A warning about the present span ``[start, end)``."""
        self.warnings.append(Warning_(code, message, *self.source_span(start, end)))

    def remove(self, cuts: Iterable[Cut]) -> None:
        """Take ``cuts`` out of the present text. They may touch; where they overlap, first wins."""
        runs: list[tuple[int, int]] = []  # what stays of the present text
        last = 0
        removed: list[Cut] = []
        for cut in sorted(cuts):
            start = max(cut.start, last)
            if cut.end <= start:
                continue
            if start > last:
                runs.append((last, start))
            removed.append(Cut(start, cut.end, cut.kind))
            last = cut.end
        if not removed:
            return
        if last < len(self.text):
            runs.append((last, len(self.text)))
        for cut in removed:
            self._removed.extend((*piece, cut.kind) for piece in self._pieces(cut.start, cut.end))
        text_starts: list[int] = []
        source_starts: list[int] = []
        at = 0
        for start, end in runs:
            for first, behind in self._pieces(start, end):
                text_starts.append(at)
                source_starts.append(first)
                at += behind - first
        self.text = "".join([self.text[start:end] for start, end in runs])
        self._text_starts = text_starts or [0]
        self._source_starts = source_starts or [len(self.source_text)]

    def segments(self) -> tuple[Segment, ...]:
        """The table of all source characters, in source order."""
        found: list[Segment] = []
        at = position = 0  # in the source, in the repaired text
        for start, end, kind in sorted(self._removed):
            if start > at:
                found.append(Segment("kept", at, start, position, position + start - at))
                position += start - at
            if found and found[-1].kind == kind and found[-1].end == start:
                found[-1] = Segment(kind, found[-1].start, end, position, position)
            else:
                found.append(Segment(kind, start, end, position, position))
            at = end
        if at < len(self.source_text):
            rest = len(self.source_text) - at
            found.append(Segment("kept", at, at + rest, position, position + rest))
        return tuple(found)

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Source runs of the present span ``[start, end)``, which is not empty."""
        starts, sources = self._text_starts, self._source_starts
        i = bisect_right(starts, start) - 1
        pieces: list[tuple[int, int]] = []
        while start < end:
            stop = starts[i + 1] if i + 1 < len(starts) else end
            stop = min(stop, end)
            first = sources[i] + start - starts[i]
            pieces.append((first, first + stop - start))
            start = stop
            i += 1
        return pieces
