"""Reads an institution's units."""

from __future__ import annotations

from sqlalchemy import select

from mobility.database import db
from mobility.models import Unit


def ids_by_code(institution_id: int) -> dict[str, int]:
    """The ids of all units by their codes."""
    rows = db.session.execute(select(Unit.code, Unit.id).where(Unit.institution_id == institution_id))
    return dict(rows.all())
