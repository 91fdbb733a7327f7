"""Source and Document: bytes as they came, and the repaired text with its way back."""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

import msgspec

SegmentKind = Literal["kept", "joined", "ghost", "moved", "dropped"]
BlockKind = Literal["heading", "paragraph", "item", "row", "furniture"]


class Source(msgspec.Struct, frozen=True):
    """来源: the bytes of one report, and what is known of them before they are read.

    ``data`` are the raw bytes, ``sha256`` their hex digest (the identity of everything that is
    read from them). ``path`` is how the user named the file; it is kept for messages only and is
    no part of any identity.
    """

    name: str
    media_type: str
    sha256: str
    data: bytes
    path: str = ""
    publisher: str = ""
    published: str = ""
    page: str = ""
    url: str = ""


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """One run of source characters and what became of it.

    ======== =========================================================================
    kept     stands in the repaired text, same length, in its place
    moved    stands in the repaired text, same length, at another place
    joined   white space or a line's end that a column broke into a word or number: removed
    ghost    print that stands twice (fake bold, a bullet printed twice): removed
    dropped  layout that says nothing (Markdown marks, zero-width characters): removed
    ======== =========================================================================

    Segments stand in source order, touch each other, and cover every character of the source.
    For removed ones ``text_start == text_end``.
    """

    kind: SegmentKind
    start: int
    end: int
    text_start: int
    text_end: int


class SegmentMap:
    """Moves offsets between the source text and the repaired text, both ways, in O(log n)."""

    __slots__ = ("_by_text", "_source_starts", "_text_starts", "segments")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self._source_starts = [s.start for s in segments]
        self._by_text = sorted(
            (s for s in segments if s.text_end > s.text_start), key=lambda s: s.text_start
        )
        self._text_starts = [s.text_start for s in self._by_text]

    def to_source(self, position: int) -> int:
        """Source offset of the character at ``position`` of the repaired text.

        For the position just behind the last character: one behind its source character.
        """
        if not self._by_text:
            return 0
        i = max(0, bisect_right(self._text_starts, position) - 1)
        segment = self._by_text[i]
        return segment.start + (position - segment.text_start)

    def span_to_source(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the repaired span ``[start, end)``; an empty span stays empty."""
        first = self.to_source(start)
        if end <= start:
            return first, first
        return first, self.to_source(end - 1) + 1

    def segment_at(self, position: int) -> Segment:
        """The segment that holds the source character at ``position``. IndexError when none."""
        if not self.segments or not 0 <= position < self.segments[-1].end:
            raise IndexError(position)
        return self.segments[bisect_right(self._source_starts, position) - 1]

    def to_text(self, position: int) -> int | None:
        """Repaired offset of the source character at ``position``; None where it was removed."""
        segment = self.segment_at(position)
        if segment.text_end == segment.text_start:
            return None
        return segment.text_start + (position - segment.start)


class Block(msgspec.Struct, frozen=True):
    """A paragraph, heading, list item, table row or piece of page furniture of the repaired text.

    ``start``/``end`` are *repaired* offsets without surrounding white space; ``level`` is the
    depth that the layout itself states (Markdown ``##`` is 2; 0 where it states none); ``marker``
    is the list or section mark as written (``1``, ``（一）``, ``-``, ``■``), else empty.
    Furniture is a by-line, page number, share button, caption: kept, never read for claims.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: str = ""


class Warning_(msgspec.Struct, frozen=True):  # noqa: N801 - ``Warning`` is Python's own
    """提示: something a reader should know. ``code`` is stable, ``message`` is for people.

    ``start``/``end`` are source offsets; both 0 where it concerns the whole document.
    """

    code: str
    message: str
    start: int = 0
    end: int = 0


class Locator(msgspec.Struct, frozen=True, array_like=True):
    """Where a run of the source text lies in a file that is no plain text.

    ``start``/``end`` are offsets of the source text. What else is set depends on the format:

    ============== ==============================================================================
    HTML           ``at``/``until``: offsets in the decoded markup
    DOCX, ODT, RTF ``part`` (``word/footnotes.xml``), ``paragraph`` (from 1), ``at``/``until`` in it
    XLSX, CSV      ``part`` (the sheet's name), ``cell`` (``B7``)
    PDF            ``page`` (from 1), ``box``, ``edges``
    image          as PDF, and ``sure``: for each character how sure the recogniser is, 0 to 1
    ============== ==============================================================================

    ``box`` is left, top, right, bottom in the page's own unit (see :class:`Page`), the origin at
    the page's upper left. ``edges`` are the left edges of the run's characters and the right edge
    of the last, in the same unit (empty: the characters share the box evenly). ``part`` also names
    the file of a report that was joined from several.
    """

    start: int
    end: int
    part: str = ""
    paragraph: int = 0
    at: int = -1
    until: int = -1
    cell: str = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    edges: tuple[float, ...] = ()
    sure: tuple[float, ...] = ()

    def cut(self, start: int, end: int) -> Locator:
        """The part of this run that holds the source span ``[start, end)``."""
        first, last = max(start, self.start), min(end, self.end)
        i, j, whole = first - self.start, last - self.start, self.end - self.start
        box, at, until = self.box, self.at, self.until
        if box is not None and whole:
            left, top, right, bottom = box
            if self.edges:
                box = (self.edges[i], top, self.edges[j], bottom)
            else:
                step = (right - left) / whole
                box = (left + i * step, top, left + j * step, bottom)
        if until - at == whole:
            at, until = at + i, at + j
        edges = self.edges[i : j + 1]
        return Locator(
            first, last, self.part, self.paragraph, at, until, self.cell, self.page, box, edges,
            self.sure[i:j],
        )  # fmt: skip


class Page(msgspec.Struct, frozen=True, array_like=True):
    """A page of a PDF or an image: its number from 1, width, height, and the unit (pt or px)."""

    number: int
    width: float
    height: float
    unit: str = "pt"
    part: str = ""


class Document(msgspec.Struct, frozen=True, dict=True):
    """文稿: the repaired text of one source with its blocks and its way back to the source.

    ``source_text`` is the decoded text (byte-order mark removed, newlines untouched; of a file that
    is no plain text, the text that its adapter took from it); ``text`` the repaired one.
    ``locators``, in the order of the source text and without overlap, lead from it to the file. ``continued_from``/``continued_to`` say which page a partial report comes from
    and goes on to (上接1版, 下转3版), empty when it is whole.
    """

    name: str
    sha256: str
    media_type: str
    encoding: str
    source_text: str
    text: str
    segments: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    warnings: tuple[Warning_, ...] = ()
    continued_from: str = ""
    continued_to: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    locators: tuple[Locator, ...] = ()
    pages: tuple[Page, ...] = ()

    def locate(self, start: int, end: int) -> tuple[Locator, ...]:
        """Where the source span ``[start, end)`` lies in the file, in the order of the text.

        Empty for plain text, where the offsets themselves are the place.
        """
        first = bisect_right(self.locators, start, key=lambda x: x.end)
        found = []
        for locator in self.locators[first:]:
            if locator.start >= end:
                break
            found.append(locator.cut(start, end))
        return tuple(found)

    @property
    def map(self) -> SegmentMap:
        """The offset map of this document (made once)."""
        found = self.__dict__.get("_map")
        if found is None:
            found = self.__dict__["_map"] = SegmentMap(self.segments)
        return found
