"""Where lists go on, as the address says it: numbers that no key can have are no place in any list."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest number that the database takes for a key (PostgreSQL's `bigint`)."""


def key(text: str) -> int | None:
    """The key that stands there; None for anything else and for what no key can be."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if is_number and int(text) <= LARGEST else None
