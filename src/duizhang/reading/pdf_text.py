"""The characters of a PDF page with their boxes, and the rules and pictures around them."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium

from duizhang.reading.pdf_copies import without_copies
from duizhang.reading.pdf_glyphs import Glyph, glyphs_of
from duizhang.reading.pdf_place import Box, Placing
from duizhang.reading.pdf_shapes import shapes_of

_TALLEST = 2  # em: no character is higher
MOST_CHARACTERS = 200_000  # of one page; a printed page has some 6,000


class PageText(NamedTuple):
    """What stands on one page. Boxes are in points of the page as it is seen (turned, cropped).

    ``rules`` are ruling lines, ``fills`` coloured areas, ``pictures`` images. ``doubled`` counts
    characters that were printed twice at one place, ``lost`` those that no one can see: white on
    white, or off the page. ``slanted`` are those that do not stand as the page's lines do: of a
    watermark over the page, of a few words at its side. ``starts``: where stretches of the glyphs begin
    (``pdf_glyphs``), if that is known.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Box]
    fills: list[Box]
    pictures: list[Box]
    fonts: frozenset[str] = frozenset()
    doubled: int = 0
    lost: int = 0
    too_many: bool = False
    slanted: tuple[Glyph, ...] = ()
    starts: list[int] | None = None


def page_text(page: pdfium.FPDF_PAGE, number: int) -> PageText:
    """The characters of an open ``page`` in the order of its content. ValueError when it has none
    because its text cannot be loaded."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    place = Placing(page)
    shapes = shapes_of(page, place)
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        raise ValueError("its text cannot be loaded")
    try:
        count = pdfium.FPDFText_CountChars(text)
        too_many = count > MOST_CHARACTERS
        glyphs, slanted, starts = glyphs_of(text, 0 if too_many else max(count, 0), place, shapes)
    finally:
        pdfium.FPDFText_ClosePage(text)
    seen = _on_page(glyphs, starts, width, height)
    starts = starts if seen is glyphs else None
    once = without_copies(seen, starts)
    return PageText(
        number, width, height, once, shapes.rules, shapes.fills, shapes.pictures,
        frozenset(shapes.fonts), len(seen) - len(once), len(glyphs) - len(seen), too_many,
        tuple(slanted), starts if once is seen else None,
    )  # fmt: skip


def _on_page(
    glyphs: list[Glyph], starts: list[int] | None, width: float, height: float
) -> list[Glyph]:
    """Those of ``glyphs`` whose middle lies on the page, or at its edge."""
    if starts is not None and all(
        glyphs[a].left >= 0
        and glyphs[b - 1].right <= width
        and 0 <= glyphs[a].top <= height - _TALLEST * glyphs[a].size
        for a, b in pairwise([*starts, len(glyphs)])
    ):
        return glyphs  # all stretches do, and so all characters
    wide, high = 2 * width + 1, 2 * height + 1
    return [g for g in glyphs if -1 <= g[1] + g[3] <= wide and -1 <= g[2] + g[4] <= high]
