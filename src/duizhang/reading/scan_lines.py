"""Lines that OCR read as lines of print, so that pages of PDF and of pictures are put in order by
the same code."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from duizhang.reading.ocr import ScanLine, ScanPage
from duizhang.reading.pdf_lines import Run, settled
from duizhang.reading.pdf_text import Glyph

_EM_OF_BOX = 0.93  # a character's size against the height of the box that is found around a line
_ENOUGH = 5  # Han characters in a row that tell their size by their distance
_SAME = 0.12  # sizes that differ by less are one
_SPREAD = 1.25  # a line whose characters stand farther apart than its height is spread out


def runs_of_scan(page: ScanPage, unit: float) -> list[Run]:
    """The lines of ``page`` from the top, in units of ``unit`` pixels of the upright page."""
    lines = sorted(page.lines, key=lambda x: (x.box[1] + x.box[3], x.box[0]))
    sizes = _sizes(lines)
    runs = [Run(_glyphs(n, size, unit)) for n, size in zip(lines, sizes, strict=True)]
    return settled(runs)


def body_height(page: ScanPage) -> float:
    """The size in pixels that most characters of ``page`` have; 0 where there are none."""
    lines = list(page.lines)
    found = sorted(size for line, size in zip(lines, _sizes(lines), strict=True) for _ in line.text)
    return found[len(found) // 2] if found else 0.0


def _glyphs(line: ScanLine, size: float, unit: float) -> list[Glyph]:
    middle = (line.box[1] + line.box[3]) / 2
    top, bottom = (middle - size / 2) / unit, (middle + size / 2) / unit
    return [
        Glyph(char, left / unit, top, right / unit, bottom, size / unit, sure)
        for char, (left, right), sure in zip(
            line.text, pairwise(line.edges), line.sure, strict=True
        )
    ]


def _sizes(lines: list[ScanLine]) -> list[float]:
    """Size of the characters of each line: by their distance, else by the line's height.

    Sizes near the commonest one are made equal to it, for they are measured, not known.
    """
    sizes = [_size(line) for line in lines]
    weighed = sorted(s for line, s in zip(lines, sizes, strict=True) for _ in line.text)
    if not weighed:
        return sizes
    body = weighed[len(weighed) // 2]
    return [body if abs(s - body) <= _SAME * body else s for s in sizes]


def _size(line: ScanLine) -> float:
    high = (line.box[3] - line.box[1]) * _EM_OF_BOX
    widths = [
        right - left
        for char, (left, right) in zip(line.text, pairwise(line.edges), strict=True)
        if "\u4e00" <= char <= "\u9fff"
    ]
    if len(widths) < _ENOUGH:
        return high
    wide = median(widths)
    return wide if wide < _SPREAD * high else high
