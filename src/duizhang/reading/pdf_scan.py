"""Lines of a scanned page of a PDF, as OCR reads them, in the shape that other pages have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from duizhang.reading.ocr import recognise
from duizhang.reading.pdf_flow import Sheet
from duizhang.reading.pdf_place import Box
from duizhang.reading.scan_lines import runs_of_scan

if TYPE_CHECKING:
    from PIL import Image


def scanned_sheet(picture: Image.Image, number: int, scale: float) -> tuple[Sheet, int]:
    """The lines of ``picture``, the page ``number`` drawn with ``scale`` pixels a point; and how many
    could not be read.

    Raises ImportError or ``NoEngine`` without the extra ``duizhang[ocr]``.
    """
    page = recognise(np.asarray(picture.convert("L")))

    def back(box: Box) -> Box:
        left, top, right, bottom = box
        placed = page.place((left * scale, top * scale, right * scale, bottom * scale))
        return placed[0] / scale, placed[1] / scale, placed[2] / scale, placed[3] / scale

    runs = runs_of_scan(page, scale)
    turn = None if page.level else back
    sheet = Sheet(number, page.width / scale, page.height / scale, runs, [], turn)
    return sheet, page.unread
