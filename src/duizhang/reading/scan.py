"""Scans and photographs of pages: read by OCR, each character with its place and certainty."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from duizhang.model import Locator, Page, Source, Warning_
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable, how_to_add

if TYPE_CHECKING:
    from duizhang.reading.ocr import ScanPage

NO_EXTRA = f"scans need the extra: {how_to_add('ocr')}"
_BODY = 10.5  # units of the layout that a character of the running text is high
_FALL = 0.25  # of its height that a run of characters may fall on a page that is askew
_NO_TEXT = "no text was found in the picture"


def read_scan(source: Source) -> Draft:
    """The text of a picture with page, box and certainty of each character.

    Boxes are in pixels of the picture as it is seen, turned as its EXIF data says. Raises
    :class:`Unreadable`: what is no sound picture, too large, or without text, and all pictures
    where the extra ``duizhang[ocr]`` is not installed.
    """
    try:
        from duizhang.reading.ocr import recognise
        from duizhang.reading.ocr_engine import NoEngine
        from duizhang.reading.pdf_flow import Sheet, write
        from duizhang.reading.scan_image import grey, pages_of
        from duizhang.reading.scan_lines import body_height, runs_of_scan
    except ImportError as error:
        raise Unreadable(source.name, NO_EXTRA) from error
    pages: list[ScanPage] = []
    shrinks: list[int] = []
    sizes: list[Page] = []
    try:
        for number, image in enumerate(pages_of(source), 1):
            picture, shrink = grey(image)
            sizes.append(Page(number, image.width, image.height, "px"))
            pages.append(recognise(picture))
            shrinks.append(shrink)
    except NoEngine as error:
        raise Unreadable(source.name, NO_EXTRA) from error
    heights = [h for page in pages if (h := body_height(page)) > 0]
    if not heights:
        raise Unreadable(source.name, _NO_TEXT)
    unit = median(heights) / _BODY
    sheets = [
        Sheet(number, page.width / unit, page.height / unit, runs_of_scan(page, unit), [], None)
        for number, page in enumerate(pages, 1)
    ]
    writer, starts = write(sheets)
    draft = writer.draft()
    draft.encoding = "ocr"
    draft.locators = [
        place
        for found in draft.locators
        for place in _placed(found, pages[found.page - 1], unit, shrinks[found.page - 1])
    ]
    draft.pages = sizes
    last = len(draft.text)
    for number, page in enumerate(pages, 1):
        start = min(starts.get(number, 0), last - 1)
        if not page.lines:
            message = f"page {number}: {_NO_TEXT}"
            draft.warnings.append(Warning_("page_without_text", message, start, start + 1))
        if page.unread:
            message = f"page {number}: {unread(page.unread)}"
            draft.warnings.append(Warning_("unread_print", message, start, start + 1))
    return draft


def unread(count: int) -> str:
    """Lines of print that could not be read, in words."""
    return f"{count} places that look like lines of print could not be read"


def _placed(found: Locator, page: ScanPage, unit: float, shrink: int) -> Iterator[Locator]:
    """``found``, which is in units of the upright page, in pixels of the picture as it is seen.

    On a page that was askew a line falls through its bounds: it is cut into runs of few characters,
    on a page that was turned round into single ones.
    """
    left, top, right, bottom = found.box or (0.0, 0.0, 0.0, 0.0)
    edges = [e * unit for e in found.edges or (left, right)]
    top, bottom = top * unit, bottom * unit
    (along, _, _), (down, _, _) = page.way
    if along <= abs(down):
        step = 1
    elif down:
        step = max(1, int(_FALL / abs(down)))  # characters are as wide as high
    else:
        step = len(edges) - 1
    for i in range(0, len(edges) - 1, step):
        part = edges[i : i + step + 1]
        box = page.place((part[0], top, part[-1], bottom))
        wide = (box[2] - box[0]) / max(part[-1] - part[0], 1e-6)
        places = [box[0] + (e - part[0]) * wide for e in part] if len(part) > 2 else []
        yield Locator(
            found.start + i,
            found.start + i + len(part) - 1,
            page=found.page,
            box=_rounded(box, shrink),
            edges=tuple(round(p * shrink, 1) for p in places),
            sure=found.sure[i : i + step],
        )


def _rounded(
    box: tuple[float, float, float, float], shrink: int
) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(x * shrink, 1) for x in box)
    return left, top, right, bottom
