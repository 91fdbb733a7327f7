"""The words of the interface: Chinese first, English one click away (``/en/…``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

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
    """The function ``_`` of the templates: ``_("{n} 项", n=3)``. A missing word stays Chinese."""

    def say(words: str, **values: object) -> str:
        told = english().get(words, words) if language == "en" else words
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
