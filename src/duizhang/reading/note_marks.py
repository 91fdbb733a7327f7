"""Raised characters: marks that call a note, and powers of ten.

A mark stands where a figure ends, and would be read as part of it; so would the power in 3.2×10⁴,
which is set as a small 4.
"""

from __future__ import annotations

import re

# A piece of one is one, too: programs part [1] into three runs.
_MARK = re.compile(
    r"[\[〔【(（]?(?:注\s*)?(?:\d{1,3}(?:[,，、–-]\d{1,3})*)?[\]〕】)）]?|[①-⑳]+|[*＊†‡※]{1,3}"
)
_TEN = re.compile(r"[×✕xX*·∙⋅(（/]\s*10\s?$")
_EXPONENT = re.compile(r"\s*[-−–+]?[0-9]{1,2}\s*")
_RAISED = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
BEFORE = 6
"""Characters before a raised one that tell what it is."""


def is_mark(text: str, before: str) -> bool:
    """Whether the raised ``text`` behind ``before`` calls a note: 增长5%[2], but not km2."""
    text = text.strip()
    if not text or _MARK.fullmatch(text) is None:
        return False
    last = before[-1:]
    return not (text.isdigit() and last.isascii() and last.isalpha())


def exponent(text: str, before: str) -> str:
    """The raised ``text`` in characters that are raised themselves, of the same length, where it is
    a power of ten: 4 behind 3.2×10 or （10 is ⁴. Empty where it is none."""
    if _EXPONENT.fullmatch(text) is None or _TEN.search(before[-BEFORE:]) is None:
        return ""
    return text.translate(_RAISED)
