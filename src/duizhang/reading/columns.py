"""The width of a newspaper column, seen from the widths of its lines."""

from __future__ import annotations

from collections import Counter

_NARROW, _WIDE = 16, 130  # widths, in half characters, that a printed column may have
_INDENT = 8  # a first line whose indent is lost is 4 narrower; signs and digits vary by as much
_RAGGED = 2  # full lines differ by this much: a half-width sign, a digit that did not fit
_SURE = 6  # lines from which the widths alone tell


def width(text: str) -> int:
    """Width in half characters: a Han character takes two, a Latin letter, digit or quote one."""
    quotes = text.count("“") + text.count("”")
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) // 2 - quotes


def fills(line_width: int, column: int) -> bool:
    """Whether a line fills a column, or would but for a lost indent."""
    return column - _INDENT <= line_width <= column + 1


def column_width(lines: list[tuple[int, bool]]) -> int:
    """The width of the column that printed ``lines`` (width, broken inside a sentence), or 0.

    They are a column when those broken inside a sentence nearly all have one width, and are the
    greater part, and hardly any line is wider. A list of short entries shows neither: its lines
    are as long as their words. Of few lines the last must end a sentence, too.
    """
    inner = [w for w, broken in lines[:-1] if broken]
    if len(lines) < 3 or not inner or len(inner) * 2 < len(lines) - 1:
        return 0
    counts = Counter(inner)
    column = max(counts, key=lambda w: (sum(counts[w - i] for i in range(_RAGGED + 1)), w))
    if not _NARROW <= column <= _WIDE:
        return 0
    full = sum(1 for w in inner if fills(w, column))
    tight = sum(counts[column - i] for i in range(_RAGGED + 1))
    wider = sum(1 for w, _ in lines if w > column + _RAGGED)
    if full * 10 < len(inner) * 7 or wider * 6 > len(lines):
        return 0
    if len(lines) < _SURE:
        return column if not lines[-1][1] else 0
    return column if tight * 2 >= len(inner) else 0
