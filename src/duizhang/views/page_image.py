"""Pictures of pages: a figure framed on its page, beside it the same place enlarged.

Only PDFs and images have pages to show. Nothing here writes words: no font with Chinese characters
is known to be on the machine.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duizhang.model import Document, Locator, Page, Source
from duizhang.reading import Unreadable
from duizhang.reading.located import Box, lines_of, union
from duizhang.views.inputs import Failed, refuse_itself

if TYPE_CHECKING:
    from PIL.Image import Image

FRAME = (11, 87, 208)  # blue: red and green are kept for verdicts
TINT = (255, 240, 130)  # behind the sentence
_PAPER = (236, 236, 238)  # around the pictures
_MOST_PIXELS = 24_000_000
_LARGEST = 6.0  # a small picture is not enlarged more
_WHOLE = (900, 1150)  # the page, at most
_DETAIL = (1000, 1150)  # the place enlarged
_LINE = 32.0  # pixels that a line of print is to have there
_GAP = 16
_PNG = b"\x89PNG\r\n\x1a\n"


class NoPicture(Exception):  # noqa: N818 - a state of the file
    """Why there is no picture of a page, in one line."""


class Picture(NamedTuple):
    """A page drawn: ``scale`` pixels for each of the page's units."""

    image: Image
    page: Page
    scale: float

    def box(self, box: Box) -> Box:
        """``box`` of the page in pixels."""
        left, top, right, bottom = (x * self.scale for x in box)
        return left, top, right, bottom


def page_at(document: Document, number: int, part: str = "") -> Page:
    """The page with that number (and of that file, where a report has several). NoPicture: none."""
    found = [p for p in document.pages if p.number == number]
    exact = [p for p in found if p.part == part]
    if not found:
        raise NoPicture(_no_pages(document) if not document.pages else _no_page(document, number))
    return (exact or found)[0]


def _no_pages(document: Document) -> str:
    kind = document.media_type
    return f"no picture: only PDFs and images have pages to show ({kind})"


def _no_page(document: Document, number: int) -> str:
    last = max(p.number for p in document.pages)
    return f"no page {number}: there {'is 1 page' if last == 1 else f'are {last} pages'}"


