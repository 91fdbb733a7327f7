"""Which Chinese fonts a poster is set in: of those installed, or those in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from duizhang.views.poster.theme import SANS, SERIF, Theme


class FontError(Exception):
    """No font that has Chinese; the message says how to get one."""


def chosen_fonts(theme: Theme, folders: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The families for text and for headings, the best first. FontError where there is none.

    Either falls back on the other: a page in one family is better than boxes.
    """
    known = _families(tuple(folders))
    missing = [f for f in (*theme.sans, *theme.serif) if f.lower() not in known]
    if missing:
        raise FontError(f"no font {missing[0]} among those installed; --font-path names a folder")
    sans = [*theme.sans, *(f for f in SANS if f.lower() in known)]
    serif = [*theme.serif, *(f for f in SERIF if f.lower() in known)]
    if not sans and not serif:
        raise FontError(
            "no Chinese font found; install one (Debian, Ubuntu: apt install fonts-noto-cjk;"
            " Fedora: dnf install google-noto-sans-cjk-fonts; macOS: brew install --cask"
            " font-noto-sans-cjk-sc) or name a folder with --font-path"
        )
    return list(dict.fromkeys(sans + serif)), list(dict.fromkeys(serif + sans))


@lru_cache(maxsize=4)
def installed(folders: tuple[str, ...]) -> Any:
    """The fonts installed and in ``folders``, looked through once (``typst.Fonts``)."""
    import typst

    return typst.Fonts(include_embedded_fonts=False, font_paths=list(folders))


def _families(folders: tuple[str, ...]) -> frozenset[str]:
    return frozenset(str(f).lower() for f in installed(folders).families())
