"""Raised marks that call a note: they stand where a figure ends, and would be read as part of it."""

from __future__ import annotations

import re

# A piece of one is one, too: programs part [1] into three runs.
_MARK = re.compile(
    r"[\[〔【(（]?(?:注\s*)?(?:\d{1,3}(?:[,，、–-]\d{1,3})*)?[\]〕】)）]?|[①-⑳]+|[*＊†‡※]{1,3}"
)


def is_mark(text: str, before: str) -> bool:
    """Whether the raised ``text`` behind ``before`` calls a note: 增长5%[2], but not km2."""
    text = text.strip()
    if not text or _MARK.fullmatch(text) is None:
        return False
    last = before[-1:]
    return not (text.isdigit() and last.isascii() and last.isalpha())
