"""How a place in a PDF page's own space stands on the page as it is seen: cropped and turned."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]  # left, top, right, bottom; origin at the upper left
Place = Callable[[float, float, float, float], Box]  # of left, bottom, right, top


class Placing:
    """The way from a page's own space to the page as it is seen. ``upright`` says that the page is
    not turned; then ``left`` and ``top`` are where it begins in its own space."""

    def __init__(self, page: pdfium.FPDF_PAGE) -> None:
        bounds = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
        self.left, self.bottom = bounds.left, bounds.bottom
        self.right, self.top = bounds.right, bounds.top
        self.quarters = pdfium.FPDFPage_GetRotation(page)
        self.upright = self.quarters not in (1, 2, 3)

    def __call__(self, a: float, b: float, c: float, d: float) -> Box:
        """The box of left ``a``, bottom ``b``, right ``c``, top ``d`` on the page as it is seen."""
        if self.quarters == 1:
            return b - self.bottom, a - self.left, d - self.bottom, c - self.left
        if self.quarters == 2:
            return self.right - c, b - self.bottom, self.right - a, d - self.bottom
        if self.quarters == 3:
            return self.top - d, self.right - c, self.top - b, self.right - a
        return a - self.left, self.top - d, c - self.left, self.top - b
