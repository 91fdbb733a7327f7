"""Pictures as they come - PNG, JPEG, TIFF, BMP, WebP, GIF - as grey pages within bounds."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageFile, ImageOps

from duizhang.model import Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.ocr_engine import Picture

MOST_PIXELS = 100_000_000  # of one page: A2 at 400 dpi has 62 million
MOST_PAGES = 200
_LONGEST = 30_000  # pixels of a side
_FINE = 36_000_000  # a page with more is read at half its size
_READ = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "MPO")
_ANIMATED = frozenset({"GIF", "WEBP", "PNG", "MPO"})


def pages_of(source: Source) -> Iterator[Image.Image]:
    """The pages of the picture in ``source``, one at a time, turned as its EXIF data says.

    Of an animated picture the first. Raises :class:`Unreadable`: what cannot be decoded, is too
    large (told before it is decoded), or has too many pages.
    """
    with _decoding(source.name):
        image = Image.open(io.BytesIO(source.data), formats=_READ)
        count = 1 if image.format in _ANIMATED else MOST_PAGES + 1
        for number in range(count):
            if number == MOST_PAGES:
                raise Unreadable(source.name, f"more than {MOST_PAGES} pages in one picture")
            try:
                image.seek(number)
            except EOFError:
                return
            _check_size(source.name, image.size)
            yield ImageOps.exif_transpose(image)


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """Whatever a decoder may raise on bytes that are damaged, as one clear line."""
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = None, False  # see _check_size
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(name, "the picture does not fit into memory") from error
    except Exception as error:  # decoders raise nearly anything: SyntaxError, struct.error, ...
        raise Unreadable(name, "a damaged picture: it cannot be decoded") from error
    finally:
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_size(name: str, size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise Unreadable(name, "a picture without pixels")
    if width > _LONGEST or height > _LONGEST or width * height > MOST_PIXELS:
        limit = f"the limit is {MOST_PIXELS // 1_000_000} million pixels"
        raise Unreadable(name, f"a picture of {width:,} x {height:,} pixels is too large; {limit}")


def grey(image: Image.Image) -> tuple[Picture, int]:
    """``image`` in 256 greys on white, and by how much it was made smaller (1 or 2)."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("L")
    elif image.mode.startswith(("I", "F")):
        image = Image.fromarray(_eight_bits(image))
    else:
        image = image.convert("L")
    shrink = 2 if image.width * image.height > _FINE else 1
    if shrink > 1:
        image = image.reduce(shrink)
    return np.asarray(image, np.uint8), shrink


def _eight_bits(image: Image.Image) -> Picture:
    """A picture of 16 or 32 bits a pixel, from its darkest to its lightest."""
    values = np.asarray(image, np.float32)
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) * (255 / max(high - low, 1e-6)), np.uint8)
