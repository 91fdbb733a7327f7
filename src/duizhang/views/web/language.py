"""The words of the interface: Chinese first, English one click away (``/en/…``)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]


@cache
def english() -> dict[str, str]:
    """English by Chinese word, from ``words.toml``."""
    text = (files("duizhang.views.web") / "words.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)["en"]
    return table


def translator(language: Language) -> Callable[..., str]:
    """The function ``_`` of the templates: ``_("{n} 项", n=3)``. A missing word stays Chinese."""

    def say(words: str, **values: object) -> str:
        told = english().get(words, words) if language == "en" else words
        return told.format(**values) if values else told

    return say
