"""Scores workbooks of targets: each cell's figure against what its row and column say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from formats_office import Target
from formats_score import FIELDS, Error, Score, Seen, seen

from duizhang.model import Report


def compare_targets(expected: Sequence[Target], report: Report) -> Score:
    """What became of the figures of a workbook; figures of its head (years) are left out."""
    read = [s for s in seen(report) if s.claim]
    score = Score(plain=len(expected), read=len(read))
    left = Counter(tuple(t[n] for n in FIELDS) for t in expected)
    wrong = []
    for one in read:
        if left[one.fields] > 0:
            left[one.fields] -= 1
            score.found += 1
            score.same += 1
        else:
            wrong.append(one)
    for fields in left.elements():
        near = min(wrong, key=lambda w: _distance(fields, w.fields), default=None)
        plain = Seen(0, 0.0, str(fields[1]), "", "", fields, True, False)
        if near is None or fields[1] != near.fields[1]:
            score.errors.append(Error("lost", plain, None))
            continue
        wrong.remove(near)
        score.found += 1
        names = [n for n, a, b in zip(FIELDS, fields, near.fields, strict=True) if a != b]
        score.errors.append(Error("field " + " ".join(names), plain, near))
    score.extra = len(wrong)
    score.errors += [Error("invented", None, w) for w in wrong]
    return score


def _distance(a: Sequence[object], b: Sequence[object]) -> tuple[bool, int]:
    return a[1] != b[1], sum(x != y for x, y in zip(a, b, strict=True))
