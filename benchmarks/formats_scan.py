"""Pictures of set pages: clean scans at 200 dpi, and photographs of the same pages."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageFilter

DPI = 200
_TURN = 2.0  # degrees
_BLUR = 1.0  # pixels
_QUALITY = 60
_DESK = 96  # the grey of what a photographed page lies on


def scan(pdf: bytes) -> bytes:
    """The first page of ``pdf`` as a scanner gives it: PNG, grey, 200 dpi."""
    out = io.BytesIO()
    rendered(pdf).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def photograph(pdf: bytes) -> bytes:
    """The same page as a telephone takes it: turned by 2°, blurred, unevenly lit, JPEG 60."""
    page = rendered(pdf)
    turned = page.rotate(_TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=_DESK)
    blurred = turned.filter(ImageFilter.GaussianBlur(_BLUR))
    # bright at the upper left, some 45 % darker at the lower right
    down = Image.linear_gradient("L").resize(turned.size)
    across = Image.linear_gradient("L").rotate(90).resize(turned.size)
    light = ImageChops.add(down, across, scale=2.0).point(lambda v: 255 - v * 0.45)
    out = io.BytesIO()
    ImageChops.multiply(blurred, light).convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def rendered(pdf: bytes) -> Image.Image:
    """The first page in grey at 200 dpi."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page: Image.Image = document[0].render(scale=DPI / 72, grayscale=True).to_pil()
        return page.convert("L")
    finally:
        document.close()
