"""The one loader of what Duizhang knows of the language of reports (placeholder)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec


class Lexicon(msgspec.Struct, frozen=True):
    """Everything known of the language; ``fingerprint`` changes when any of it does."""

    fingerprint: str


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with Duizhang."""
    return Lexicon("0")


def load_lexicon(path: str | Path | None = None) -> Lexicon:
    """The shipped lexicon, with the user's own TOML file added where ``path`` names one."""
    return default_lexicon()
