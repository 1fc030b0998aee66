"""The name under which a file is shown and given out again: what the student called it, made harmless."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
"""Characters before the extension, so that every file system can keep the name."""

_PATH: Final = re.compile(r"[\\/]")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*%;]')
_EXTENSION: Final = re.compile(r"\.(pdf|jpe?g|png|heic|docx|xlsx)$", re.IGNORECASE)


def shown_name(given: str, fallback: str, extension: str) -> str:
    """The last part of `given` without control and direction marks, ending in `extension`, which the content decided.

    `fallback` is used where nothing is left, such as for a name of dots alone.
    """
    last = _PATH.split(unicodedata.normalize("NFC", given))[-1]
    visible = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C")
    stem = _FORBIDDEN.sub("", _EXTENSION.sub("", visible)).strip(" .")
    return f"{stem[:LONGEST].rstrip(' .') or fallback}.{extension}"
