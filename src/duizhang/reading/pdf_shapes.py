"""What a PDF page holds beside its characters: ruling lines, coloured areas, pictures; and which of
its text objects no one can see."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import pypdfium2.raw as pdfium

from duizhang.reading.pdf_place import Box, Place

_MOST_OBJECTS = 60_000
_DEEPEST = 4  # forms within forms
_THIN = 2.5  # pt: a filled shape that is no thicker is a ruling line
_SHORTEST_RULE = 8.0  # pt
_INVISIBLE = 3  # PDF's text render mode: neither filled nor stroked
_CLIP_ONLY = 7
_WHITE = 250


def address_of(item: object) -> int:
    """The address of a PDFium object; 0 of none."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


# What is asked of every text object, without the checks and casts of the bindings.
_object_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    address_of(pdfium.FPDFPage_GetObject)
)
_type_of = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(address_of(pdfium.FPDFPageObj_GetType))
_mode_of = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(
    address_of(pdfium.FPDFTextObj_GetTextRenderMode)
)
_font_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(
    address_of(pdfium.FPDFTextObj_GetFont)
)
_colour_of = ctypes.PYFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 5)(
    address_of(pdfium.FPDFPageObj_GetFillColor)
)


class Shapes(NamedTuple):
    """Boxes on the page as it is seen, addresses of text objects, and names of fonts."""

    rules: list[Box]
    fills: list[Box]
    pictures: list[Box]
    hidden: set[int]
    white: set[int]
    fonts: set[str]

    def covered(self, box: Box) -> bool:
        """Whether something lies behind a white character that makes it readable."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(
            left <= x <= right and top <= y <= bottom
            for areas in (self.fills, self.pictures)
            for left, top, right, bottom in areas
        )


def shapes_of(page: pdfium.FPDF_PAGE, place: Place) -> Shapes:
    """The shapes of an open ``page``."""
    found = Shapes([], [], [], set(), set(), set())
    fonts: set[int] = set()
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    at = address_of(page)
    for i in range(count):
        item = _object_of(at, i)
        if _type_of(item) == pdfium.FPDF_PAGEOBJ_TEXT:  # nearly all
            _text_object(item, found, fonts)
        else:
            _shape(pdfium.FPDFPage_GetObject(page, i), place, found, fonts, 0)
    return found


def _shape(
    item: pdfium.FPDF_PAGEOBJECT, place: Place, found: Shapes, fonts: set[int], depth: int
) -> None:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        _text_object(address_of(item), found, fonts)
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


def _through(matrix: pdfium.FS_MATRIX, place: Place) -> Place:
    """``place`` for what stands in a form that ``matrix`` puts on the page."""
    a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def inner(left: float, bottom: float, right: float, top: float) -> Box:
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        xs = [a * x + c * y + e for x, y in corners]
        ys = [b * x + d * y + f for x, y in corners]
        return place(min(xs), min(ys), max(xs), max(ys))

    return inner


def _text_object(at: int, found: Shapes, fonts: set[int]) -> None:
    """Notes of the text object at the address ``at`` whether it is seen, and its font."""
    mode = _mode_of(at)
    if mode in (_INVISIBLE, _CLIP_ONLY):
        found.hidden.add(at)
    elif mode == 0 and _is_white(at):
        found.white.add(at)
    address = _font_of(at)
    if address and address not in fonts:
        fonts.add(address)
        name = ctypes.create_string_buffer(128)
        font = ctypes.cast(ctypes.c_void_p(address), pdfium.FPDF_FONT)
        pdfium.FPDFFont_GetBaseFontName(font, name, 128)
        found.fonts.add(name.value.decode("utf-8", "replace"))


def _path(item: pdfium.FPDF_PAGEOBJECT, box: Box, found: Shapes) -> None:
    wide, high = box[2] - box[0], box[3] - box[1]
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    if min(wide, high) <= _THIN:
        if max(wide, high) >= _SHORTEST_RULE:
            found.rules.append(box)
        return
    if fill.value and not _is_white(address_of(item)):
        found.fills.append(box)
    if stroke.value and pdfium.FPDFPath_CountSegments(item) in (4, 5):
        left, top, right, bottom = box  # a frame: its four sides are rules
        sides = (left, top, right, top), (left, bottom, right, bottom)
        found.rules.extend([*sides, (left, top, left, bottom), (right, top, right, bottom)])


_COLOUR = (ctypes.c_uint * 4)()
_COLOUR_REFS = [ctypes.addressof(_COLOUR) + i * ctypes.sizeof(ctypes.c_uint) for i in range(4)]


def _is_white(at: int) -> bool:
    """Whether the object at the address ``at`` is filled with white, or with nothing."""
    if not _colour_of(at, *_COLOUR_REFS):
        return False
    red, green, blue, alpha = _COLOUR
    return alpha == 0 or min(red, green, blue) >= _WHITE
