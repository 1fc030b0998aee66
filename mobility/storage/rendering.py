"""Pictures of pages: painted by a process of its own, one at a time, and kept beside the file for the next reader."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Final

from mobility.core.terms import Refused
from mobility.storage.store import Gone, Store

PAINTER: Final = Path(__file__).with_name("page_painter.py")
TIMEOUT_SECONDS: Final = 30
MOST_BYTES: Final = 32 * 1024 * 1024

PICTURED: Final = {"application/pdf": "pdf", "image/jpeg": "picture", "image/png": "picture"}
"""Media type → how its pages are painted; of other types there are no pictures."""

_one_at_a_time: Final = Lock()


def page_picture(store: Store, key: str, expected: bytes, media_type: str, number: int) -> bytes:
    """The PNG of one page, `number` from 1, of the file under `key`.

    Raises Refused `document.no_picture` where it cannot be painted, and Gone and Damaged as `Store.read` does.
    """
    kept = picture_key(key, number)
    try:
        return b"".join(store.read(kept, None))
    except Gone:
        pass
    painted = paint(store.read(key, expected), media_type, number)
    try:
        store.put(kept, BytesIO(painted), MOST_BYTES)
    except FileExistsError:  # somebody else looked at the same page at the same moment
        return painted
    return painted


def paint(chunks: Iterator[bytes], media_type: str, number: int) -> bytes:
    """Paint one page. Raises Refused `document.no_picture`."""
    form = PICTURED.get(media_type)
    if form is None:
        raise Refused("document.no_picture")
    with _one_at_a_time:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(PAINTER), form, str(number)],
                input=b"".join(chunks),
                capture_output=True,
                check=True,
                timeout=TIMEOUT_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise Refused("document.no_picture") from None
    return done.stdout


def picture_key(key: str, number: int) -> str:
    """Where the picture of a page is kept: beside its file, so that it goes with it."""
    return f"{pictures_of(key)}/{number}.png"


def pictures_of(key: str) -> str:
    """The folder of all pictures of one file."""
    return f"{key}.pages"
