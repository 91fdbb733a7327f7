"""The template and its data set in type: one page as PDF, PNG or SVG, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from duizhang.views.poster.fonts import chosen_fonts, installed
from duizhang.views.poster.theme import Theme

FORMATS = ("pdf", "png", "svg")
_TEMPLATE = [Path(__file__).with_name(name) for name in ("parts.typ", "page.typ")]
_PIXELS = {"a3": 200.0, "phone": 144.0}  # per inch: 2339 x 3307, and 1080 x 1920


def typeset(
    content: Mapping[str, Any],
    theme: Theme,
    format: Literal["pdf", "png", "svg"],
    folders: Sequence[str] = (),
) -> bytes:
    """``content`` (of :func:`poster_content`) as one page. FontError without a Chinese font.

    The template sees its data only: its root is an empty folder, and packages are not fetched.
    """
    import typst

    sans, serif = chosen_fonts(theme, folders)
    colours = {k: getattr(theme, k) for k in ("ink", "quiet", "line", "accent", "masthead")}
    colours |= {"paper": theme.paper, "tint": theme.tint}
    data = {**content, "theme": {**colours, "sans": sans, "serif": serif}}
    template = b"\n".join(path.read_bytes() for path in _TEMPLATE)
    with TemporaryDirectory() as root:
        made = typst.compile(
            template,
            root=root,
            font_paths=installed(tuple(folders)),
            format=format,
            ppi=_PIXELS[content["size"]] if format == "png" else None,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            package_path=root,
            package_cache_path=root,
        )
    if isinstance(made, list):
        raise ValueError("a poster is one page")
    return bytes(made)
