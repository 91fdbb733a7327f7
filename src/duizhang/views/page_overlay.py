"""A page's picture with what was read of it: blocks in their order, numerals by what they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from duizhang.model import Page, Report, Source
from duizhang.reading.located import Box, lines_of
from duizhang.views.page_image import Picture, around, draw_page
from duizhang.views.reading_order import Shown, shown_blocks

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

Colour = tuple[int, int, int]

_LONGEST_SIDE = 2400  # pixels of the picture
_MOST_SCALE = 2.5
BLOCK_COLOURS: dict[str, Colour] = {
    "heading": (123, 31, 162),
    "paragraph": (30, 100, 200),
    "item": (0, 121, 130),
    "row": (150, 100, 0),
    "furniture": (110, 110, 110),
}
MARK_COLOURS: dict[str, Colour] = {
    "target": (150, 190, 255),
    "result": (140, 225, 235),
    "context": (205, 205, 210),
    "qualifier": (255, 225, 120),
    "relation": (190, 170, 255),
    "date": (245, 190, 235),
    "name": (225, 225, 225),
    "marker": (225, 225, 225),
    "ordinal": (225, 225, 225),
    "other": (225, 225, 225),
    "unbound": (255, 170, 90),
    "missed": (255, 120, 60),
}
_WORDS = {"furniture": "left out"}
_DOUBT: Colour = (230, 90, 0)
_ORDER: Colour = (20, 60, 130)
_COLUMN = 0.3  # of the narrower line's width, lines of one column stand below each other
_APART = 3.0  # line heights between lines of one piece, at most
_BAND = 34


class Piece(NamedTuple):
    """A part of a block that stands in one column: its box, and its first and last line, in pixels."""

    shown: Shown
    box: Box
    first: Box
    last: Box


def overlaid(source: Source, report: Report, page: Page) -> Image:
    """``page`` of ``source`` with the blocks and numerals of ``report``. NoPicture: not drawn."""
    scale = min(_MOST_SCALE, _LONGEST_SIDE / max(page.width, page.height))
    picture = draw_page(source, page, scale)
    shown = shown_blocks(report)
    _mark_numerals(picture, report, shown)
    pieces = [piece for s in shown for piece in _pieces(picture, report, s)]
    return _with_legend(_drawn(picture.image, pieces), page, report)


def _boxes(picture: Picture, report: Report, start: int, end: int) -> list[Box]:
    page = picture.page
    return [
        picture.box(x.box)
        for x in lines_of(report.document, start, end)
        if x.box is not None and x.page == page.number and x.part == page.part
    ]


def _pieces(picture: Picture, report: Report, shown: Shown) -> list[Piece]:
    """The lines of a block on this page, those of one column together."""
    groups: list[list[Box]] = []
    for line in _boxes(picture, report, shown.start, shown.end):
        if groups and _goes_on(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Piece(shown, around(group), group[0], group[-1]) for group in groups]


def _goes_on(above: Box, line: Box) -> bool:
    height = max(above[3] - above[1], line[3] - line[1])
    if line[1] < above[1] - height / 2 or line[1] - above[3] > _APART * height:
        return False
    beside = min(above[2], line[2]) - max(above[0], line[0])
    same_row = min(above[3], line[3]) - max(above[1], line[1]) > height / 2
    return same_row or beside > _COLUMN * min(above[2] - above[0], line[2] - line[0])


def _mark_numerals(picture: Picture, report: Report, shown: Sequence[Shown]) -> None:
    """Paper behind each numeral in the colour of its tag; those in doubt are framed."""
    from PIL import Image, ImageChops, ImageDraw

    drawing = ImageDraw.Draw(picture.image)
    for mark in (mark for s in shown for mark in s.marks):
        for box in _boxes(picture, report, mark.start, mark.end):
            area = (
                max(0, round(box[0])),
                max(0, round(box[1])),
                min(picture.image.width, round(box[2])),
                min(picture.image.height, round(box[3])),
            )
            if area[0] >= area[2] or area[1] >= area[3]:
                continue
            piece = picture.image.crop(area)
            tint = Image.new("RGB", piece.size, MARK_COLOURS[mark.tag])
            picture.image.paste(ImageChops.multiply(piece, tint), area[:2])
            if mark.doubt:
                drawing.rectangle(
                    (area[0] - 2, area[1] - 2, area[2] + 1, area[3] + 1), outline=_DOUBT, width=2
                )


def _drawn(image: Image, pieces: Sequence[Piece]) -> Image:
    """Outlines, numbers and the way from block to block."""
    from PIL import Image as Images
    from PIL import ImageDraw

    layer = Images.new("RGBA", image.size, (0, 0, 0, 0))
    drawing = ImageDraw.Draw(layer)
    height = sorted(p.first[3] - p.first[1] for p in pieces)[len(pieces) // 2] if pieces else 12
    font = _font(max(11, min(24, round(0.85 * height))))
    for piece in pieces:
        colour = BLOCK_COLOURS[piece.shown.block.kind]
        out = piece.shown.block.kind == "furniture"
        box = _wider(piece.box, 2)
        drawing.rectangle(box, fill=(*colour, 70 if out else 18), outline=(*colour, 210), width=2)
        if out:
            middle = (box[1] + box[3]) / 2
            drawing.line((box[0], middle, box[2], middle), fill=(*colour, 160), width=2)
    labels = [_label_at(drawing, font, piece) for piece in pieces]
    read = [i for i, p in enumerate(pieces) if p.shown.block.kind != "furniture"]
    for i, j in pairwise(read):
        _way(drawing, pieces[i], labels[i], pieces[j], labels[j])
    for piece, label in zip(pieces, labels, strict=True):
        colour = BLOCK_COLOURS[piece.shown.block.kind]
        drawing.rounded_rectangle(label, radius=3, fill=(*colour, 195))
        centre = ((label[0] + label[2]) / 2, (label[1] + label[3]) / 2)
        drawing.text(centre, str(piece.shown.number), fill=(255, 255, 255), font=font, anchor="mm")
    return Images.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _label_at(drawing: ImageDraw, font: FreeTypeFont | ImageFont, piece: Piece) -> Box:
    """The place of a block's number: left of its first line, where there is room."""
    width = drawing.textlength(str(piece.shown.number), font=font) + 6
    left, top, _, bottom = piece.first
    tall = min(bottom - top, width * 1.6)
    right = max(left - 4, width)
    middle = (top + bottom) / 2
    return right - width, middle - tall / 2, right, middle + tall / 2


