"""Lines of a scanned page of a PDF, as OCR reads them, in the shape that other pages have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from duizhang.reading.ocr import ScanLine, recognise
from duizhang.reading.pdf_lines import Run, settled
from duizhang.reading.pdf_text import Box, Glyph
from duizhang.reading.pdf_turn import Turn

if TYPE_CHECKING:
    from PIL import Image

_HEIGHT = 0.85  # em against the height of a line that OCR found, where its width does not tell
_ENOUGH = 4.0  # em of width that tell
_LEVEL = 0.5  # pt by which a page may differ from one that lies level


def scanned_page(picture: Image.Image, scale: float) -> tuple[list[Run], Turn | None]:
    """The lines of ``picture``, which has ``scale`` pixels a point, from the top; and the way from
    the page laid level back to the picture where it was askew. ImportError without the extra."""
    lines = [line for line in recognise(np.asarray(picture.convert("L"))) if line.text.strip()]
    runs = [Run(_glyphs(line, scale)) for line in lines]
    return settled(runs), _askew(lines, scale)


def _glyphs(line: ScanLine, scale: float) -> list[Glyph]:
    left, top, right, bottom = (x / scale for x in line.flat)
    ems = sum(0.55 if char.isascii() else 1.0 for char in line.text)
    size = (right - left) / ems if ems >= _ENOUGH else _HEIGHT * (bottom - top)
    at = [left + (right - left) * edge for edge in line.edges]
    return [
        Glyph(char, at[i], top, at[i + 1], bottom, size, line.sure[i])
        for i, char in enumerate(line.text)
    ]


def _askew(lines: list[ScanLine], scale: float) -> Turn | None:
    """The affine map from the level page to the picture that fits the lines' corners best."""
    if len(lines) < 2:
        return None
    flat = [
        (x, y, 1.0)
        for left, top, right, bottom in (line.flat for line in lines)
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
    seen = [corner for line in lines for corner in line.corners]
    level = np.asarray(flat) / (scale, scale, 1.0)
    matrix, *_ = np.linalg.lstsq(level, np.asarray(seen) / scale, rcond=None)
    if np.abs(level @ matrix - level[:, :2]).max() <= _LEVEL:
        return None

    def back(box: Box) -> Box:
        left, top, right, bottom = box
        corners = np.asarray(
            [(left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1)]
        )
        places = corners @ matrix
        low, high = places.min(axis=0), places.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    return back
