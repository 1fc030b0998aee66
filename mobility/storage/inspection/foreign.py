"""Finds a second file inside the first: an archive in it, or markup and scripts that another program would run.

Such a file is one thing to us and another to whoever opens it next, which no honest document is.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO, Final

from mobility.core.terms import Refused

_CHUNK_BYTES: Final = 1024 * 1024
_OVERLAP_BYTES: Final = 32
_PDF_BYTES: Final = 1024
"""Viewers look for the head of a PDF in so many bytes of a file's beginning."""

_ACTIVE: Final = (
    rb"<(?:script|html|iframe|!doctype html)[\s>/]|<\?php\s"
    rb"|[\r\n]%?mime-version:|rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
)
_IN_PACKAGE: Final = re.compile(_ACTIVE, re.IGNORECASE)
_ANYWHERE: Final = re.compile(_ACTIVE + rb"|<svg[\s>/]", re.IGNORECASE)


def check(file: BinaryIO) -> None:
    """Raise Refused `document.two_types` for a PDF or photo that is something else as well."""
    if zipfile.is_zipfile(file) or _has(_ANYWHERE, file):
        raise Refused("document.two_types")
    file.seek(0)


def check_package(file: BinaryIO) -> None:
    """Raise Refused `document.two_types` for an Office file that is a PDF or a web page as well."""
    file.seek(0)
    if b"%PDF-" in file.read(_PDF_BYTES) or _has(_IN_PACKAGE, file):
        raise Refused("document.two_types")
    file.seek(0)


def _has(wanted: re.Pattern[bytes], file: BinaryIO) -> bool:
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK_BYTES):
        if wanted.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP_BYTES:]
    return False
