"""Fold the many ways to type one character into one, without moving any character.

``fold`` is for matching: patterns and lexicons are written once, in half-width simplified text,
and a match's offsets hold in the unfolded text too, for the length never changes. Evidence is
always quoted from the unfolded text.

What is folded:

- full-width letters, digits and signs to ASCII (４．５％ -> 4.5%); ，。；：！？（） stay;
- ASCII ``, ; : ( )`` to ，；：（）, except a comma or colon between two digits (1,200 and 2:1),
  and the ratio sign ∶ to the ASCII colon;
- dashes: long ones to ``—``, hyphens, minus and en dash to ``-``, waves to ``~``;
- quotes: 「」〝〞 and straight pairs on one line to “”, 『』 to ‘’;
- middle dots to ``·``, typed spaces of any width to one ASCII space (a line's end stays);
- traditional characters, their Taiwan and Hong Kong forms, and compatibility forms of Han
  characters to simplified, one to one (``data/traditional.tsv``). 乾 and 著 stay as they are: they
  are simplified characters too, and which is meant takes a word to tell.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["fold"]

_DATA = Path(__file__).with_name("data") / "traditional.tsv"

# Few enough to be read at a glance: what is typed, and what it becomes.
_SIGNS = (
    ("―─⸺﹘", "—"),
    ("‐‑‒–−－﹣", "-"),
    ("～〜∼˜", "~"),
    ("「〝﹁", "“"),
    ("」〞〟﹂", "”"),
    ("『﹃", "‘"),
    ("』﹄", "’"),
    ("・‧∙⋅･", "·"),
    ("✕✖╳", "×"),
    ("﹪", "%"),
    ("∶", ":"),
    (";", "；"),
    ("(", "（"),
    (")", "）"),
    ("　\u00a0\u2002\u2003\u2009\u202f", " "),
)
_MANY = 48  # more different ones than this (a traditional page) are cheaper in one translation
_KEPT_FULL_WIDTH = "！，：；？（）"
_COMMA_OR_COLON = re.compile(r"[,:](?:(?<![0-9０-９].)|(?![0-9０-９]))")
_STRAIGHT = re.compile('["＂]([^"＂\n]*)["＂]')


@cache
def _table() -> dict[int, str]:
    lines = _DATA.read_text(encoding="utf-8").splitlines()
    table = {ord(line[0]): line[2] for line in lines}
    table.update({ord(c): to for typed, to in _SIGNS for c in typed})
    full_width = (chr(code) for code in range(0xFF01, 0xFF5F))
    table.update(
        {
            ord(c): chr(ord(c) - 0xFEE0)
            for c in full_width
            if c not in _KEPT_FULL_WIDTH and ord(c) not in table
        }
    )
    return table


@cache
def _rare() -> re.Pattern[str]:
    """One class of all that the table changes.

    A page holds few of them, and finding those costs a tenth of looking every character up.
    """
    return re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_table())) + "]")


def fold(text: str) -> str:
    """``text`` with its variant characters folded; the same length, ``fold(fold(t)) == fold(t)``.

    Offsets into the result are offsets into ``text``. Reads one small file on its first call.
    """
    if "," in text or ":" in text:
        text = _COMMA_OR_COLON.sub(_to_chinese, text)
    if '"' in text or "＂" in text:
        text = _STRAIGHT.sub(r"“\1”", text)
    found = set(_rare().findall(text))
    if len(found) > _MANY:
        return text.translate(_table())
    for character in found:
        text = text.replace(character, _table()[ord(character)])
    return text


def _to_chinese(match: re.Match[str]) -> str:
    return "，" if match.group() == "," else "："
