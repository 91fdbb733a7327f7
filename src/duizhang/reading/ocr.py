"""``recognise``: the lines of print in a picture, each character with its place and certainty."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from duizhang.reading.ocr_engine import Floats, Picture, Reading, detect, recognise_lines
from duizhang.reading.ocr_picture import (
    along,
    even_light,
    print_height,
    straightened,
    strip,
    turned,
)
from duizhang.reading.ocr_spaces import with_holes, with_spaces

_SEEN = 16.0  # height in pixels of the characters in the picture that lines are looked for in
_SCALES = (0.1, 3.0)
_BAND = 1_100_000  # pixels in which lines are looked for at once: bounds the memory
_SKEW = 6.0  # degrees from which a page is turned back before it is read
_LEVEL = 0.12  # degrees below which a page is not turned: a line of 2,000 pixels falls by 4
_LEAST = 0.5  # mean probability below which a line is a picture's texture, not print
_ALIKE = 1.8  # lines of print differ from the middle one in height by less ...
_WORDS = 5.0  # ... and are longer than so many times their height
_UPRIGHT = 0.85  # ... below which a page may stand on its head
_FIGURE = re.compile(r"[0-9０-９〇%％‰][0-9０-９〇%％‰.,。，:：·\-—~～]*")
_DASH = re.compile("(?<=[0-9])一(?=[0-9])")  # never a word between two digits
_PER_MILLE = re.compile("[%％][0oO〇](?![0-9.．])")
_MENDED = 0.7  # how sure such a sign is
_SAME = np.asarray([[1, 0, 0], [0, 1, 0]], np.float32)
_BESIDE = 4  # characters beside a figure that are looked at with it
_STRETCH = 1.3  # of the second look, against the first
_DIFFERS = 0.25  # how sure a character is that a second look saw otherwise
_RIVAL = 0.3  # probability from which another character makes a digit less sure
_SIGNS = {chr(c + 0xFEE0): chr(c) for c in range(0x21, 0x7F)} | dict.fromkeys("—–―‒−~～－", "-")


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A line of print, on the page laid level.

    ``box``: its left, top, right and bottom in pixels. ``edges``: the places from left to right
    where its characters begin, and where the last one ends. ``sure``: for each character how
    certain it is, 0 to 1.
    """

    text: str
    box: tuple[float, float, float, float]
    edges: tuple[float, ...]
    sure: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScanPage:
    """What was read in one picture: lines in no certain order, on the page turned upright.

    ``width`` and ``height`` of the upright page in pixels. ``way``: the 2 x 3 matrix that leads
    from it to the picture that was given; ``level`` says that it changes nothing. ``unread`` counts
    places that look like lines of print and could not be read.
    """

    lines: tuple[ScanLine, ...]
    width: int
    height: int
    way: tuple[tuple[float, float, float], ...]
    level: bool
    unread: int = 0

    def place(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """The bounds that ``box`` of the upright page has in the picture that was given."""
        if self.level:
            return box
        left, top, right, bottom = box
        (a, b, c), (d, e, f) = self.way
        points = [(left, top), (right, top), (right, bottom), (left, bottom)]
        x = [a * p + b * q + c for p, q in points]
        y = [d * p + e * q + f for p, q in points]
        return min(x), min(y), max(x), max(y)


def recognise(picture: Picture) -> ScanPage:
    """The lines of print in ``picture`` (grey, rows x columns).

    Raises :class:`~duizhang.reading.ocr_engine.NoEngine` where the extra is not installed.
    """
    picture = even_light(picture)
    height = print_height(picture)
    corners = _find(picture, height)
    back = _SAME
    if len(corners) and _lying(corners):
        picture, back = turned(picture, 1)
        corners = _find(picture, height)
    angle = _skew(corners)
    if abs(angle) > _SKEW:
        picture, way = straightened(picture, angle)
        back = _after(way, back)
        corners = _find(picture, height)
        angle = _skew(corners)
    if len(corners) and _on_its_head(picture, corners):
        size = np.asarray([picture.shape[1], picture.shape[0]], np.float32)
        picture, way = turned(picture, 2)
        back = _after(way, back)
        corners = (size - corners)[:, [2, 3, 0, 1]]
    if abs(angle) < _LEVEL:
        angle = 0.0
    upright = _laid_level(picture, angle)
    lines, unread = _read(picture, corners, upright) if len(corners) else ([], 0)
    way = _after(_inverse(upright), back)
    return ScanPage(
        tuple(lines),
        picture.shape[1],
        picture.shape[0],
        tuple((float(a), float(b), float(c)) for a, b, c in way),
        not np.abs(way - _SAME).max() > 1e-6,
        unread,
    )


def _laid_level(picture: Picture, angle: float) -> Floats:
    """The way from ``picture`` to itself turned about its middle so that its lines lie level."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.asarray([[c, s], [-s, c]])
    middle = np.asarray([picture.shape[1] / 2, picture.shape[0] / 2])
    return np.asarray(np.c_[turn, middle - turn @ middle], np.float32)


def _inverse(way: Floats) -> Floats:
    turn = np.linalg.inv(way[:, :2].astype(np.float64))
    return np.asarray(np.c_[turn, -turn @ way[:, 2]], np.float32)


def _find(picture: Picture, height: float) -> Floats:
    """Corners of the lines in ``picture``, looked for in bands at the scale of its print."""
    import cv2

    scale = float(np.clip(_SEEN / height if height else 0.5, *_SCALES))
    size = (max(32, round(picture.shape[1] * scale)), max(32, round(picture.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
    rows, columns = small.shape
    shared = int(6 * _SEEN)
    band = max(4 * shared, _BAND // columns)
    found: list[Floats] = []
    top = 0
    while True:
        bottom = min(rows, top + band)
        if rows - bottom < shared:
            bottom = rows
        boxes = detect(np.ascontiguousarray(small[top:bottom]))
        if len(boxes):
            middle = boxes[:, :, 1].mean(axis=1)
            low = 0 if top == 0 else shared / 2
            high = bottom - top if bottom == rows else bottom - top - shared / 2
            boxes = boxes[(middle >= low - 2) & (middle < high + 2)]
            boxes[:, :, 1] += top
            found.append(boxes)
        if bottom == rows:
            break
        top = bottom - shared
    if not found:
        return np.zeros((0, 4, 2), np.float32)
    boxes = _once(np.concatenate(found))
    return boxes * np.asarray([picture.shape[1] / columns, picture.shape[0] / rows], np.float32)


def _once(boxes: Floats) -> Floats:
    """``boxes`` without those that lie mostly in another: bands share their seams.

    They are laid level before: the bounds of a long line that falls hold the short one below it.
    """
    angle = np.radians(_skew(boxes))
    c, s = float(np.cos(angle)), float(np.sin(angle))
    level = boxes @ np.asarray([[c, -s], [s, c]], np.float32)
    low, high = level.min(axis=1), level.max(axis=1)
    area = (high - low).prod(axis=1)
    kept: list[int] = []
    for i in np.argsort(-area, kind="stable"):
        if kept:
            shared = np.minimum(high[kept], high[i]) - np.maximum(low[kept], low[i])
            shared = np.clip(shared, 0, None).prod(axis=1)
            if (shared > 0.6 * area[i]).any():
                continue
        kept.append(int(i))
    return boxes[sorted(kept)]


def _sides(corners: Floats) -> tuple[Floats, Floats]:
    """Length and height of each line."""
    return (
        np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1),
        np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1),
    )


def _lying(corners: Floats) -> bool:
    """Whether most of the print runs up or down."""
    across, down = _sides(corners)
    upright = down > 1.5 * across
    level = across > 1.5 * down
    return bool(float(down[upright].sum()) > 2 * float(across[level].sum()))


def _skew(corners: Floats) -> float:
    """Degrees by which the lines fall to the right: the middle one, weighted by length."""
    if not len(corners):
        return 0.0
    across, down = _sides(corners)
    long = across > 4 * down
    if not long.any():
        return 0.0
    run = corners[long, 1] - corners[long, 0] + corners[long, 2] - corners[long, 3]
    angles = np.degrees(np.arctan2(run[:, 1], run[:, 0]))
    order = np.argsort(angles, kind="stable")
    weights = np.cumsum(across[long][order])
    return float(angles[order][np.searchsorted(weights, weights[-1] / 2)])


def _after(way: Floats, back: Floats) -> Floats:
    """The way that goes along ``way`` and then along ``back``."""
    turn = back[:, :2] @ way[:, :2]
    return np.asarray(np.c_[turn, back[:, :2] @ way[:, 2] + back[:, 2]], np.float32)


def _on_its_head(picture: Picture, corners: Floats) -> bool:
    """Whether a few long lines are read more surely when they are turned round."""
    across, _ = _sides(corners)
    longest = np.argsort(-across, kind="stable")[:6]
    strips = [strip(picture, corners[i]) for i in longest]
    strips = [s[:, : 16 * s.shape[0]] for s in strips]
    upright = _mean(recognise_lines(strips))
    if upright >= _UPRIGHT:
        return False
    head_down = [np.ascontiguousarray(s[::-1, ::-1]) for s in strips]
    return _mean(recognise_lines(head_down)) > upright


def _mean(readings: list[Reading]) -> float:
    return sum(r.mean for r in readings) / max(1, len(readings))


def _read(picture: Picture, corners: Floats, upright: Floats) -> tuple[list[ScanLine], int]:
    """The lines between ``corners``, which ``upright`` lays level; and how many could not be read."""
    strips = [strip(picture, c) for c in corners]
    found = recognise_lines(strips)
    kept = [i for i, r in enumerate(found) if r.mean >= _LEAST and r.text.strip()]
    readings = _look_again([strips[i] for i in kept], [found[i] for i in kept])
    lines = []
    for i, seen in zip(kept, readings, strict=True):
        reading = with_holes(_per_mille(with_spaces(strips[i], seen)))
        flat = along(corners[i], upright)
        low, high = flat.min(axis=0), flat.max(axis=0)
        left, right = float(low[0]), float(high[0])
        middle = float(flat[:, 1].mean())
        half = float(np.linalg.norm(corners[i][3] - corners[i][0])) / 2
        lines.append(
            ScanLine(
                _DASH.sub("—", reading.text),
                (left, middle - half, right, middle + half),
                tuple(left + (right - left) * e for e in _edges(reading.centre)),
                tuple(round(s, 3) for s in reading.sure),
            )
        )
    return lines, _unread(corners, kept)


def _unread(corners: Floats, kept: list[int]) -> int:
    """How many of the places that were not ``kept`` are as high as most lines and as long as some
    words: print, and no picture's texture."""
    gone = np.ones(len(corners), bool)
    gone[kept] = False
    across, down = _sides(corners)
    usual = float(np.median(down[kept])) if kept else float(np.median(down))
    alike = (down > usual / _ALIKE) & (down < usual * _ALIKE) & (across > _WORDS * down)
    return int((gone & alike).sum())


def _per_mille(reading: Reading) -> Reading:
    """``reading`` with ‰ where its second ring was taken for a digit of its own: nothing else begins
    with a zero right behind a percent sign. It stays doubtful."""
    for m in reversed(list(_PER_MILLE.finditer(reading.text))):
        i, j = m.span()
        reading = Reading(
            reading.text[:i] + "‰" + reading.text[j:],
            (*reading.sure[:i], min(_MENDED, *reading.sure[i:j]), *reading.sure[j:]),
            (*reading.centre[:i], sum(reading.centre[i:j]) / (j - i), *reading.centre[j:]),
            (*reading.rival[:i], max(reading.rival[i:j]), *reading.rival[j:]),
        )
    return reading


def _edges(centres: tuple[float, ...]) -> tuple[float, ...]:
    """Borders of characters halfway between their middles."""
    inner = [(a + b) / 2 for a, b in pairwise(centres)]
    if not inner:
        return (0.0, 1.0)
    first = max(0.0, 2 * centres[0] - inner[0])
    last = min(1.0, 2 * centres[-1] - inner[-1])
    return (first, *inner, max(last, inner[-1]))


def _look_again(strips: list[Picture], readings: list[Reading]) -> list[Reading]:
    """``readings`` with what a second look at their figures makes doubtful.

    A decimal point or a doubled digit is two or three columns of what the recogniser sees; on a
    stretched crop it falls elsewhere, and what was an accident then reads otherwise.
    """
    windows: list[tuple[int, int, int]] = []
    crops: list[Picture] = []
    for n, reading in enumerate(readings):
        edges = _edges(reading.centre)
        wide = strips[n].shape[1]
        for start, end in _windows(reading.text):
            left, right = int(edges[start] * wide), int(np.ceil(edges[end] * wide))
            left = 0 if start == 0 else left
            right = wide if end == len(reading.text) else right
            windows.append((n, start, end))
            crops.append(np.ascontiguousarray(strips[n][:, left : max(right, left + 4)]))
    again = recognise_lines(crops, _STRETCH)
    found = [list(r.sure) for r in readings]
    for (n, start, end), second in zip(windows, again, strict=True):
        first = readings[n]
        for i in _differing(first.text[start:end], second.text):
            found[n][start + i] = min(found[n][start + i], _DIFFERS)
        for i in range(start, end):
            if _FIGURE.match(first.text[i]) and first.rival[i] > _RIVAL:
                found[n][i] = min(found[n][i], 1 - first.rival[i])
    return [replace(r, sure=tuple(s)) for r, s in zip(readings, found, strict=True)]


def _windows(text: str) -> list[tuple[int, int]]:
    """Runs of ``text`` with figures in them, and what stands beside."""
    found: list[tuple[int, int]] = []
    for m in _FIGURE.finditer(text):
        start, end = max(0, m.start() - _BESIDE), min(len(text), m.end() + _BESIDE)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _differing(first: str, second: str) -> list[int]:
    """Places of ``first`` that ``second`` reads otherwise.

    Spaces and the width of signs do not count, nor do the characters that were cut at its ends; a
    character missing makes those beside it doubtful.
    """
    solid = [i for i, c in enumerate(first) if not c.isspace()]
    a = _plain("".join(first[i] for i in solid))
    b = _plain("".join(second.split()))
    found: set[int] = set()
    for kind, start, end, _, _ in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "insert":
            start, end = start - 1, start + 1
        if kind != "equal":
            found.update(solid[max(0, start) : end])
    return sorted(i for i in found if 0 < i < len(first) - 1 or _FIGURE.match(first[i]))


def _plain(text: str) -> str:
    """``text`` character for character with narrow signs and one kind of dash."""
    return "".join(_SIGNS.get(c, c) for c in text)
