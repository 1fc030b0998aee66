"""Reads the time zone an institution lives by."""

from __future__ import annotations

from sqlalchemy import select

from mobility.database import db
from mobility.models import Institution


def zone_of_institution(institution_id: int) -> str:
    """Return the IANA name; one statement per database session, since acts on many ask again and again."""
    kept: dict[int, str] = db.session().info.setdefault("time_zones", {})
    if institution_id not in kept:
        query = select(Institution.time_zone).where(Institution.id == institution_id)
        kept[institution_id] = db.session.scalars(query).one()
    return kept[institution_id]
