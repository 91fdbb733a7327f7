"""Figures in boxes: a number with its unit, and below or above it the words that say what it is.

Web pages and posters set them beside each other, a row of numbers over a row of words. Where both
are found, each number is written with its own words, as a sentence would have them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhang.reading.cells import kind_of

_LONGEST = 24  # characters of the words
_FEWEST = 2  # boxes beside each other
_HAN = re.compile("[一-鿿]")
_NO_LABEL = re.compile("[0-9０-９。！？；;，,：:（(]")  # a unit in brackets is a table's
_BEGINS = re.compile("[^0-9０-９]{0,4}[0-9０-９]")
_YEAR = re.compile("(?:19|20)[0-9]{2}$")


def is_value(text: str) -> bool:
    """Whether ``text`` is a number, with its unit or without, and nothing else; no bare year."""
    text = text.strip()
    if len(text) > _LONGEST or not _BEGINS.match(text):
        return False
    return kind_of(text, False) in ("number", "value") and not _YEAR.match(text)


def is_label(text: str) -> bool:
    """Whether ``text`` may say what a number is: few words without a number or a stop."""
    text = "".join(text.split())
    return len(text) <= _LONGEST and bool(_HAN.search(text)) and not _NO_LABEL.search(text)


def belong(first: str, second: str) -> bool:
    """Whether two lines that follow each other are a number and its words, in either order."""
    return (is_value(first) and is_label(second)) or (is_label(first) and is_value(second))


def paired_rows(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """For a table of boxes its rows in pairs: of the words, of the values they are for.

    All rows are such pairs, in one order, and in each pair words stand where values do; of any other
    table nothing is given.
    """
    filled = [[i for i, text in enumerate(row) if text.strip()] for row in rows]
    if not rows or len(rows) % 2:
        return []
    found: list[tuple[int, int]] = []
    for a in range(0, len(rows), 2):
        b = a + 1
        if filled[a] != filled[b] or len(filled[a]) < _FEWEST:
            return []
        upper, lower = [rows[a][i] for i in filled[a]], [rows[b][i] for i in filled[b]]
        if all(map(is_label, upper)) and all(map(is_value, lower)):
            found.append((a, b))
        elif all(map(is_value, upper)) and all(map(is_label, lower)):
            found.append((b, a))
        else:
            return []
    return found if len({words < values for words, values in found}) == 1 else []
