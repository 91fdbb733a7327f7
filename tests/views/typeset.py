"""PDF pages made by typst for tests, where it and a font with Chinese characters are here."""

from __future__ import annotations

import pytest

from .located import TEXT

FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Songti SC", "SimSun")


def pdf(text: str = TEXT, columns: int = 1) -> bytes:
    """``text`` as a PDF, a paragraph a line; the test is skipped where it cannot be set."""
    typst = pytest.importorskip("typst")
    known = set(typst.Fonts().families())
    font = next((f for f in FONTS if f in known), None)
    if font is None:
        pytest.skip("no font with Chinese characters")
    lines = "\n\n".join(text.split("\n"))
    head = f'#set page(paper: "a4", margin: 25mm, columns: {columns})\n#set text(font: "{font}", size: 11pt)\n'
    made = typst.compile((head + lines).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made
