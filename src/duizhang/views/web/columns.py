"""Numbers in a column: decimals below each other, whatever unit and hedge stand behind them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_HEAD = re.compile(r"[^0-9０-９]*[0-9０-９][0-9０-９,，]*")
_MOST = 16  # half widths of a Han character that a column keeps free behind the decimal point


def cut(printed: str) -> tuple[str, str]:
    """``printed`` before and behind its first decimal point: ``力争6`` and ``.5%左右``."""
    found = _HEAD.match(printed)
    return (printed[: found.end()], printed[found.end() :]) if found else (printed, "")


def tails(printed: Iterable[str]) -> str:
    """The class of a column's cells that keeps room behind the point for the longest of these.

    ``t9`` is nine halves of a Han character; what is longer than all but a few stands out.
    """
    widest = max((sum(map(_width, cut(p)[1])) for p in printed), default=0.0)
    return f"t{min(_MOST, math.ceil(2 * widest))}"


def _width(character: str) -> float:
    """The width of a character, of a Han character's: an upper bound in the fonts of the site."""
    if character > "\u2e7f" or character in "—…“”":
        return 1.0
    return {".": 0.3, "%": 0.95, "‰": 1.2, "m": 0.95}.get(character, 0.62)
