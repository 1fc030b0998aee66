"""Judges what the streams of a PDF unpack to, before anybody draws with them: floods, bombs, parts from elsewhere."""

from __future__ import annotations

import zlib
from typing import Final

import pikepdf

from mobility.core.terms import Refused

_MOST_IMAGE_PIXELS: Final = 150_000_000
"""Of one picture on a page: A4 in black and white at 1200 dots an inch has 140 million."""

_MOST_DRAWN_BYTES: Final = 64 * 1024 * 1024
"""What one stream may unpack to that is no picture, and four times as much all of them together."""

_MOST_OF_ONE: Final = 1032
"""The most bytes that DEFLATE makes of one."""

_PIECE_BYTES: Final = 256 * 1024


def check(opened: pikepdf.Pdf) -> None:
    """Raise Refused for a PDF whose pages cannot be drawn, or only with what is fetched from elsewhere."""
    count = 0
    for one in opened.objects:
        if isinstance(one, pikepdf.Stream):
            count += _check_stream(one)
            if count > 4 * _MOST_DRAWN_BYTES:
                raise Refused("document.unpacks_too_large")


def _check_stream(one: pikepdf.Stream) -> int:
    """How many bytes this one draws with, as far as they count."""
    about = one.stream_dict
    if "/F" in about:
        raise Refused("document.linked")
    if str(about.get("/Subtype", "")) == "/Image":
        if int(about.get("/Width", 0)) * int(about.get("/Height", 0)) > _MOST_IMAGE_PIXELS:
            raise Refused("document.too_many_pixels", megapixels=_MOST_IMAGE_PIXELS // 1_000_000)
        return 0
    filters = about.get("/Filter", pikepdf.Array())
    packed = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if packed.count("/FlateDecode") > 1:
        raise Refused("document.unpacks_too_large")  # nobody packs twice, but for a bomb
    if packed != ["/FlateDecode"] or int(about.get("/Length", 0)) * _MOST_OF_ONE <= _MOST_DRAWN_BYTES // 4:
        return 0
    return _unpacked(one.read_raw_bytes())


def _unpacked(packed: bytes) -> int:
    """How many bytes these are, unpacked piece by piece and thrown away. Raises Refused where they are too many."""
    unpacker, count = zlib.decompressobj(), 0
    try:
        while packed:
            count += len(unpacker.decompress(packed, _PIECE_BYTES))
            if count > _MOST_DRAWN_BYTES:
                raise Refused("document.unpacks_too_large")
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return count
    return count
