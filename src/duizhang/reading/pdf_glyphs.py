"""The characters of a PDF page, each with its box and the size of its font.

PDFium tells a character's code and box in one call each. The calls are made for all characters of a
page in a row, and what holds for a whole line is asked once: a newspaper page has 6,000 of them.

For the same reason it is noted where *stretches* begin: within one, characters have the same size and
upper edge, are no spaces, and each stands so far to the right of the one before that it is no copy of
it, and so near that both are of one line. What comes later looks at stretches, not at characters.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from itertools import repeat
from math import hypot, inf
from typing import NamedTuple

import pypdfium2.raw as pdfium

from duizhang.reading.pdf_place import Box, Placing
from duizhang.reading.pdf_shapes import Shapes, address_of

HIDDEN_SURE = 0.9  # of a character of a layer that OCR laid over a scan
SAME_PLACE = 0.3  # of a character's size: print that stands twice is shifted by less
SAME_WIDTH = 0.45  # ... and of its width
BESIDE = 0.7  # em: characters that follow each other in the file and stand closer make a line
_HALF = 0.5  # em: more than SAME_WIDTH of ...
_WIDE = 1.1  # em: ... a character no wider than this
_HANGS = 0.12  # em
_FEW = 3  # characters that stretches have on average, if they are to help
SPACES = frozenset(" \t\xa0\u3000\u2002\u2003\u2009")
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
# PDFium's functions that are called for every character, without the checks and casts that its
# bindings put around a call: these take longer than the call itself.
_Told = ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_Sized = ctypes.PYFUNCTYPE(ctypes.c_double, ctypes.c_void_p, ctypes.c_int)
_Wrote = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_unicode_of = _Told(address_of(pdfium.FPDFText_GetUnicode))
_size_of = _Sized(address_of(pdfium.FPDFText_GetFontSize))
_box_of = _Wrote(address_of(pdfium.FPDFText_GetLooseCharBox))
_matrix_of = _Wrote(address_of(pdfium.FPDFText_GetMatrix))
_BROKEN_WORD = 0xFFFE  # a hyphen at a line's end
_BOX_SIZE = ctypes.sizeof(pdfium.FS_RECTF)  # four floats: left, top, right, bottom


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


class Glyphs(NamedTuple):
    """The characters that stand as the page's lines do, and the slanted ones, in the file's order.

    ``starts``: where stretches of ``level`` begin; None where it was not looked for.
    """

    level: list[Glyph]
    slanted: list[Glyph]
    starts: list[int] | None


def glyphs_of(text: pdfium.FPDF_TEXTPAGE, count: int, place: Placing, shapes: Shapes) -> Glyphs:
    """The characters of a page."""
    owner = pdfium.FPDFText_GetTextObject if shapes.hidden or shapes.white else None
    upright, x0, y0 = place.upright, place.left, place.top
    new = tuple.__new__  # twice as fast as to call the class
    print_ = _Print(text)
    told: dict[tuple[float, float], tuple[float, _Turn, bool]] = {}
    found: list[Glyph] = []
    turns: list[tuple[int, _Turn]] = [(0, _LEVEL)]  # from which of ``found`` on they stand how
    ceiling = floor = size = head = foot = 0.0
    turn, tall, easy = _LEVEL, False, False
    starts: list[int] = []
    half = wide = reach = 0.0
    nearest, farthest = inf, -inf  # between these the next one goes on its stretch
    sides = iter(_boxes(text, count))
    codes = _codes(text, count)
    for i, code, left, top, right, bottom in zip(
        range(count), codes, sides, sides, sides, sides, strict=True
    ):
        if easy and top == ceiling and bottom == floor and 0x3000 < code < 0xF000:
            # nearly all: a wide character that stands beside the last one
            start, end = left - x0, right - x0
            if nearest < start <= farthest and 0.01 <= end - start <= wide:
                found.append(new(Glyph, (chr(code), start, head, end, foot, size, 1.0)))
                nearest, farthest = start + half, end + reach
                continue
        if code < 32 or (code == 0x20 and right - left < 0.01):
            continue  # a control, or PDFium's own guess
        before = size
        begins = top != ceiling
        # Asked once for all boxes with the same upper edge and about the same lower one (that of a
        # sign may hang), for it takes time.
        if begins or (bottom != floor and not (easy and abs(bottom - floor) < _HANGS * size)):
            known = told.get((top, bottom)) or print_.told(i, top - bottom)
            if known is None:
                size, tall = top - bottom, False
                ceiling = inf  # it holds for this one only
            else:
                told[top, bottom] = known
                ceiling, floor = top, bottom
                size, now, tall = known
                if now != turn:
                    turn = now
                    turns.append((len(found), turn))
            easy = upright and owner is None and not tall and top - bottom >= 0.5
            head, foot = y0 - top, y0 - bottom
            half, wide, reach = _HALF * size, _WIDE * size, BESIDE * size
        em, goes_on = size, easy
        if tall:
            left, bottom, right, top = print_.upright(i, em, code, (left, bottom, right, top))
        if top - bottom < 0.5 or right - left < 0.01:  # turned text has no loose box
            tight = print_.tight(i)
            if tight is None:
                continue
            left, bottom, right, top = tight
            em, goes_on = em or top - bottom, False
        elif 0x30 <= code <= 0x39 and turn == _LEVEL and (tight := print_.superior(i, em)):
            left, bottom, right, top = tight
            em, goes_on = em * _SUPERIOR_SIZE, False
        sure = 1.0
        if owner is not None:
            address = address_of(owner(text, i))
            if address in shapes.white and not shapes.covered(place(left, bottom, right, top)):
                continue
            if address in shapes.hidden:
                sure = HIDDEN_SURE
        char = chr(code) if code < 0xF000 else _BULLETS.get(code) or chr(code)
        if upright:
            box = left - x0, y0 - top, right - x0, y0 - bottom
        else:
            box = place(left, bottom, right, top)
        if found and box == found[-1][1:5] and (found[-1].char != char or char in _LIGATED):
            # one sign that stands for two characters: each gets its half
            middle = (box[0] + box[2]) / 2
            found[-1] = found[-1]._replace(right=middle)
            box = (middle, *box[1:])
        goes_on = goes_on and char not in SPACES
        if begins or size != before or not (goes_on and nearest < box[0] <= farthest):
            starts.append(len(found))
        nearest = box[0] + max(SAME_WIDTH * (box[2] - box[0]), SAME_PLACE * em)
        farthest = box[2] + BESIDE * em if goes_on else -inf
        found.append(new(Glyph, (char, *box, em, sure)))
    level, slanted = _parted(found, turns)
    few = not slanted and len(starts) * _FEW < len(found)
    return Glyphs(level, slanted, starts if few else None)


def _codes(text: pdfium.FPDF_TEXTPAGE, count: int) -> list[int]:
    """The code of each character; of a surrogate pair the whole at its second half and 0 before.

    All at once where the page's text has one unit for each character, which it has unless some have
    no code or two; else, and where the text marks a broken word, one by one.
    """
    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        codes = units[:count]
        if not any(0xD800 <= code < 0xE000 or code == _BROKEN_WORD for code in set(codes)):
            return codes
    address = address_of(text)
    return _whole(list(map(_unicode_of, repeat(address, count), range(count))))


def _boxes(text: pdfium.FPDF_TEXTPAGE, count: int) -> list[float]:
    """Left, top, right, bottom of each character in one list; zeros where it has no loose box."""
    address = address_of(text)
    boxes = array("f", bytes(count * _BOX_SIZE))
    first = boxes.buffer_info()[0]
    places = range(first, first + count * _BOX_SIZE, _BOX_SIZE)
    deque(map(_box_of, repeat(address, count), range(count), places), maxlen=0)
    return boxes.tolist()


def _whole(codes: list[int]) -> list[int]:
    """``codes`` with those of surrogate pairs joined at the second, and 0 for halves."""
    found = list(codes)
    high = 0
    for i, code in enumerate(codes):
        if 0xD800 <= code < 0xE000:
            found[i] = 0
            if code < 0xDC00:
                high = code
                continue
            if high:
                found[i] = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
    return found


def _parted(glyphs: list[Glyph], turns: list[tuple[int, _Turn]]) -> tuple[list[Glyph], list[Glyph]]:
    """Those of ``glyphs`` that stand as most of the page does, and the others. ``turns`` says from
    which of them on they stand how."""
    if len(turns) == 1:
        return glyphs, []
    ends = [start for start, _ in turns[1:]] + [len(glyphs)]
    pieces = [(turn, glyphs[start:end]) for (start, turn), end in zip(turns, ends, strict=True)]
    sideways = sum(len(part) for turn, part in pieces if turn == _SIDEWAYS)
    main = _SIDEWAYS if sideways * 2 > len(glyphs) else _LEVEL
    kept = [g for turn, part in pieces if turn in (_LEVEL, main) for g in part]
    return kept, [g for turn, part in pieces if turn not in (_LEVEL, main) for g in part]


class _Print:
    """Asks PDFium for more of single characters; holds what the answers are written to."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE) -> None:
        self.text = text
        self.matrix = pdfium.FS_MATRIX()
        self.address, self.matrix_at = address_of(text), ctypes.addressof(self.matrix)
        self.sides = [ctypes.c_double() for _ in range(4)]
        self.side_refs = [ctypes.byref(side) for side in self.sides]

    def told(self, i: int, high: float) -> tuple[float, _Turn, bool] | None:
        """The em of character ``i``, how it stands, and whether its box, ``high`` points high, is
        only its print's: of a font that states no height. None where it has no matrix."""
        if not _matrix_of(self.address, i, self.matrix_at):
            return None
        m = self.matrix
        rise, run = abs(m.b), abs(m.a)  # of its base line; an italic's is level
        turn = _LEVEL if rise <= _LEAN * run else _SIDEWAYS if run <= _LEAN * rise else _OBLIQUE
        size = float(_size_of(self.address, i)) * (hypot(m.c, m.d) or 1.0)
        return (size, turn, size > 1.04 * high > 0.5) if size else None

    def tight(self, i: int) -> Box | None:
        """Left, bottom, right, top of the print of character ``i``; None where there is none."""
        if not pdfium.FPDFText_GetCharBox(self.text, i, *self.side_refs):
            return None
        left, right, bottom, top = (side.value for side in self.sides)
        return None if right <= left or top <= bottom else (left, bottom, right, top)

    def _origin(self, i: int) -> tuple[float, float] | None:
        if not pdfium.FPDFText_GetCharOrigin(self.text, i, *self.side_refs[:2]):
            return None
        return self.sides[0].value, self.sides[1].value

    def upright(self, i: int, size: float, code: int, tight: Box) -> Box:
        """The box of character ``i`` with its font's height and, if it is a wide one, its em."""
        left, bottom, right, top = tight
        origin = self._origin(i)
        if origin is None:
            return tight
        x, y = origin
        if not x - size < left < x + size or not y - size < bottom < y + size:
            return tight  # turned
        if code >= _WIDE_FROM:
            left, right = min(left, x), max(right, x + 0.97 * size)
        return left, min(bottom, y - 0.12 * size), right, max(top, y + 0.88 * size)

    def superior(self, i: int, size: float) -> Box | None:
        """The print of a digit that its font itself draws small and raised; None of any other."""
        tight, origin = self.tight(i), self._origin(i)
        if tight is None or origin is None:
            return None
        _, bottom, _, top = tight
        raised = bottom - origin[1] > _SUPERIOR_RISE * size and top - bottom < _SUPERIOR_HIGH * size
        return tight if raised else None
