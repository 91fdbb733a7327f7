"""Lines that OCR read as lines of print, so that pages of PDF and of pictures are put in order by
the same code."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from duizhang.reading.ocr import ScanLine, ScanPage
from duizhang.reading.pdf_glyphs import Glyph
from duizhang.reading.pdf_lines import Run, settled

_ENOUGH = 5  # Han characters in a row that tell their size by their distance
_SAME = 0.12  # sizes that differ by less are one
_SAME_HIGH = 0.25  # ... above the commonest, where a line is too short to tell by distances
_NARROW = 0.55  # em: width of a digit or Latin letter
_HALF_EMPTY = "。，、；：）”》"  # at a line's end only half of their em shows
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

    How much higher than its characters a line is found depends on the picture; the lines that tell
    both say it. Sizes near the commonest one are made equal to it: they are measured, not known.
    """
    wide = [_distance(line) for line in lines]
    high = [line.box[3] - line.box[1] for line in lines]
    shares = [w / h for w, h in zip(wide, high, strict=True) if 0 < w < _SPREAD * h]
    share = median(shares) if shares else 1.0
    sizes = [
        w if 0 < w < _SPREAD * share * h else min(share * h, _by_width(line))
        for line, w, h in zip(lines, wide, high, strict=True)
    ]
    weighed = sorted(s for line, s in zip(lines, sizes, strict=True) for _ in line.text)
    if not weighed:
        return sizes
    body = weighed[len(weighed) // 2]
    return [
        body if -_SAME <= s / body - 1 <= (_SAME if w else _SAME_HIGH) else s
        for s, w in zip(sizes, wide, strict=True)
    ]


def _by_width(line: ScanLine) -> float:
    """The size that characters have which fill ``line``; of spread out print it is too large."""
    ems = sum(_NARROW if c.isascii() else 1.0 for c in line.text.rstrip(_HALF_EMPTY))
    return (line.edges[-1] - line.edges[0]) / (ems or 1.0)


def _distance(line: ScanLine) -> float:
    """The middle distance of the Han characters of ``line``; 0 where they are too few."""
    widths = [
        right - left
        for char, (left, right) in zip(line.text, pairwise(line.edges), strict=True)
        if "\u4e00" <= char <= "\u9fff"
    ]
    return median(widths) if len(widths) >= _ENOUGH else 0.0
