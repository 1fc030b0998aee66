"""Finds a second file inside the first: an archive at its end, or markup and scripts that another program would run.

Such a file is one thing to us and another to whoever opens it next, which no honest document is.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO, Final

from mobility.core.terms import Refused

_CHUNK_BYTES: Final = 1024 * 1024
_OVERLAP_BYTES: Final = 32
_MARKUP: Final = re.compile(rb"<(?:script|html|svg|iframe|!doctype html)[\s>/]|<\?php\s", re.IGNORECASE)


def check(file: BinaryIO) -> None:
    """Raise Refused `document.two_types` for a PDF or photo that is something else as well."""
    if zipfile.is_zipfile(file) or _has_markup(file):
        raise Refused("document.two_types")
    file.seek(0)


def _has_markup(file: BinaryIO) -> bool:
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK_BYTES):
        if _MARKUP.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP_BYTES:]
    return False
