"""Lines that OCR read as lines of print, so that pages of PDF and of pictures are put in order by
the same code."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import fmean, median

from duizhang.reading.layout import layout
from duizhang.reading.ocr import ScanLine, ScanPage
from duizhang.reading.pdf_glyphs import Glyph
from duizhang.reading.pdf_lines import Run, settled

_NUMBERED = re.compile("([0-9]{1,2}) *([一-鿿][^0-9。！？；，,;!?]*)")
_LARGER = 1.12  # a heading's size against the body's
_ENOUGH = 5  # Han characters in a row that tell their size by their distance
_SAME = 0.12  # sizes that differ by less are one
_SAME_HIGH = 0.25  # ... above the commonest, where a line is too short or too low to tell
_SAME_LOW = 0.15  # ... below it, where a line is as high as others
_HIGHER = 1.08  # times as high as others is a line of larger print
_NARROW = 0.55  # em: width of a digit or Latin letter
_HALF_EMPTY = "。，、；：）”》"  # at a line's end only half of their em shows ...
_SHOWN = 0.4  # ... or less
_SPREAD = 1.45  # a line whose characters stand so much farther apart than its height is spread out


def runs_of_scan(page: ScanPage, unit: float) -> list[Run]:
    """The lines of ``page`` from the top, in units of ``unit`` pixels of the upright page."""
    lines = sorted(page.lines, key=lambda x: (x.box[1] + x.box[3], x.box[0]))
    sizes = _sizes(lines)
    parted = [_glyphs(n, size, unit) for n, size in zip(lines, sizes, strict=True)]
    for i, behind in _lost_spaces(lines, sizes).items():
        first = parted[i][behind]
        parted[i].insert(behind, first._replace(char=" ", right=first.left))
    return settled([Run(glyphs) for glyphs in parted])


def body_height(page: ScanPage) -> float:
    """The size in pixels that most characters of ``page`` have; 0 where there are none."""
    lines = list(page.lines)
    return _commonest(lines, _sizes(lines))


def _commonest(lines: list[ScanLine], sizes: list[float]) -> float:
    found = sorted(size for line, size in zip(lines, sizes, strict=True) for _ in line.text)
    return found[len(found) // 2] if found else 0.0


def _lost_spaces(lines: list[ScanLine], sizes: list[float]) -> dict[int, int]:
    """For headings that begin with a number (3 继续扩大开放): behind which character the recogniser
    lost the space, as it often does between a digit and a Chinese character.

    A heading shows by its larger print, or by another one with the number before or behind.
    """
    known = layout()
    marks = {i: m for i, n in enumerate(lines) if (m := _NUMBERED.fullmatch(n.text))}
    numbers = {int(m[1]) for m in marks.values()}
    larger = _LARGER * _commonest(lines, sizes)
    return {
        i: m.end(1)
        for i, m in marks.items()
        if m.end(1) == m.start(2)
        and not (known.unit.match(m[2]) or known.counted.match(m[2]))
        and (sizes[i] > larger or numbers & {int(m[1]) - 1, int(m[1]) + 1})
    }


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
    body = _commonest(lines, sizes)
    if not body:
        return sizes
    usual = median(h for h, s in zip(high, sizes, strict=True) if abs(s / body - 1) <= _SAME)
    return [
        body if _is_body(s / body - 1, h / usual, known=w > 0) else s
        for s, w, h in zip(sizes, wide, high, strict=True)
    ]


def _is_body(differs: float, high: float, known: bool) -> bool:
    """Whether a line is of the commonest size, from which its own ``differs`` by such a share, where
    it is so ``high`` against the others. ``known``: the distance of its characters tells its size.

    Lines are spread to fill their column, and signs and digits press them together; but print that
    is larger is higher, too.
    """
    if -_SAME <= differs <= (_SAME if known else _SAME_HIGH):
        return True
    if differs > 0:
        return differs <= _SAME_HIGH and high < _HIGHER
    return differs >= -_SAME_LOW and high >= 1


def _by_width(line: ScanLine) -> float:
    """The size that characters have which fill ``line``; of spread out print it is too large."""
    words = line.text.rstrip(_HALF_EMPTY)
    ems = sum(_NARROW if c.isascii() else 1.0 for c in words)
    ems += _SHOWN * (len(words) < len(line.text))
    return (line.edges[-1] - line.edges[0]) / (ems or 1.0)


def _distance(line: ScanLine) -> float:
    """The usual distance of the Han characters of ``line``; 0 where they are too few."""
    han = ["\u4e00" <= char <= "\u9fff" for char in line.text]
    # beside a sign a character's borders are not its own
    among = [all(han[max(0, i - 1) : i + 2]) for i in range(len(han))]
    for chosen in (among, han):
        widths = [
            end - start for (start, end), it in zip(pairwise(line.edges), chosen, strict=True) if it
        ]
        if len(widths) >= _ENOUGH:
            # places come in steps of a fifth of a character: a mean tells more than the middle one
            return fmean(sorted(widths)[len(widths) // 5 : -len(widths) // 5])
    return 0.0
