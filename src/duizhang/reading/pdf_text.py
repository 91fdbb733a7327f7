"""The characters of a PDF page with their boxes, and the rules and pictures around them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from math import hypot
from typing import NamedTuple

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]  # left, top, right, bottom; origin at the upper left

HIDDEN_SURE = 0.9  # of a character of a layer that OCR laid over a scan
MOST_CHARACTERS = 200_000  # of one page; a printed page has some 6,000
_MOST_OBJECTS = 60_000
_DEEPEST = 4  # forms within forms
_THIN = 2.5  # pt: a filled shape that is no thicker is a ruling line
_SHORTEST_RULE = 8.0  # pt
_SAME_PLACE = 0.3  # of a character's size: print that stands twice is shifted by less
_SAME_WIDTH = 0.45  # ... and of its width
_CELL = 36.0  # pt: print that stands twice is looked for in squares of this size
_CROWDED = 200  # the same character so often in one square is no print
SPACES = frozenset(" \t\xa0\u3000\u2002\u2003\u2009")
_INVISIBLE = 3  # PDF's text render mode: neither filled nor stroked
_CLIP_ONLY = 7
_WHITE = 250
# Marks of lists as the Symbol and Wingdings fonts number them.
_BULLETS = {0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF0A7: "■", 0xF0D8: "▶", 0xF0FC: "✓"}
_LIGATED = frozenset("—―─…⋯fl-=.")  # characters that fonts set in pairs as one sign
_Turn = int  # how a character stands:
_LEVEL, _SIDEWAYS, _OBLIQUE = 0, 1, 2
_LEAN = 0.09  # 5 degrees
# A raised digit among the signs of a font: how high above the base line, how high itself, in em;
# and its size against the font's.
_SUPERIOR_RISE, _SUPERIOR_HIGH, _SUPERIOR_SIZE = 0.2, 0.55, 0.6
_WIDE_FROM = 0x2E80  # the first of the characters that are as wide as high


class Glyph(NamedTuple):
    """One character: its box, its size (the font's em) in points, and how sure it is (0 to 1).

    Text that no one sees - the layer of words that OCR laid over a scan - is less than sure.
    """

    char: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    sure: float = 1.0


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


class _Shapes(NamedTuple):
    rules: list[Box]
    fills: list[Box]
    pictures: list[Box]
    hidden: set[int]  # addresses of text objects
    white: set[int]
    fonts: set[str]


_Place = Callable[[float, float, float, float], Box]


def page_text(page: pdfium.FPDF_PAGE, number: int) -> PageText:
    """The characters of an open ``page`` in the order of its content. ValueError when it has none
    because its text cannot be loaded."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    place = _placing(page)
    shapes = _shapes(page, place)
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        raise ValueError("its text cannot be loaded")
    try:
        count = pdfium.FPDFText_CountChars(text)
        too_many = count > MOST_CHARACTERS
        glyphs, slanted = _glyphs(text, 0 if too_many else max(count, 0), place, shapes)
    finally:
        pdfium.FPDFText_ClosePage(text)
    seen = [g for g in glyphs if -1 <= g.left + g.right <= 2 * width + 1]
    seen = [g for g in seen if -1 <= g.top + g.bottom <= 2 * height + 1]
    once = without_copies(seen)
    return PageText(
        number, width, height, once, shapes.rules, shapes.fills, shapes.pictures,
        frozenset(shapes.fonts), len(seen) - len(once), len(glyphs) - len(seen), too_many,
        tuple(slanted),
    )  # fmt: skip


def _placing(page: pdfium.FPDF_PAGE) -> _Place:
    """How a box of the page's own space (left, bottom, right, top) stands on the page as seen."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
    left, bottom, right, top = bounds.left, bounds.bottom, bounds.right, bounds.top
    turned = pdfium.FPDFPage_GetRotation(page)
    if turned == 1:
        return lambda a, b, c, d: (b - bottom, a - left, d - bottom, c - left)
    if turned == 2:
        return lambda a, b, c, d: (right - c, b - bottom, right - a, d - bottom)
    if turned == 3:
        return lambda a, b, c, d: (top - d, right - c, top - b, right - a)
    return lambda a, b, c, d: (a - left, top - d, c - left, top - b)


def _glyphs(
    text: pdfium.FPDF_TEXTPAGE, count: int, place: _Place, shapes: _Shapes
) -> tuple[list[Glyph], list[Glyph]]:
    """The characters that stand as the page's lines do, and the slanted ones; in the file's order."""
    loose = pdfium.FPDFText_GetLooseCharBox
    owner = pdfium.FPDFText_GetTextObject if shapes.hidden or shapes.white else None
    bounds = pdfium.FS_RECTF()
    reference = ctypes.byref(bounds)
    found: list[Glyph] = []
    turns: list[_Turn] = []
    usual = foot = 0.0
    turn = _LEVEL
    for i, code in _codes(text, count):
        loose(text, i, reference)
        left, right, top, bottom = bounds.left, bounds.right, bounds.top, bounds.bottom
        if code == 0x20 and right - left < 0.01:
            continue  # PDFium's own guess
        size = top - bottom
        # Asked where something changes, for it takes time: another font, line or direction.
        if (size != usual or bottom != foot) and (known := _size(text, i)):
            real, turn = known
            foot = bottom
            if real > 1.04 * size > 0.5:  # a font that states no height: only the print's box
                left, bottom, right, top = _upright(text, i, real, code, (left, bottom, right, top))
            size = usual = real
        if top - bottom < 0.5 or right - left < 0.01:  # turned text has no loose box
            tight = _tight(text, i)
            if tight is None:
                continue
            left, bottom, right, top = tight
            size = size or top - bottom
        elif 0x30 <= code <= 0x39 and turn == _LEVEL and (tight := _superior(text, i, size)):
            left, bottom, right, top = tight
            size *= _SUPERIOR_SIZE
        sure = 1.0
        if owner is not None:
            address = ctypes.cast(owner(text, i), ctypes.c_void_p).value or 0
            if address in shapes.white and not _covered(place(left, bottom, right, top), shapes):
                continue
            if address in shapes.hidden:
                sure = HIDDEN_SURE
        char = _BULLETS.get(code) or chr(code)
        box = place(left, bottom, right, top)
        if found and found[-1][1:5] == box and (found[-1].char != char or char in _LIGATED):
            # one sign that stands for two characters: each gets its half
            middle = (box[0] + box[2]) / 2
            found[-1] = found[-1]._replace(right=middle)
            box = (middle, *box[1:])
        found.append(Glyph(char, *box, size, sure))
        turns.append(turn)
    return _parted(found, turns)


def _codes(text: pdfium.FPDF_TEXTPAGE, count: int) -> Iterator[tuple[int, int]]:
    """The characters with their indexes, the halves of a surrogate pair as one; no controls."""
    unicode = pdfium.FPDFText_GetUnicode
    high = 0
    for i in range(count):
        code = unicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            if high:
                yield i, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
        elif code >= 32:
            yield i, code


def _parted(glyphs: list[Glyph], turns: list[_Turn]) -> tuple[list[Glyph], list[Glyph]]:
    """Those of ``glyphs`` that stand as most of the page does, and the others."""
    if not any(turns):
        return glyphs, []
    main = _SIDEWAYS if turns.count(_SIDEWAYS) * 2 > len(turns) else _LEVEL
    upright = [t in (_LEVEL, main) for t in turns]
    return (
        [g for g, kept in zip(glyphs, upright, strict=True) if kept],
        [g for g, kept in zip(glyphs, upright, strict=True) if not kept],
    )


def _tight(text: pdfium.FPDF_TEXTPAGE, i: int) -> Box | None:
    """Left, bottom, right, top of the print of character ``i``; None where there is none."""
    sides = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = sides
    if not pdfium.FPDFText_GetCharBox(text, i, *(ctypes.byref(x) for x in sides)):
        return None
    if right.value <= left.value or top.value <= bottom.value:
        return None
    return left.value, bottom.value, right.value, top.value


def _upright(text: pdfium.FPDF_TEXTPAGE, i: int, size: float, code: int, tight: Box) -> Box:
    """The box of character ``i`` with its font's height and, if it is a wide one, its em."""
    x, y = ctypes.c_double(), ctypes.c_double()
    left, bottom, right, top = tight
    if not pdfium.FPDFText_GetCharOrigin(text, i, ctypes.byref(x), ctypes.byref(y)):
        return tight
    if not x.value - size < left < x.value + size or not y.value - size < bottom < y.value + size:
        return tight  # turned
    if code >= _WIDE_FROM:
        left, right = min(left, x.value), max(right, x.value + 0.97 * size)
    return left, min(bottom, y.value - 0.12 * size), right, max(top, y.value + 0.88 * size)


def _size(text: pdfium.FPDF_TEXTPAGE, i: int) -> tuple[float, _Turn] | None:
    """The em of character ``i``, and how it stands; None where it has no matrix."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, i, ctypes.byref(matrix)):
        return None
    scale = hypot(matrix.c, matrix.d) or 1.0
    rise, run = abs(matrix.b), abs(matrix.a)  # of its base line; an italic's is level
    turn = _LEVEL if rise <= _LEAN * run else _SIDEWAYS if run <= _LEAN * rise else _OBLIQUE
    size = float(pdfium.FPDFText_GetFontSize(text, i)) * scale
    return (size, turn) if size else None


def _superior(text: pdfium.FPDF_TEXTPAGE, i: int, size: float) -> Box | None:
    """The print of a digit that its font itself draws small and raised; None of any other."""
    x, y = ctypes.c_double(), ctypes.c_double()
    tight = _tight(text, i)
    if tight is None or not pdfium.FPDFText_GetCharOrigin(
        text, i, ctypes.byref(x), ctypes.byref(y)
    ):
        return None
    _, bottom, _, top = tight
    raised = bottom - y.value > _SUPERIOR_RISE * size and top - bottom < _SUPERIOR_HIGH * size
    return tight if raised else None


def _covered(box: Box, shapes: _Shapes) -> bool:
    """Whether something lies behind a white character that makes it readable."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(
        left <= x <= right and top <= y <= bottom
        for areas in (shapes.fills, shapes.pictures)
        for left, top, right, bottom in areas
    )


