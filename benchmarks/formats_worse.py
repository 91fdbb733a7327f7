"""Worse and worse pictures of a page: what an office scanner, a telephone and a copier make of one.

Each way takes the first page of a PDF and gives the bytes of a picture. Noise comes from a generator
with a fixed seed, so that a run can be repeated to the byte.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from formats_scan import DPI, rendered
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Grey = Image.Image
Way = Callable[[Grey], Grey]
_SEED = 20260205
_PAPER = 255


def worse(pdf: bytes, way: str) -> bytes:
    """The first page of ``pdf`` as :data:`WAYS` ``[way]`` makes it, as PNG or JPEG."""
    steps, quality = WAYS[way]
    page = rendered(pdf)
    for step in steps:
        page = step(page)
    out = io.BytesIO()
    if quality:
        page.save(out, "JPEG", quality=quality)
    else:
        page.save(out, "PNG")
    return out.getvalue()


def dots(dpi: int) -> Way:
    """A scan with fewer dots an inch."""

    def take(page: Grey) -> Grey:
        size = round(page.width * dpi / DPI), round(page.height * dpi / DPI)
        return page.resize(size, Image.Resampling.BOX)

    return take


def blur(radius: float) -> Way:
    """Out of focus, by so many pixels."""
    return lambda page: page.filter(ImageFilter.GaussianBlur(radius))


def noise(strength: float) -> Way:
    """Grain of so many grey levels."""

    def take(page: Grey) -> Grey:
        grain = np.random.default_rng(_SEED).normal(0, strength, (page.height, page.width))
        return _picture(np.asarray(page, float) + grain)

    return take


def pale(paper: int, ink: int) -> Way:
    """Print of grey ``ink`` on grey ``paper``."""
    return lambda page: page.point(lambda v: ink + (paper - ink) * v / _PAPER)


def turn(degrees: float) -> Way:
    """Laid askew on the glass."""
    return lambda page: page.rotate(
        degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER
    )


def bend(depth: float) -> Way:
    """The page of an open book: lines sink by ``depth`` pixels towards its middle."""

    def take(page: Grey) -> Grey:
        across = np.arange(page.width)
        fall = depth * np.sin(np.pi * across / page.width)
        rows = np.arange(page.height)[:, None] - fall[None, :]
        above = np.clip(np.floor(rows).astype(int), 0, page.height - 2)
        share = np.clip(rows - above, 0, 1)
        values = np.asarray(page, float)
        return _picture(values[above, across] * (1 - share) + values[above + 1, across] * share)

    return take


def show_through(share: float) -> Way:
    """The print of the other side, mirrored, with ``share`` of its ink."""

    def take(page: Grey) -> Grey:
        back = page.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(1.5))
        back = ImageChops.offset(back, 0, 17)
        return ImageChops.multiply(page, back.point(lambda v: _PAPER - (_PAPER - v) * share))

    return take


def stamp(ink: int) -> Way:
    """Round seals over the text, as they look in grey: two rings with a star of grey ``ink``."""

    def take(page: Grey) -> Grey:
        seal = Image.new("L", page.size, _PAPER)
        pen = ImageDraw.Draw(seal)
        radius = page.width // 8
        for x, y in ((0.33, 0.3), (0.64, 0.55), (0.4, 0.78)):
            a, b = int(x * page.width), int(y * page.height)
            pen.ellipse(
                (a - radius, b - radius, a + radius, b + radius), outline=ink, width=radius // 12
            )
            inner = radius * 2 // 3
            pen.ellipse(
                (a - inner, b - inner, a + inner, b + inner), outline=ink, width=radius // 30
            )
            angles = [np.pi * (0.8 * k - 0.5) for k in range(5)]
            star = [(a + inner / 2 * np.cos(t), b + inner / 2 * np.sin(t)) for t in angles]
            pen.polygon(star, fill=ink)
        return ImageChops.multiply(page, seal.filter(ImageFilter.GaussianBlur(0.7)))

    return take


def black_and_white(threshold: int) -> Way:
    """One bit a dot, as a telefax or a copier gives it."""
    return lambda page: page.point(lambda v: 255 if v > threshold else 0)


def _picture(values: np.ndarray[Any, Any]) -> Grey:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


# name: what is done in turn, and the JPEG's quality (0: PNG)
WAYS: dict[str, tuple[tuple[Way, ...], int]] = {
    "150 dpi": ((dots(150),), 0),
    "120 dpi": ((dots(120),), 0),
    "100 dpi": ((dots(100),), 0),
    "90 dpi": ((dots(90),), 0),
    "75 dpi": ((dots(75),), 0),
    "65 dpi": ((dots(65),), 0),
    "blur 2": ((blur(2),), 0),
    "blur 3": ((blur(3),), 0),
    "blur 4": ((blur(4),), 0),
    "120 dpi, JPEG 30": ((dots(120),), 30),
    "100 dpi, JPEG 20": ((dots(100),), 20),
    "noise": ((blur(1), noise(45)), 0),
    "noise, 120 dpi": ((dots(120), noise(40)), 0),
    "low contrast": ((blur(1.5), pale(185, 135), noise(7)), 40),
    "show-through": ((show_through(0.55),), 60),
    "show-through, 100 dpi": ((show_through(0.4), dots(100)), 60),
    "seals": ((stamp(90),), 70),
    "seals, dark": ((stamp(40), dots(150)), 60),
    "turned 3°": ((turn(3), blur(1.5)), 60),
    "turned 5°, 100 dpi": ((turn(-5), dots(100)), 60),
    "bent": ((bend(22),), 60),
    "bent, 100 dpi": ((bend(30), blur(1), dots(100)), 50),
    "fax": ((dots(100), black_and_white(150)), 0),
    "copy of a copy": (
        (blur(1), black_and_white(185), blur(1.2), dots(130), black_and_white(165)),
        0,
    ),
    "telephone": ((turn(1.5), dots(110), blur(0.8), pale(210, 60), noise(10)), 35),
}
