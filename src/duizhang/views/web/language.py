"""The words of the interface: Chinese first, English one click away (``/en/…``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from duizhang.views.number import MINUS
from duizhang.views.number import gap as say_gap

Language = Literal["zh", "en"]


@cache
def _words() -> dict[str, Any]:
    text = (files("duizhang.views.web") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def english() -> dict[str, str]:
    """English by Chinese word, from ``words.toml``."""
    table: dict[str, str] = _words()["en"]
    return table


def translator(language: Language) -> Callable[..., str]:
    """The function ``_`` of the templates: ``_("{n} 项", n=3)``. A missing word stays Chinese.

    What stands behind # only tells two English words of one Chinese word apart: 地方#many.
    """

    def say(words: str, **values: object) -> str:
        plain = words.partition("#")[0]
        told = english().get(words) or english().get(plain, plain) if language == "en" else plain
        return told.format(**values) if values else told

    return say


@cache
def _indicators() -> dict[str, str]:
    from duizhang.language.lexicon import load_lexicon

    rows = load_lexicon().rows["indicators"]
    return {row["zh"]: row["en"] for row in rows if row.get("en")}


def namer(language: Language) -> Callable[[str], str]:
    """The function ``named`` of the templates: the name of an indicator in ``language``.

    Anything else (a subject in the report's own words, a place) stays as it is.
    """
    if language == "zh":
        return str
    return lambda name: _indicators().get(name, name)


def warner(language: Language) -> Callable[[str, str], str]:
    """The function ``warned`` of the templates: a note of the reader by its code, in ``language``."""
    if language == "en":
        return lambda code, message: message
    words: dict[str, str] = _words()["warning"]
    return lambda code, message: words.get(code, message)


def refuser(language: Language) -> Callable[[str], str]:
    """The function ``refused`` of the templates: why a file was not read, in ``language``.

    The reason may have the name of the file before it.
    """
    return str if language == "en" else _chinese_refusal


@cache
def _refusals() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(p["en"]), p["zh"]) for p in _words()["refusal"]]


def _chinese_refusal(reason: str) -> str:
    name, colon, rest = reason.partition(": ")
    for before, words in (("", reason), (name + colon, rest)):
        for pattern, told in _refusals():
            found = pattern.fullmatch(words)
            if found:
                return before + found.expand(told)
    return reason


@cache
def _rules() -> list[tuple[re.Pattern[str], str]]:
    text = (files("duizhang.views.web") / "rules.toml").read_text(encoding="utf-8")
    return [(re.compile(r["en"]), r["zh"]) for r in tomllib.loads(text)["rule"]]


def ruler(language: Language) -> Callable[[str], str]:
    """The function ``rule`` of the templates: a rule of the reader by its name in ``language``."""
    return str if language == "en" else _chinese_rule


@lru_cache(maxsize=4096)
def _chinese_rule(name: str) -> str:
    for pattern, told in _rules():
        found = pattern.fullmatch(name)
        if found:
            return found.expand(told).strip()
    return name


def gapper(language: Language) -> Callable[[float, str], str]:
    """The function ``gap`` of the templates: a difference with its sign and unit, in ``language``.

    ``−1.3个百分点`` or ``−1.3 points``, ``+70.3亿元`` or ``+7.03 billion yuan``. A unit that
    ``words.toml`` does not know stays as the report has it.
    """
    if language == "zh":
        return lambda value, unit: say_gap(value, "pp" if unit in ("%", "pp") else unit)
    return _english_gap


_MULTIPLIERS = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"),
                (Decimal(10) ** 6, " million"))  # fmt: skip


def _english_gap(value: float, unit: str) -> str:
    number = abs(Decimal(f"{value:.15g}"))  # 15 digits drop what binary fractions add
    word = _words()["unit"].get(unit, unit)
    large = next(((d, w) for d, w in _MULTIPLIERS if number >= d), (Decimal(1), ""))
    shown = f"{(number / large[0]).normalize():,f}" + large[1]
    if shown == "1":
        word = word.removesuffix("s")
    sign = "" if not number else "+" if value > 0 else MINUS
    return f"{sign}{shown} {word}".rstrip()


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(p["zh"]), p["en"]) for p in _words()["reason"]]


def reasoner(language: Language) -> Callable[[str], str]:
    """The function ``reason`` of the templates: why a verdict is what it is, in ``language``.

    Reasons are made by the account in Chinese; the English of each part is a pattern of
    ``words.toml``. What quotes a report stays Chinese inside it.
    """
    if language == "zh":
        return str

    def say(text: str) -> str:
        whole = _english_of(text)
        if whole is not None:
            return whole
        return "; ".join(_english_of(p) or p for p in re.split("[；;] ?", text))

    return say


def _english_of(text: str) -> str | None:
    for pattern, told in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return found.expand(told)
    return english().get(text)
