"""Where the text of a PDF page stands: boxes in points from the page's upper left."""

from __future__ import annotations

import ctypes
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def meets(self, other: Box, slack: float = 0.6) -> bool:
        """Whether the two overlap by more than ``slack`` points both ways."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > slack and high > slack


def characters(pdf: bytes) -> tuple[tuple[float, float], list[Box]]:
    """The page's size and the tight box of every character on it that leaves ink."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    width, height = page.get_size()
    text = page.get_textpage()
    found = []
    sides = [ctypes.c_double() for _ in range(4)]
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, at))
        if letter.isspace() or not raw.FPDFText_GetCharBox(text, at, *map(ctypes.byref, sides)):
            continue
        left, right, bottom, top = (s.value for s in sides)
        if right > left and top > bottom:
            found.append(Box(left, height - top, right, height - bottom, letter))
    return (width, height), found


def outside(boxes: list[Box], size: tuple[float, float], side: float) -> list[Box]:
    """Those that stand beyond the margins: ``side`` left and right, a few points above, below."""
    width, height = size
    return [
        b
        for b in boxes
        if b.left < side - 1 or b.right > width - side + 1 or b.top < 3 or b.bottom > height - 3
    ]


def colliding(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Pairs of characters that lie on each other; neighbours in a word may touch (ligatures)."""
    found = []
    rows = sorted(enumerate(boxes), key=lambda b: b[1].top)
    for n, (at, box) in enumerate(rows):
        for other_at, other in rows[n + 1 :]:
            if other.top >= box.bottom:
                break
            if abs(at - other_at) > 1 and box.meets(other):
                found.append((box, other))
    return found
