"""Finds quantities in Chinese numerals (翻一番, 近三成, 百余场) where a reader would count them."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from typing import Any, NamedTuple, cast

from duizhang.figures.quantity import Amount, hedge_of
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.model import Document

_DIGITS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_ROUND = {"万": 10**4, "亿": 10**8}


class HanziRule(NamedTuple):
    """One entry of ``hanzi.toml``, compiled."""

    name: str
    pattern: re.Pattern[str]
    entry: dict[str, Any]


class HanziTable(NamedTuple):
    """``hanzi.toml`` compiled."""

    rules: tuple[HanziRule, ...]


def hanzi_table(lexicon: Lexicon) -> HanziTable:
    """The rules for quantities in Chinese numerals."""
    return HanziTable(
        tuple(
            HanziRule(e["name"], re.compile(e["pattern"]), e)
            for e in lexicon.tables["hanzi"]["quantity"]
        )
    )


def number_of(text: str) -> int:
    """The whole number that Chinese numerals write: 二十三 -> 23, 百 -> 100, 十万 -> 100000.

    cn2an reads only well-formed numerals (it refuses 百 and 千 alone, which 百余场 needs).
    """
    total, part, digit = 0, 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _PLACES:
            part += (digit or 1) * _PLACES[c]
            digit = 0
        elif c in _ROUND:
            total += (part + digit or 1) * _ROUND[c]
            part = digit = 0
    return total + part + digit


def hanzi_tokens(document: Document, folded: str, lexicon: Lexicon) -> list[Token]:
    """Tokens of the quantities in Chinese numerals, in text order; none overlaps another."""
    table = cast(HanziTable, lexicon.compiled(hanzi_table))
    taken: list[tuple[int, int]] = []  # in text order
    tokens: list[Token] = []
    for rule in table.rules:
        for m in rule.pattern.finditer(folded):
            group = "n" if "n" in rule.pattern.groupindex else "word"
            start, end = m.span(group) if m.group(group) is not None else m.span()
            if rule.name in ("doubling", "fraction", "per cent in words"):
                start, end = m.span()
            behind = bisect_left(taken, (end,))
            if behind and taken[behind - 1][1] > start:
                continue
            insort(taken, (start, end))
            tokens.append(_token(document, folded, rule, m, start, end, lexicon))
    tokens.sort(key=lambda t: t.start)
    return tokens


def _token(
    document: Document,
    folded: str,
    rule: HanziRule,
    m: re.Match[str],
    start: int,
    end: int,
    lexicon: Lexicon,
) -> Token:
    entry = rule.entry
    token = Token(
        start, end, (document.map.span_to_source(start, end),), m.group(0), "measure", rule.name
    )
    number = m.groupdict().get("n")
    factor = 1
    unit = entry.get("unit", "")
    written = m.groupdict().get("unit")
    if written is not None:
        factor = {"亿": 10**8, "万": 10**4}.get(written[0], 1) if len(written) > 1 else 1
        unit = written[1:] if factor > 1 else written
        unit = "人" if unit == "名" else unit
    if entry.get("power"):
        value = float(2 ** number_of(number or "一"))
    elif entry.get("fraction"):
        value = number_of(number or "一") / number_of(m.group("d"))
    elif "value" in entry:
        value = float(entry["value"])
    else:
        value = float(number_of(number or "") * entry.get("scale", 1) * factor)
    token.value, token.unit = value, unit
    token.value2 = float(entry["value2"]) if "value2" in entry else None
    stop = (
        m.end("unit")
        if written is not None
        else m.end(0)
        if rule.name != "two-digit growth"
        else end
    )
    token.amount = Amount(factor, 1, unit, stop, False, "")
    token.stop = stop
    token.fixed_aspect = entry["aspect"]
    if "hedge" in entry:
        token.hedge = entry["hedge"]
        token.hedge_at = (start, stop)
    else:
        hedge, a, b = hedge_of(folded, start, token.amount, lexicon)
        token.hedge, token.hedge_at = hedge, (a, b)
    return token
