"""Judges photos and makes them presentable: decoded once, upright, without the place where they were taken.

What is given on is painted anew from the pixels, so nothing that was hidden beside them survives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import BinaryIO, Final

from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError
from pillow_heif import register_heif_opener

from mobility.core.terms import Refused
from mobility.storage.inspection.kinds import JPEG, PNG, Kind

MILLION: Final = 1_000_000
MOST_PIXELS: Final = {"jpeg": 120 * MILLION, "heic": 50 * MILLION, "png": 25 * MILLION}
"""A plain JPEG is decoded at a fraction of its size; what has to be decoded whole may have fewer pixels."""

LONGEST_EDGE: Final = 3508
"""Pixels: A4 at 300 dots an inch, enough to read every stamp."""

A4_INCHES: Final = (8.27, 11.69)
_QUALITY: Final = 85
_FORMATS: Final = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "heic": ("HEIF",)}

Image.MAX_IMAGE_PIXELS = None  # `_opened` asks by type, before a pixel is decoded
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024  # what is written beside the pixels is thrown away in any case
register_heif_opener(thumbnails=False)

_one_at_a_time: Final = Lock()
"""A process decodes one photo at a time, so that twenty students at once need the memory of one."""


def check(file: BinaryIO, kind: Kind) -> None:
    """Decode the photo to its end. Raises Refused `document.too_many_pixels` and `document.damaged`."""
    with _opened(file, kind) as image:
        width, height = image.size
        image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
        image.load()


def as_image(file: BinaryIO, kind: Kind) -> tuple[BinaryIO, Kind]:
    """The photo as a picture: a PNG stays one, everything else becomes a JPEG. Raises Refused as `check` does."""
    with _upright(file, kind) as image:
        target = PNG if kind.key == "png" else JPEG
        painted = BytesIO()
        image.save(painted, format="PNG" if target is PNG else "JPEG", quality=_QUALITY, optimize=True)
    painted.seek(0)
    return painted, target


def as_pdf_page(file: BinaryIO, kind: Kind) -> BinaryIO:
    """The photo as a PDF of one page that fits on A4. Raises Refused as `check` does."""
    with _upright(file, kind) as image:
        short, long = sorted(image.size)
        resolution = max(short / A4_INCHES[0], long / A4_INCHES[1], 1.0)
        page = BytesIO()
        image.save(page, format="PDF", resolution=resolution, quality=_QUALITY)
    page.seek(0)
    return page


@contextmanager
def _upright(file: BinaryIO, kind: Kind) -> Iterator[Image.Image]:
    with _opened(file, kind) as image:
        image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        image.load()
        image.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
        turned = ImageOps.exif_transpose(image)
        yield _on_white(turned)


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone: no metadata, and white where the picture was see-through."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    bare = image.convert("L" if image.mode in {"1", "L", "I", "I;16", "F"} else "RGB")
    bare.info = {}
    return bare


@contextmanager
def _opened(file: BinaryIO, kind: Kind) -> Iterator[Image.Image]:
    file.seek(0)
    with _one_at_a_time:
        try:
            with Image.open(file, formats=_FORMATS[kind.key]) as image:
                _check_pixels(image, kind)
                yield image
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, IndexError):
            raise Refused("document.damaged") from None
        finally:
            file.seek(0, os.SEEK_SET)


def _check_pixels(image: Image.Image, kind: Kind) -> None:
    width, height = image.size
    is_whole = kind.key == "jpeg" and "progressive" in image.info
    most = MOST_PIXELS["png" if is_whole else kind.key]
    if width * height > most:
        raise Refused("document.too_many_pixels", megapixels=most // MILLION)
