"""Spaces between Chinese characters, which the recogniser does not see.

A headline parts its halves by one, and the half before it may be the place that the lines below
are about. Two signs must agree: white between the characters, and all that follows moved on
against all that goes before; white alone also stands beside narrow characters. In running text,
where a line has a comma or a stop, no space is looked for: on a blurred photograph such lines show
more accidents than spaces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median

import numpy as np

from duizhang.reading.ocr_engine import Picture, Reading

_RUNNING = re.compile("[，,。；;：:！!？?]")
_WHITE = 0.26  # em
_MOVED = 0.05  # em
_BOTH = 0.36  # em of white and move together
_BESIDE = 4  # characters on either side that tell
_ENOUGH = 6  # Chinese characters of a line that tell their distance


def with_spaces(picture: Picture, reading: Reading) -> Reading:
    """``reading`` of the line in ``picture`` with a space wherever a gap is one."""
    text = reading.text
    if _RUNNING.search(text):
        return reading
    han = ["\u4e00" <= c <= "\u9fff" for c in text]
    at = [c * picture.shape[1] for c in reading.centre]
    steps = [(at[i + 3] - at[i]) / 3 for i in range(len(text) - 3) if all(han[i : i + 4])]
    if sum(han) < _ENOUGH or not steps or (em := median(steps)) <= 0:
        return reading
    print_ = picture.min(axis=0) < (int(picture.min()) + int(picture.max())) / 2
    found = [
        i
        for i in range(1, len(text))
        if han[i - 1]
        and han[i]
        and (white := _white(print_[int(at[i - 1]) : int(at[i]) + 1]) / em) >= _WHITE
        and (moved := _moved(at, han, i, em)) >= _MOVED
        and white + moved >= _BOTH
    ]
    for i in reversed(found):
        middle = (reading.centre[i - 1] + reading.centre[i]) / 2
        reading = replace(
            reading,
            text=reading.text[:i] + " " + reading.text[i:],
            sure=(*reading.sure[:i], 1.0, *reading.sure[i:]),
            centre=(*reading.centre[:i], middle, *reading.centre[i:]),
            rival=(*reading.rival[:i], 0.0, *reading.rival[i:]),
        )
    return reading


def _white(columns: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """The longest run of columns without print."""
    edges = np.flatnonzero(np.r_[True, columns, True])
    return int(np.diff(edges).max()) - 1


def _moved(at: list[float], han: list[bool], i: int, em: float) -> float:
    """By how many em the characters from ``i`` on are farther from those before than one follows
    another."""
    before = after = i
    while before > 0 and han[before - 1] and i - before < _BESIDE:
        before -= 1
    while after < len(han) and han[after] and after - i < _BESIDE:
        after += 1
    left = [at[j] + (i - 1 - j) * em for j in range(before, i)]
    right = [at[k] - (k - i) * em for k in range(i, after)]
    return (sum(right) / len(right) - sum(left) / len(left)) / em - 1