def _way(drawing: ImageDraw, one: Piece, label: Box, other: Piece, next_label: Box) -> None:
    """From a block to the next: along the margin, or across from its last line with an arrow."""
    height = one.first[3] - one.first[1]
    below = 0 <= other.box[1] - one.box[3] < 6 * height
    if below and abs(other.box[0] - one.box[0]) < 6 * height:
        start = ((label[0] + label[2]) / 2, label[3])
        end = ((next_label[0] + next_label[2]) / 2, next_label[1])
    else:
        start = (one.last[2], (one.last[1] + one.last[3]) / 2)
        end = (next_label[0], (next_label[1] + next_label[3]) / 2)
        drawing.ellipse(
            (start[0] - 4, start[1] - 4, start[0] + 4, start[1] + 4), fill=(*_ORDER, 200)
        )
    _arrow(drawing, start, end)


def _arrow(drawing: ImageDraw, start: tuple[float, float], end: tuple[float, float]) -> None:
    drawing.line((*start, *end), fill=(*_ORDER, 150), width=2)
    x, y = end[0] - start[0], end[1] - start[1]
    length = (x * x + y * y) ** 0.5
    if length < 4:
        return
    x, y = x / length, y / length
    size = min(11.0, max(6.0, length / 3))
    back = (end[0] - size * x, end[1] - size * y)
    half = size * 0.45
    drawing.polygon(
        [end, (back[0] - half * y, back[1] + half * x), (back[0] + half * y, back[1] - half * x)],
        fill=(*_ORDER, 220),
    )


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _font(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)  # Latin only: it comes with Pillow


def _with_legend(image: Image, page: Page, report: Report) -> Image:
    """The picture with a band above it: the page's number, and what the colours say."""
    from PIL import Image as Images
    from PIL import ImageDraw

    shown = shown_blocks(report)
    kinds = {s.block.kind for s in shown if s.page == page.number}
    marks = [m for s in shown if s.page == page.number for m in s.marks]
    tags = {m.tag for m in marks}
    entries = [(_WORDS.get(k, k), c, True) for k, c in BLOCK_COLOURS.items() if k in kinds]
    entries += [(t, c, False) for t, c in MARK_COLOURS.items() if t in tags]
    if any(m.doubt for m in marks):
        entries.append(("in doubt", _DOUBT, True))
    font = _font(16)
    rows: list[list[tuple[str, Colour, bool, float]]] = [[]]
    probe = ImageDraw.Draw(image)
    head = f"page {page.number} of {len(report.document.pages)}"
    x = 16 + probe.textlength(head, font=font) + 24
    for word, colour, outlined in entries:
        width = probe.textlength(word, font=font) + 44
        if x + width > image.width and rows[-1]:
            rows.append([])
            x = 16.0
        rows[-1].append((word, colour, outlined, x))
        x += width
    band = _BAND * len(rows)
    sheet = Images.new("RGB", (image.width, image.height + band), (255, 255, 255))
    sheet.paste(image, (0, band))
    drawing = ImageDraw.Draw(sheet)
    drawing.text((16, _BAND / 2), head, fill=(40, 40, 40), font=font, anchor="lm")
    for number, row in enumerate(rows):
        y = number * _BAND + _BAND / 2
        for word, colour, outlined, at in row:
            box = (at, y - 8, at + 18, y + 8)
            drawing.rectangle(box, outline=colour, fill=None if outlined else colour, width=2)
            drawing.text((at + 24, y), word, fill=(40, 40, 40), font=font, anchor="lm")
    drawing.line((0, band - 1, image.width, band - 1), fill=(190, 190, 190), width=1)
    return sheet
