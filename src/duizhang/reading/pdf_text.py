"""The characters of a PDF page with their boxes, and the rules and pictures around them."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2.raw as pdfium

from duizhang.reading.pdf_copies import without_copies
from duizhang.reading.pdf_glyphs import Glyph, glyphs_of
from duizhang.reading.pdf_place import Box, Placing
from duizhang.reading.pdf_shapes import shapes_of

MOST_CHARACTERS = 200_000  # of one page; a printed page has some 6,000


class PageText(NamedTuple):
    """What stands on one page. Boxes are in points of the page as it is seen (turned, cropped).

    ``rules`` are ruling lines, ``fills`` coloured areas, ``pictures`` images. ``doubled`` counts
    characters that were printed twice at one place, ``lost`` those that no one can see: white on
    white, or off the page. ``slanted`` are those that do not stand as the page's lines do: of a
    watermark over the page, of a few words at its side.
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
        glyphs, slanted = glyphs_of(text, 0 if too_many else max(count, 0), place, shapes)
    finally:
        pdfium.FPDFText_ClosePage(text)
    wide, high = 2 * width + 1, 2 * height + 1
    seen = [g for g in glyphs if -1 <= g[1] + g[3] <= wide and -1 <= g[2] + g[4] <= high]
    once = without_copies(seen)
    return PageText(
        number, width, height, once, shapes.rules, shapes.fills, shapes.pictures,
        frozenset(shapes.fonts), len(seen) - len(once), len(glyphs) - len(seen), too_many,
        tuple(slanted),
    )  # fmt: skip
