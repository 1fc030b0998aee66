"""How names are compared: folded, so that a dot, a case or a width never hides a person."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DOTS: Final = re.compile(r"[\u00b7\u2022\u2027\u30fb\u2219\u22c5\uff0e\u00b8\u02d9.]")
_SPACE: Final = re.compile(r"\s+")


def fold(text: str) -> str:
    """The form in which names, numbers and addresses are compared: one width, one case, no accents, dots or spaces.

    The separating dot of a name is written in at least eight ways (· • ‧ ・ ∙ ⋅ ． .) or left out: all compare alike.
    """
    wide = unicodedata.normalize("NFKC", _DOTS.sub("", text)).casefold()
    parts = unicodedata.normalize("NFD", wide)
    plain = "".join(mark for mark in parts if not unicodedata.combining(mark))
    return _SPACE.sub("", _DOTS.sub("", unicodedata.normalize("NFC", plain)))
