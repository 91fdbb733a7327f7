"""Pages whose lines run downwards or upwards, turned so that they can be read as level lines."""

from __future__ import annotations

from collections.abc import Callable

from duizhang.reading.pdf_place import Box
from duizhang.reading.pdf_text import PageText

Turn = Callable[[Box], Box]  # from the turned page back to the page as it is seen

_MOSTLY = 0.6  # of neighbouring characters
_ENOUGH = 8
_SAMPLE = 1500  # characters that tell
_SETTLED = (1 - _MOSTLY) * _SAMPLE  # level pairs from which no others can be most of them


def turned(page: PageText) -> tuple[PageText, Turn | None]:
    """``page`` with level lines, and the way back; None where its lines are level already.

    Columns of upright Chinese characters are read from the right; lines that were turned with
    their characters, a table set sideways for example, in the way they were turned.
    """
    level = down = up = 0
    before = None
    for glyph in page.glyphs[:_SAMPLE]:
        if before is not None and glyph.char.strip() and before.char.strip():
            x, y = glyph.left - before.left, glyph.top - before.top
            em = max(glyph.size, before.size)
            if abs(x) < 0.35 * em and 0.2 * em < abs(y) < 2.5 * em:
                down, up = down + (y > 0), up + (y < 0)
            elif abs(y) < 0.35 * em and 0.1 * em < x < 2.5 * em:
                level += 1
                if level > _SETTLED:
                    return page, None
        before = glyph
    pairs = level + down + up
    if pairs < _ENOUGH or max(down, up) < _MOSTLY * pairs:
        return page, None
    wide, high = page.width, page.height

    def downwards(box: Box) -> Box:
        return box[1], wide - box[2], box[3], wide - box[0]

    def from_downwards(box: Box) -> Box:
        return wide - box[3], box[0], wide - box[1], box[2]

    def upwards(box: Box) -> Box:
        return high - box[3], box[0], high - box[1], box[2]

    def from_upwards(box: Box) -> Box:
        return box[1], high - box[2], box[3], high - box[0]

    there, back = (downwards, from_downwards) if down >= up else (upwards, from_upwards)
    glyphs = []
    for glyph in page.glyphs:
        left, top, right, bottom = there((glyph.left, glyph.top, glyph.right, glyph.bottom))
        glyphs.append(glyph._replace(left=left, top=top, right=right, bottom=bottom))
    return page._replace(
        width=high,
        height=wide,
        glyphs=glyphs,
        starts=None,
        rules=[there(b) for b in page.rules],
        fills=[there(b) for b in page.fills],
        pictures=[there(b) for b in page.pictures],
    ), back
