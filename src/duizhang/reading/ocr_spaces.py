"""Spaces between Chinese characters, which the recogniser does not see.

A headline parts its halves by one, and the half before it may be the place that the lines below
are about. Two signs must agree: white between the characters, and all that follows moved on
against all that goes before; white alone also stands beside narrow characters, and is enough only
behind the name of a place that opens the line. In running text, where a line has a comma or a stop,
and in items of lists no space is looked for, nor one that leaves a single character over: on a
blurred photograph such lines show more accidents than spaces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median

import numpy as np

from duizhang.language.places import default_places
from duizhang.reading.ocr_engine import Picture, Reading

_RUNNING = re.compile("[，,。；;：:！!？?]|^ *[·•■●◆▲★○□]")
_LEAST = 2  # characters that a space parts from others
_WHITE = 0.26  # em
_MOVED = 0.05  # em
_BOTH = 0.36  # em of white and move together
_WHITE_NAMED = 0.24  # em behind the name of a place that opens a line, where a space is likely
_NAME = range(4, 1, -1)  # characters of such a name
_HOLE, _HOLE_SURE = 1.55, 0.4  # steps wide; how sure the characters beside a hole are
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
    named = _behind_place(text)
    found = []
    for i in range(1, len(text)):
        if not (han[i - 1] and han[i]):
            continue
        white = _white(print_[int(at[i - 1]) : int(at[i]) + 1]) / em
        moved = _moved(at, han, i, em) if white >= _WHITE else 0.0
        if (white >= _WHITE and moved >= _MOVED and white + moved >= _BOTH) or (
            i == named and white >= _WHITE_NAMED
        ):
            found.append(i)
    for i in reversed(_apart(found, len(text))):
        middle = (reading.centre[i - 1] + reading.centre[i]) / 2
        reading = replace(
            reading,
            text=reading.text[:i] + " " + reading.text[i:],
            sure=(*reading.sure[:i], 1.0, *reading.sure[i:]),
            centre=(*reading.centre[:i], middle, *reading.centre[i:]),
            rival=(*reading.rival[:i], 0.0, *reading.rival[i:]),
        )
    return reading


def _behind_place(text: str) -> int:
    """Where the name of a place that opens the line ends; 0 where none does."""
    table = default_places()
    return next((n for n in _NAME if n < len(text) and table.find(text[:n])), 0)


def _apart(places: list[int], length: int) -> list[int]:
    """Those of ``places`` in a line that leave some characters on either side."""
    found: list[int] = []
    for i in places:
        if i - (found[-1] if found else 0) >= _LEAST and length - i >= _LEAST:
            found.append(i)
    return found


def with_holes(reading: Reading) -> Reading:
    """``reading`` with doubt of two Chinese characters between which another one has room: a seal or
    a blot may cover it, and the recogniser then passes over it without a word."""
    text, at = reading.text, reading.centre
    han = ["\u4e00" <= c <= "\u9fff" for c in text]
    steps = {i: at[i] - at[i - 1] for i in range(1, len(text)) if han[i - 1] and han[i]}
    if len(steps) < _ENOUGH:
        return reading
    usual = median(steps.values())
    sure = list(reading.sure)
    for i, step in steps.items():
        if step > _HOLE * usual:
            sure[i - 1], sure[i] = min(sure[i - 1], _HOLE_SURE), min(sure[i], _HOLE_SURE)
    return replace(reading, sure=tuple(sure))


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
