"""What a reader should know of a page, though nothing of it is changed."""

from __future__ import annotations

import re

from duizhang.model import Block
from duizhang.reading.draft import Draft
from duizhang.reading.layout import layout

# A letter that print or a scan put for a digit: inside a number, or between it and its unit.
_LETTER = re.compile(r"[lIOo](?:(?<=[0-9.].)|(?=[0-9]))")
_ODD = re.compile(
    r"(?:[0-9]+(?:\.[0-9]+)?[lIOo][0-9lIOo.]*|[lO][0-9]+(?:\.[0-9]+)?)"
    r"(?= ?(?:[%％‰元个家户人项吨亩件]|[万亿千百]))"
)
_NUMBER_TAIL = re.compile(r"[0-9A-Za-z.]*$")
_REACH = 24  # characters that such a number may reach back
_SIGNS = re.compile(r"[（()）、.．第章节编部分，,是要\s]")
_MARK = 12  # characters that a mark and what must follow it take
_LONGEST_GAP = 3  # numbers that one gap may skip; more is another list


def check_numerals(draft: Draft) -> None:
    """Warn of numbers with a letter in them; they stay as printed."""
    text = draft.text
    behind = 0
    for letter in _LETTER.finditer(text):
        at = letter.start()
        tail = _NUMBER_TAIL.search(text, max(behind, at - _REACH), at)
        odd = _ODD.match(text, tail.start() if tail else at)
        if odd and odd.start() >= behind:
            behind = odd.end()
            draft.warn(
                "odd_numeral",
                f"{odd.group()}: a letter seems to stand for a digit; it is kept as printed",
                *odd.span(),
            )


def check_numbering(draft: Draft, blocks: list[Block]) -> None:
    """Warn where the numbers of headings or list items skip one."""
    # kind of mark -> last number, how many in a row, where
    last: dict[str, tuple[int, int, int]] = {}
    order: list[str] = []  # kinds of mark that are open, the outer first
    for block in blocks:
        if not block.marker or block.kind == "furniture":
            continue
        found = layout().marker(draft.text[block.start : block.start + _MARK])
        if found is None or found[0] != block.marker or not found[1].numerals:
            continue
        kind = found[1].name
        number = _number(block.marker)
        if kind in order:  # inner lists end where an outer one goes on
            for inner in order[order.index(kind) + 1 :]:
                last.pop(inner, None)
            del order[order.index(kind) + 1 :]
        else:
            order.append(kind)
        before, run, at = last.get(kind, (0, 0, 0))
        between = draft.text[at : block.start]
        missing = [
            n for n in range(before + 1, min(number, 99)) if _absent(n, block.marker, between)
        ]
        if run >= 2 and 0 < len(missing) <= _LONGEST_GAP:
            names = "、".join(str(n) for n in missing)
            draft.warn(
                "numbering_gap",
                f"the numbering skips {names}: behind {before} comes {block.marker}",
                block.start,
                block.start + len(block.marker),
            )
        last[kind] = (number, run + 1 if number > before else 1, block.start)


def _absent(number: int, like: str, text: str) -> bool:
    """Whether no mark for ``number``, written like the mark ``like``, stands inside ``text``."""
    sign = _SIGNS.sub("", like)
    mark = like.replace(sign, str(number) if sign.isascii() else _HAN_NUMBERS[number])
    return (mark if mark != str(number) else f"{mark} ") not in text


def _number(marker: str) -> int:
    """The number of a mark, 1 to 99; 0 when it has none."""
    sign = _SIGNS.sub("", marker)
    if sign.isascii():
        return int(sign)
    return _HAN_NUMBERS.index(sign) if sign in _HAN_NUMBERS else 0


def _han_numbers() -> list[str]:
    """〇 to 九十九, as sections are counted (十一, 二十): the place in the list is the number."""
    ones = ["", *"一二三四五六七八九"]
    tens = ["", "十", *(f"{one}十" for one in ones[2:])]
    return [ten + one or "〇" for ten in tens for one in ones]


_HAN_NUMBERS = _han_numbers()
