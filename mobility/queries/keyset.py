"""Where lists go on, as the address says it, and how much of them is asked for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Integer, literal_column
from sqlalchemy.sql.elements import ColumnClause

LARGEST: Final = 2**63 - 1
"""The largest number that the database takes for a key (PostgreSQL's `bigint`)."""


def key(text: str) -> int | None:
    """The key that stands there; None for anything else and for what no key can be."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if is_number and int(text) <= LARGEST else None


def at_most(rows: int) -> ColumnClause[int]:
    """A limit as a word of the statement: were it a parameter, a long list would be planned anew at each request."""
    return literal_column(str(int(rows)), Integer)
