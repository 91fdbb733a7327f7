"""A page's picture made ready for OCR: even light, dark print on white, the size of its print."""

from __future__ import annotations

import numpy as np

from duizhang.reading.ocr_engine import Floats, Picture

_UNEVEN = 12  # grey levels by which the paper may vary before its light is evened
_DARK = 100  # a page whose middle grey is below is white on black
_LEAST_PAPER = 90  # darker than this is print or a coloured box, no shadow
_GRAIN = 10  # grey levels by which paper may vary from dot to dot before it is smoothed
_PAPER = 245  # the grey of paper whose light was evened
_PALE = 110  # print whose darkest parts are lighter is darkened ...
_INK = 20  # ... to this
_FAINT = 25  # what differs by less from the paper is no print
_INK_SHARE = 0.5  # per cent of a page that is print at its darkest
_SAMPLE = 4_000_000  # pixels that suffice to measure the print


def even_light(picture: Picture) -> Picture:
    """``picture`` as dark print on paper of one brightness: shadows divided out, strong grain
    smoothed, pale print darkened; else lines are not found."""
    return _darkened(_without_shadows(_smoothed(picture)))


def _smoothed(picture: Picture) -> Picture:
    """``picture`` without its grain, where that is strong (on most scans it is some 3 levels)."""
    import cv2

    middle, wide = (n // 2 for n in picture.shape)
    part = picture[max(0, middle - 700) : middle + 700, max(0, wide - 700) : wide + 700]
    # the middle one of all second differences is of paper; those of noise are sqrt(20) times as far
    grain = float(np.median(np.abs(cv2.Laplacian(part, cv2.CV_32F)))) / (0.6745 * 20**0.5)
    return picture if grain < _GRAIN else np.asarray(cv2.medianBlur(picture, 3), np.uint8)


def _darkened(picture: Picture) -> Picture:
    ink = float(np.percentile(picture[::4, ::4], _INK_SHARE))
    if not _PALE < ink < _PAPER - _FAINT:
        return picture
    scale = (_PAPER - _INK) / (_PAPER - ink)
    grey = np.clip((np.arange(256) - ink) * scale + _INK, 0, 255).astype(np.uint8)
    return np.asarray(grey[picture], np.uint8)


def _without_shadows(picture: Picture) -> Picture:
    import cv2

    if float(np.median(picture[::8, ::8])) < _DARK:
        picture = np.asarray(255 - picture, np.uint8)
    height, width = picture.shape
    factor = max(4, min(height, width) // 300)
    small = cv2.resize(
        picture, (max(8, width // factor), max(8, height // factor)), interpolation=cv2.INTER_AREA
    )
    size = max(3, min(small.shape) // 12) | 1
    paper = cv2.dilate(small, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 2)
    low, high = np.percentile(paper, (5, 95))
    if high - low < _UNEVEN and high > 200:
        return picture
    whole = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, np.maximum(whole, _LEAST_PAPER), scale=_PAPER), np.uint8)


def print_height(picture: Picture) -> float:
    """Height in pixels of the characters that most of the print has; 0 where there is no print.

    Measured on connected strokes: most Chinese characters hang together at their full height or
    fall into few parts, so that an upper quantile, weighted by area, is the character's height.
    """
    import cv2

    factor = 1.0
    if picture.size > _SAMPLE:
        factor = (_SAMPLE / picture.size) ** 0.5
        size = (int(picture.shape[1] * factor), int(picture.shape[0] * factor))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, black = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    good = (high >= 5) & (high < picture.shape[0] / 8) & (wide < 3 * high) & (high < 4 * wide)
    if good.sum() < 3:
        return 0.0
    heights = np.sort(high[good].astype(float))
    weights = np.cumsum(heights)
    return float(heights[np.searchsorted(weights, 0.6 * weights[-1])]) / factor


def turned(picture: Picture, quarters: int) -> tuple[Picture, Floats]:
    """``picture`` turned by ``quarters`` x 90 degrees against the clock, and the way back.

    The way back is a 2 x 3 matrix from the turned picture's coordinates to those of ``picture``.
    """
    height, width = picture.shape
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }[quarters % 4]
    return np.ascontiguousarray(np.rot90(picture, quarters)), np.asarray(back, np.float32)


def straightened(picture: Picture, angle: float) -> tuple[Picture, Floats]:
    """``picture`` turned so that lines that fall by ``angle`` degrees lie level, and the way back.

    The result is as large as it must be to hold all of it, on white.
    """
    import cv2

    height, width = picture.shape
    there = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    c, s = abs(there[0, 0]), abs(there[0, 1])
    wide, high = int(width * c + height * s) + 1, int(width * s + height * c) + 1
    there[0, 2] += (wide - width) / 2
    there[1, 2] += (high - height) / 2
    out = cv2.warpAffine(picture, there, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255.0,))
    return np.asarray(out, np.uint8), np.asarray(cv2.invertAffineTransform(there), np.float32)


def along(points: Floats, way: Floats) -> Floats:
    """``points`` (... x 2) led along the 2 x 3 matrix ``way``."""
    return np.asarray(points @ way[:, :2].T + way[:, 2], np.float32)


def strip(picture: Picture, corners: Floats) -> Picture:
    """The line of print between ``corners`` (4 x 2, from upper left, clockwise), laid level."""
    import cv2

    across = np.linalg.norm(corners[[0, 3]] - corners[[1, 2]], axis=1).max()
    down = np.linalg.norm(corners[[0, 1]] - corners[[3, 2]], axis=1).max()
    wide, high = max(2, round(float(across))), max(2, round(float(down)))
    target = np.asarray([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    way = cv2.getPerspectiveTransform(np.ascontiguousarray(corners, np.float32), target)
    out = cv2.warpPerspective(
        picture, way, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, np.uint8)
