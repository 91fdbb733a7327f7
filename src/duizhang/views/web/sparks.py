"""Sparklines: a few points in one line of a table, as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_WIDTH, _HEIGHT, _EDGE = 88, 20, 3


class Spark(NamedTuple):
    """The line of what was reached and the strokes of what was promised, in px, and in words."""

    line: str
    targets: list[tuple[float, float]]
    last: tuple[float, float]
    words: str
    width: int = _WIDTH
    height: int = _HEIGHT


def spark(points: Sequence[tuple[int, float | None, float | None, str]]) -> Spark | None:
    """The sparkline of (year, target, result, printed result); None for fewer than three results."""
    told = [p for p in points if p[2] is not None]
    if len(told) < 3:
        return None
    values = [v for p in points for v in (p[1], p[2]) if v is not None]
    low, high = min(values), max(values)
    first, last = points[0][0], points[-1][0]

    def x(year: int) -> float:
        return round(_EDGE + (year - first) / ((last - first) or 1) * (_WIDTH - 2 * _EDGE), 1)

    def y(value: float) -> float:
        return round(
            _HEIGHT - _EDGE - (value - low) / ((high - low) or 1) * (_HEIGHT - 2 * _EDGE), 1
        )

    at = [(x(p[0]), y(p[2])) for p in told if p[2] is not None]
    return Spark(
        " ".join(f"{a},{b}" for a, b in at),
        [(x(p[0]), y(p[1])) for p in points if p[1] is not None],
        at[-1],
        "、".join(f"{p[0]} {p[3]}" for p in told),
    )
