"""The picture of one page of a file, as PNG: what a browser shows beside the text."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from duizhang.model import Page, Source
from duizhang.reading.errors import Unreadable

if TYPE_CHECKING:
    from PIL import Image

DRAWN = frozenset(
    ["application/pdf", "image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp",
     "image/gif"]
)  # fmt: skip
_WIDTH = 1400  # pixels of a picture, at most
_HEIGHT = 2200


def page_png(source: Source, page: Page) -> bytes:
    """``page`` of ``source``, 1400 by 2200 pixels at most. Raises :class:`Unreadable`."""
    from PIL import Image

    scale = min(_WIDTH / max(1.0, page.width), _HEIGHT / max(1.0, page.height))
    if source.media_type == "application/pdf":
        from duizhang.reading.pdf import render

        image = render(source, page.number, scale)
    else:
        image = _image(source, page, min(1.0, scale))
    made = io.BytesIO()
    image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(
        made, "PNG", compress_level=6
    )
    return made.getvalue()


def _image(source: Source, page: Page, scale: float) -> Image.Image:
    from PIL import Image

    from duizhang.reading.scan_image import pages_of

    found = next(islice(pages_of(source), page.number - 1, None), None)
    if found is None:
        raise Unreadable(source.name, f"has no page {page.number}")
    seen = found.convert("RGBA")
    white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(white, seen).convert("RGB")
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    return flat.resize(size, Image.Resampling.LANCZOS)
