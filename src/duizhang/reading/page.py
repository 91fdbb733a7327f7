"""``decode``: the repairs in their order, and the Document they give."""

from __future__ import annotations

from duizhang.model import Document, Source
from duizhang.reading.blocks import make_blocks
from duizhang.reading.checks import check_numbering, check_numerals
from duizhang.reading.continued import find_continued
from duizhang.reading.doubled import drop_doubled
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.formats import adapter_of
from duizhang.reading.lines import join_lines
from duizhang.reading.marks import drop_marks
from duizhang.reading.repeated import drop_repeated
from duizhang.reading.source import LIMIT
from duizhang.reading.spacing import close_spaces

LONGEST_LINE = 1_000_000
"""Characters of one line; fifty full reports without a break are no page that people wrote."""
# As many characters as a plain text of the most bytes may have; a yearbook has a million.
MOST_TEXT = LIMIT


def decode(source: Source) -> Document:
    """The Document in ``source``. Raises :class:`Unreadable`."""
    adapter = adapter_of(source.media_type)
    if adapter is None:
        raise Unreadable(source.name, f"{source.media_type} is not read yet")
    draft = adapter(source)
    if len(draft.source_text) > MOST_TEXT:
        found = f"{len(draft.source_text) / 1e6:.0f} million characters"
        raise Unreadable(source.name, f"holds more text than a report: {found}")
    return repair(source, draft)


def repair(source: Source, draft: Draft) -> Document:
    """The Document that the repairs, in their order, make of ``draft``."""
    text = draft.text
    if len(text) > LONGEST_LINE:
        longest = max(map(len, text.splitlines()))
        if longest > LONGEST_LINE:
            reason = f"one line of {longest:,} characters, the limit is {LONGEST_LINE:,}: no report"
            raise Unreadable(source.name, reason)
    drop_marks(draft)
    drop_doubled(draft)  # before lines are joined: a copy stands in the line of its first print
    join_lines(draft)
    close_spaces(draft)
    drop_repeated(draft)
    continued_from, continued_to = find_continued(draft)
    check_numerals(draft)
    blocks = make_blocks(draft)
    check_numbering(draft, blocks)
    return Document(
        name=source.name,
        sha256=source.sha256,
        media_type=source.media_type,
        encoding=draft.encoding,
        source_text=draft.source_text,
        text=draft.text,
        segments=draft.segments(),
        blocks=tuple(blocks),
        warnings=tuple(draft.warnings),
        continued_from=continued_from,
        continued_to=continued_to,
        publisher=source.publisher or draft.publisher,
        published=source.published or draft.published,
        url=source.url or draft.url,
        locators=tuple(draft.locators),
        pages=tuple(draft.pages),
    )
