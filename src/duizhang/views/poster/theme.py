"""A poster's theme: colours, the masthead's words, fonts; a small TOML file changes any of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST = 64 * 1024  # bytes of a theme
_COLOURS = ("ink", "quiet", "line", "accent", "masthead", "paper", "tint")

SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
)
SERIF = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Songti SC",
    "STSong",
    "SimSun",
)


class ThemeError(Exception):
    """A theme that cannot be used; the message is one line."""


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours as ``#rrggbb``; ``kicker`` stands below the place's name; fonts by family name."""

    ink: str = "#1d1d1f"
    quiet: str = "#5b5b5b"
    line: str = "#d9d9d9"
    accent: str = "#1f3a5f"
    masthead: str = "#9d1f1f"
    paper: str = "#ffffff"
    tint: str = "#f6f4ef"
    kicker: str = "图解政府工作报告"
    sans: tuple[str, ...] = ()
    serif: tuple[str, ...] = ()


def read_theme(path: str | Path | None) -> Theme:
    """The theme in the TOML file at ``path``; the default without one. ThemeError in one line."""
    if path is None:
        return Theme()
    try:
        content = Path(path).read_bytes()
        if len(content) > _LARGEST:
            raise ThemeError(f"{path}: a theme has at most {_LARGEST} bytes")
        theme = msgspec.convert(tomllib.loads(content.decode("utf-8")), Theme)
    except OSError as error:
        raise ThemeError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ThemeError(f"{path}: {error}") from error
    for name in _COLOURS:
        if not _COLOUR.fullmatch(getattr(theme, name)):
            raise ThemeError(f"{path}: {name} is a colour as #9d1f1f")
    return theme