def draw_page(source: Source, page: Page, scale: float) -> Picture:
    """``page`` of ``source`` with about ``scale`` pixels for each of its units.

    NoPicture where the file cannot be drawn.
    """
    most = (_MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5
    scale = max(min(scale, most), 0.02)
    try:
        if source.media_type == "application/pdf":
            from duizhang.reading.pdf import render

            image = render(source, page.number, scale).convert("RGB")
        else:
            image = _image(source, page, scale)
    except NoPicture:
        raise
    except Unreadable as error:
        raise NoPicture(error.reason) from error
    except Exception as error:  # a library's own, of a file that changed or is odd
        raise NoPicture(f"page {page.number} cannot be drawn: {error}") from error
    return Picture(image, page, image.width / page.width)


def _image(source: Source, page: Page, scale: float) -> Image:
    from itertools import islice

    from PIL import Image

    from duizhang.reading.scan_image import pages_of

    found = next(islice(pages_of(source), page.number - 1, None), None)
    if found is None:
        raise NoPicture(f"the file has no page {page.number}")
    flat = _on_white(found)
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    return flat if size == flat.size else flat.resize(size, Image.Resampling.LANCZOS)


def _on_white(image: Image) -> Image:
    """``image`` in three colours; what is transparent becomes paper."""
    from PIL import Image

    if image.mode.startswith("I;16"):  # 16 bits of grey: convert() would cut, not scale
        image = image.point(lambda x: x / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, seen).convert("RGB")
    return image.convert("RGB")


# --- a figure on its page ------------------------------------------------------------------------


def framed(
    source: Source, document: Document, mark: tuple[int, int], sentence: tuple[int, int]
) -> Image:
    """The page of the source span ``mark`` with a frame around it, and that place enlarged.

    The sentence is tinted. NoPicture where there is no page to show.
    """
    boxes = [x for x in lines_of(document, *mark) if x.box is not None]
    if not boxes:
        raise NoPicture(
            _no_pages(document) if not document.pages else "its place on the page is not known"
        )
    page = page_at(document, boxes[0].page, boxes[0].part)
    here = [x.box for x in boxes if x.box and _on(x, page)]
    around = [x.box for x in lines_of(document, *sentence) if x.box and _on(x, page)]
    whole = draw_page(source, page, min(_WHOLE[0] / page.width, _WHOLE[1] / page.height))
    line = max(1e-6, min(b[3] - b[1] for b in here))
    most = _LARGEST if page.unit == "pt" else 2.0
    near = draw_page(source, page, min(most, max(_LINE / line, whole.scale)))
    _tint(whole, around)
    _tint(near, around)
    detail = _cut(near, here)
    region = tuple(x / near.scale for x in detail)
    _frame(near, here)
    _frame(whole, here)
    _outline(whole, region)  # type: ignore[arg-type]
    return _beside(whole.image, near.image.crop(tuple(round(x) for x in detail)))  # type: ignore[arg-type]


def _on(run: Locator, page: Page) -> bool:
    return run.page == page.number and page.part in ("", run.part)


def _cut(picture: Picture, boxes: Sequence[Box]) -> Box:
    """The part of ``picture``, in pixels, that is to be seen enlarged: the frame in its middle."""
    first = picture.box(boxes[0])
    width = min(_DETAIL[0], picture.image.width)
    height = min(_DETAIL[1], picture.image.height)
    left = (first[0] + first[2] - width) / 2
    top = (first[1] + first[3] - height) / 2
    left = max(0.0, min(left, picture.image.width - width))
    top = max(0.0, min(top, picture.image.height - height))
    return left, top, left + width, top + height


def _tint(picture: Picture, boxes: Sequence[Box]) -> None:
    """Colour the paper, not the print, in ``boxes``."""
    from PIL import Image, ImageChops

    for box in boxes:
        area = _inside(picture, box, 0.12)
        if area:
            piece = picture.image.crop(area)
            tint = Image.new("RGB", piece.size, TINT)
            picture.image.paste(ImageChops.multiply(piece, tint), area[:2])


def _inside(picture: Picture, box: Box, more: float) -> tuple[int, int, int, int] | None:
    """``box`` in whole pixels, ``more`` of its height taller, cut at the picture; None: outside."""
    left, top, right, bottom = picture.box(box)
    extra = more * (bottom - top)
    area = (
        max(0, round(left)),
        max(0, round(top - extra)),
        min(picture.image.width, round(right)),
        min(picture.image.height, round(bottom + extra)),
    )
    return area if area[0] < area[2] and area[1] < area[3] else None


def _frame(picture: Picture, boxes: Sequence[Box]) -> None:
    """A frame around each of ``boxes``, outside of the print."""
    from PIL import ImageDraw

    drawing = ImageDraw.Draw(picture.image)
    for box in boxes:
        left, top, right, bottom = picture.box(box)
        room = max(1.0, 0.06 * (bottom - top))
        width = max(2, round(0.08 * (bottom - top)))
        outer = (
            left - room - width,
            top - room - width,
            right + room + width,
            bottom + room + width,
        )
        drawing.rectangle(outer, outline=FRAME, width=width)
        light = (outer[0] - 1, outer[1] - 1, outer[2] + 1, outer[3] + 1)
        drawing.rectangle(light, outline=(255, 255, 255), width=1)  # seen on dark paper, too


def _outline(picture: Picture, box: Box) -> None:
    """A thin line around what is enlarged beside."""
    from PIL import ImageDraw

    left, top, right, bottom = picture.box(box)
    edge = (
        max(0.0, left),
        max(0.0, top),
        min(picture.image.width - 1.0, right),
        min(picture.image.height - 1.0, bottom),
    )
    ImageDraw.Draw(picture.image).rectangle(edge, outline=(110, 140, 190), width=1)


def _beside(whole: Image, detail: Image) -> Image:
    from PIL import Image

    width = whole.width + detail.width + 3 * _GAP
    height = max(whole.height, detail.height) + 2 * _GAP
    sheet = Image.new("RGB", (width, height), _PAPER)
    sheet.paste(whole, (_GAP, _GAP))
    sheet.paste(detail, (whole.width + 2 * _GAP, _GAP))
    return sheet


# --- files ---------------------------------------------------------------------------------------


def picture_source(path: Path, document: Document) -> Source:
    """The source of ``document`` at ``path``, opened anew to be drawn.

    NoPicture where its format has no pages; Failed, in one line: gone, or changed since.
    """
    from duizhang.reading import open_source

    if not document.pages:
        raise NoPicture(_no_pages(document))
    try:
        source = open_source(path)
    except Unreadable as error:
        raise Failed(f"{path}: {error.reason}") from error
    if source.sha256 != document.sha256:
        raise Failed(f"{path}: changed since it was read; build the ledger again")
    return source


def save_png(image: Image, out: Path, source: Source) -> None:
    """Write ``image``, a picture of ``source``, to ``out`` as PNG.

    Failed, in one line, where that cannot be done, and where ``out`` is the report itself or any
    other file that is no PNG: a slip of the hand must not cost a document.
    """
    made = io.BytesIO()
    image.save(made, "PNG", optimize=False, compress_level=6)
    refuse_itself(out, source.path)
    try:
        if out.is_file() and out.stat().st_size:
            with out.open("rb") as file:
                if file.read(len(_PNG)) != _PNG:
                    raise Failed(f"{out}: a file that is no PNG stands there; name another")
        out.write_bytes(made.getvalue())
    except OSError as error:
        raise Failed(f"{out}: {error.strerror or error}") from error


def around(boxes: Sequence[Box]) -> Box:
    """The least box that holds all ``boxes`` (at least one)."""
    found = boxes[0]
    for box in boxes[1:]:
        found = union(found, box)
    return found
