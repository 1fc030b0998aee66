"""Makes deputies for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mobility.database import db, now
from mobility.models import Deputy, RoleGrant, User


def make_deputy(holder: User, deputy: User, **columns: Any) -> Deputy:
    """Somebody who acts for a week in the newest role of `holder`, from now on."""
    grant = select(RoleGrant.id).where(RoleGrant.user_id == holder.id).order_by(RoleGrant.id.desc())
    given = {
        "institution_id": holder.institution_id,
        "role_grant_id": db.session.scalars(grant.limit(1)).one(),
        "deputy_id": deputy.id,
        "begins_at": now(),
        "ends_at": now() + timedelta(days=7),
        "named_by": holder.id,
    }
    row = Deputy(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
