"""Names what a numeral is: a quantity, or a date, name, ordinal, list mark or noise."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, cast

from duizhang.language.lexicon import Lexicon
from duizhang.model.records import FigureKind

_LEFT = 16  # characters a rule may look back
_RIGHT = 24  # and forward


class KindRule(NamedTuple):
    """One entry of ``kinds.toml``, compiled."""

    name: str
    kind: FigureKind
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    number: re.Pattern[str] | None
    unless_right: re.Pattern[str] | None


def _rule(entry: dict[str, Any]) -> KindRule:
    left = entry.get("left", "")
    if left and left != "$":
        left = left if left.endswith("$") else f"(?:{left})$"
    number = entry.get("number")
    return KindRule(
        entry["name"],
        entry["kind"],
        re.compile(left) if left and left != "$" else None,
        re.compile(entry["right"]) if entry.get("right") else None,
        re.compile(number) if number else None,
        re.compile(entry["unless_right"]) if entry.get("unless_right") else None,
    )


def kind_rules(lexicon: Lexicon) -> tuple[KindRule, ...]:
    """The rules of ``kinds.toml`` in their order."""
    return tuple(_rule(entry) for entry in lexicon.tables["kinds"]["rule"])


# What most numerals look like: a Han character or clause mark before, a plain unit behind. They
# are measures unless a rule that looks at such surroundings speaks, so most rules can be passed.
_PLAIN_RIGHT = re.compile(
    r"(?:[余多]?[百千万亿]*[余多]?(?:元|美元|户|家|人(?!制)|亩|吨|公里|千瓦|平方|立方|套|斤)|%(?![”\"])|个(?![0-9]))"
)
_PLAIN_LEFT = re.compile(r"[一-鿿、，](?<![第个双])$")


def kind_of(folded: str, start: int, end: int, lexicon: Lexicon) -> tuple[FigureKind, str]:
    """The kind of the numeral at ``folded[start:end]`` and the rule that named it."""
    left = folded[max(0, start - _LEFT) : start]
    right = folded[end : end + _RIGHT]
    if _PLAIN_RIGHT.match(right) and _PLAIN_LEFT.search(left):
        return "measure", "quantity"
    number = folded[start:end]
    for rule in cast("tuple[KindRule, ...]", lexicon.compiled(kind_rules)):
        if rule.number is not None and not rule.number.fullmatch(number):
            continue
        if rule.right is not None and not rule.right.match(right):
            continue
        if rule.left is not None and not rule.left.search(left):
            continue
        if rule.unless_right is not None and rule.unless_right.match(right):
            continue
        return rule.kind, rule.name
    return "measure", "quantity"
