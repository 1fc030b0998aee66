"""What a file is by its content. The name and the type that a browser claims are never believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import filetype

HEAD_BYTES: Final = 8192
"""How much of the beginning `kind_of` wants to see."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file that the program takes, with the media type under which it is given out again."""

    key: str
    media_type: str
    extension: str


_KINDS: Final = {
    "application/pdf": Kind("pdf", "application/pdf", "pdf"),
    "image/jpeg": Kind("jpeg", "image/jpeg", "jpg"),
    "image/png": Kind("png", "image/png", "png"),
}


def kind_of(head: bytes) -> Kind | None:
    """Tell what a file is from its first `HEAD_BYTES` bytes; None for everything that is not taken."""
    guessed = filetype.guess(head)
    return None if guessed is None else _KINDS.get(guessed.mime)
