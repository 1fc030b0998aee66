"""Tells in a few milliseconds whether the database needs migrating, without loading what migrating needs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psycopg

VERSIONS: Final = Path(__file__).resolve().parents[3] / "migrations" / "versions"


def are_newest(url: str) -> bool:
    """Whether the database at `url` is at the newest migration; they are numbered by their files' names."""
    newest = max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    return _value(url, "SELECT max(version_num) FROM alembic_version", "alembic_version") == newest


def hold_a_world(url: str) -> bool:
    """Whether there is an institution already."""
    return _value(url, "SELECT count(*) > 0 FROM institution", "institution") is True


def _value(url: str, statement: str, table: str) -> object:
    """The one value that a statement answers; None when its table does not exist yet."""
    with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=10) as connection:
        if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() == (None,):
            return None
        row = connection.execute(statement).fetchone()
        return row[0] if row else None