def without_copies(glyphs: list[Glyph]) -> list[Glyph]:
    """``glyphs`` without those that stand where the same character stands already (fake bold)."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        char, left, top, right, _, size, _ = glyph
        if char in SPACES:
            kept.append(glyph)
            continue
        near = min(_SAME_PLACE * size, _SAME_WIDTH * (right - left))
        x, y = int(left / _CELL), int(top / _CELL)
        x0, x1 = int((left - near) / _CELL), int((left + near) / _CELL)
        y0, y1 = int((top - near) / _CELL), int((top + near) / _CELL)
        twice = False
        for i in (x,) if x0 == x1 else (x0, x1):
            for j in (y,) if y0 == y1 else (y0, y1):
                for o in seen.get((char, i, j), ()):
                    if -near <= o.left - left <= near and -near <= o.top - top <= near:
                        twice = True
        if not twice:
            kept.append(glyph)
            cell = seen.setdefault((char, x, y), [])
            if len(cell) < _CROWDED:
                cell.append(glyph)
    return kept


def _shapes(page: pdfium.FPDF_PAGE, place: _Place) -> _Shapes:
    found = _Shapes([], [], [], set(), set(), set())
    fonts: set[int] = set()
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    for i in range(count):
        _shape(pdfium.FPDFPage_GetObject(page, i), place, found, fonts, 0)
    return found


def _shape(
    item: pdfium.FPDF_PAGEOBJECT, place: _Place, found: _Shapes, fonts: set[int], depth: int
) -> None:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        _text_object(item, found, fonts)
        return
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
        inner = _through(matrix, place)
        if depth < _DEEPEST:
            for i in range(min(pdfium.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)):
                part = pdfium.FPDFFormObj_GetObject(item, i)
                _shape(part, inner, found, fonts, depth + 1)
        return
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(x) for x in sides)):
        return
    box = place(*(x.value for x in sides))
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        _path(item, box, found)
    elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
        found.pictures.append(box)


def _through(matrix: pdfium.FS_MATRIX, place: _Place) -> _Place:
    """``place`` for what stands in a form that ``matrix`` puts on the page."""
    a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def inner(left: float, bottom: float, right: float, top: float) -> Box:
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        xs = [a * x + c * y + e for x, y in corners]
        ys = [b * x + d * y + f for x, y in corners]
        return place(min(xs), min(ys), max(xs), max(ys))

    return inner


def _text_object(item: pdfium.FPDF_PAGEOBJECT, found: _Shapes, fonts: set[int]) -> None:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    if mode in (_INVISIBLE, _CLIP_ONLY):
        found.hidden.add(_address(item))
    elif mode == 0 and _is_white(item):
        found.white.add(_address(item))
    font = pdfium.FPDFTextObj_GetFont(item)
    address = _address(font)
    if font and address not in fonts:
        fonts.add(address)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, name, 128)
        found.fonts.add(name.value.decode("utf-8", "replace"))


def _path(item: pdfium.FPDF_PAGEOBJECT, box: Box, found: _Shapes) -> None:
    wide, high = box[2] - box[0], box[3] - box[1]
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    if min(wide, high) <= _THIN:
        if max(wide, high) >= _SHORTEST_RULE:
            found.rules.append(box)
        return
    if fill.value and not _is_white(item):
        found.fills.append(box)
    if stroke.value and pdfium.FPDFPath_CountSegments(item) in (4, 5):
        left, top, right, bottom = box  # a frame: its four sides are rules
        sides = (left, top, right, top), (left, bottom, right, bottom)
        found.rules.extend([*sides, (left, top, left, bottom), (right, top, right, bottom)])


def _is_white(item: pdfium.FPDF_PAGEOBJECT) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *(ctypes.byref(x) for x in colour)):
        return False
    red, green, blue, alpha = (x.value for x in colour)
    return alpha == 0 or min(red, green, blue) >= _WHITE


def _address(item: object) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
