"""What a file is by its content. The name and the type that a browser claims are never believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype

HEAD_BYTES: Final = 8192
"""How much of the beginning `kind_of` wants to see."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file that the program takes, with the media type under which it is given out again."""

    key: str
    media_type: str
    extension: str

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")


PDF: Final = Kind("pdf", "application/pdf", "pdf")
JPEG: Final = Kind("jpeg", "image/jpeg", "jpg")
PNG: Final = Kind("png", "image/png", "png")
HEIC: Final = Kind("heic", "image/heic", "heic")
DOCX: Final = Kind("docx", f"{_OFFICE}wordprocessingml.document", "docx")
XLSX: Final = Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", "xlsx")

ALL: Final = (PDF, JPEG, PNG, HEIC, DOCX, XLSX)
ALL_TYPES: Final = tuple(kind.key for kind in ALL)

_BY_MEDIA_TYPE: Final = {kind.media_type: kind for kind in ALL} | {"image/heif": HEIC}
_ZIP: Final = b"PK\x03\x04"


def kind_of(head: bytes) -> Kind | None:
    """Tell what a file is from its first `HEAD_BYTES` bytes; None for everything that is not taken.

    Of an Office file the head says only that it is one: `office.kind_of_package` tells which.
    """
    guessed = filetype.guess(head)
    if guessed is None:
        return None
    return _BY_MEDIA_TYPE.get(guessed.mime)


def is_package(head: bytes) -> bool:
    """Tell whether a file begins as a ZIP archive, which an Office file is."""
    return head.startswith(_ZIP)


def head_of(file: BinaryIO) -> bytes:
    """The first `HEAD_BYTES` bytes of the file, which stands at its beginning afterwards."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head


def types_named(keys: Iterable[str]) -> str:
    """The types as people name them: "PDF, JPG, PNG"."""
    return ", ".join({"jpeg": "JPG"}.get(key, key.upper()) for key in keys)
