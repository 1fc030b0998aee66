"""Keeps what people typed from being taken for a formula by a spreadsheet."""

from __future__ import annotations

import re
from typing import Final

_BEGINNINGS: Final = re.compile("[\\s\ufeff\u200b]*[=+\\-@|%＝＋－＠\t\r\n]")
"""How a formula, a macro call or a field of its own may begin, in whatever width and behind whatever blanks."""

_UNPRINTED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_LETTERS: Final = 32_767
"""What one field of a spreadsheet holds."""


def is_formula_like(text: str) -> bool:
    """Whether a program that opens a file of plain texts could take this one for something to be computed."""
    return _BEGINNINGS.match(text) is not None


def defused(text: str) -> str:
    """The text for a file of plain texts: where it could be taken for a formula, an apostrophe stands before it."""
    clean = plain(text)
    return f"'{clean}" if is_formula_like(clean) else clean


def plain(text: str) -> str:
    """The text without signs that no table can hold, cut to what one field holds."""
    return _UNPRINTED.sub("", text)[:MOST_LETTERS]
