"""How texts are compared, found and ordered: folded, so that no dot, case or width hides one, and read in pinyin."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pypinyin import Style, lazy_pinyin

_DOTS: Final = re.compile(r"[\u00b7\u2022\u2027\u30fb\u2219\u22c5\uff0e\u00b8\u02d9.]")
_SPACE: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[^\W_]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SMALL: Final = frozenset({"of", "the", "and", "for", "at", "in", "de", "la", "du", "des", "der", "und"})
"""Words that an abbreviation usually leaves out: the University of Hong Kong is HKU or UHK."""


def fold(text: str) -> str:
    """The form in which names, numbers and addresses are compared: one width, one case, no accents, dots or spaces.

    The separating dot of a name is written in at least eight ways (· • ‧ ・ ∙ ⋅ ． .) or left out: all compare alike.
    """
    wide = unicodedata.normalize("NFKC", _DOTS.sub("", text)).casefold()
    parts = unicodedata.normalize("NFD", wide)
    plain = "".join(mark for mark in parts if not unicodedata.combining(mark))
    return _SPACE.sub("", _DOTS.sub("", unicodedata.normalize("NFC", plain)))


def fold_words(text: str) -> str:
    """The same word by word, with one space between."""
    return " ".join(word for word in map(fold, text.split()) if word)


def pinyin(text: str) -> list[str]:
    """The syllables of a Chinese text without tones, ü as v; what is not Chinese stays together, in lower case."""
    syllables = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)
    return [part for syllable in syllables for part in fold_words(syllable).split()]


def sort_key(text: str) -> str:
    """What a text is ordered by: its syllables in pinyin, or its own words where it is not Chinese."""
    return " ".join(pinyin(text))


def search_key(*names: str) -> str:
    """What a thing is found by: its names folded, the pinyin of the Chinese ones, and the initials of either."""
    found: dict[str, None] = {}
    for name in names:
        for form in _forms(name):
            if form:
                found.setdefault(form)
    return " ".join(found)


def _forms(name: str) -> list[str]:
    if not _HAN.search(name):
        return [fold_words(name), *_initials(name)]
    syllables = pinyin(name)
    forms = [fold(name), "".join(syllables), "".join(one[0] for one in syllables)]
    return [*forms, forms[1].replace("v", "u")]


def _initials(name: str) -> list[str]:
    words = [fold(word) for word in _WORD.findall(name)]
    all_words = [word for word in words if word]
    great = [word for word in all_words if word not in _SMALL]
    return ["".join(word[0] for word in some) for some in (all_words, great) if len(some) > 1]
