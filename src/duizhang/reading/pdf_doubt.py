"""Whether the text of a PDF page is what is printed there: fonts may name their signs wrongly."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from duizhang.language.fold import fold

_COMMON = Path(__file__).parents[1] / "language" / "data" / "common_han.txt"
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
# Private use, unassigned, replacement: no character of a text. A few are a font's own bullets.
_NO_TEXT = re.compile("[\ue000-\uf8ff\ufffd\ufffe\uffff\U000f0000-\U0010ffff\x7f-\x9f]")
_NO_TEXT_SHARE = 0.05
_FEW = 8
_PLAUSIBLE = 0.25  # share of common characters among Han ones: some .7 in a report, .05 in noise
_ENOUGH = 60  # Han characters that can tell
_CJK_FONT = re.compile(
    r"Song|Hei(?!sei)|Kai(?:ti|TI|$|[,_-])|FangS|SimS|CJK|Ming|YaHei|Han[SK]|FZ|STX|DFK|PMing", re.I
)
_WORDS = re.compile(r"[A-Za-z]{2,}|[0-9][0-9.,%]*")


def doubt_of(text: str, fonts: frozenset[str]) -> str:
    """Why the text of a page, without its white space, cannot be trusted; empty where it can."""
    if len(text) < _FEW:
        return ""
    counts = Counter(text)  # a page has some 6,000 characters and a tenth as many different ones
    signs = "".join(counts)
    bad = sum(counts[c] for c in _NO_TEXT.findall(signs))
    if bad > max(_FEW // 2, _NO_TEXT_SHARE * len(text)):
        return f"{bad} of its {len(text)} characters are none"
    han = "".join(_HAN.findall(signs))
    many = sum(counts[c] for c in han)
    if many >= _ENOUGH:
        common = _common()
        known = sum(counts[c] for c, f in zip(han, fold(han), strict=True) if f in common)
        if known / many < _PLAUSIBLE:
            return "its characters make no Chinese text"
    if not han and fonts and all(_CJK_FONT.search(font) for font in fonts):
        words = sum(len(m) for m in _WORDS.findall(text))
        if len(text) >= _ENOUGH and words < 0.6 * len(text):
            return "its fonts are Chinese and its characters are not"
    return ""


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8")) - {"\n"}
