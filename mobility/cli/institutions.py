"""Finds the institution that a command is about."""

from __future__ import annotations

import click
from sqlalchemy import select

from mobility.database import db
from mobility.models import Institution


def institution_named(key: str) -> int:
    """The id of the institution of that key, or of the only one. Raises ClickException where that is not one."""
    rows = db.session.execute(select(Institution.id, Institution.key)).all()
    found = [row.id for row in rows if key in ("", row.key)]
    if len(found) != 1:
        raise click.ClickException(
            "Name the institution by --institution: " + ", ".join(sorted(row.key for row in rows))
        )
    return int(found[0])
