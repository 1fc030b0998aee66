"""Moves the demo's clock forward, so that a season can be seen in a minute; production has no way here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from mobility.core.terms import Refused
from mobility.database import db, now, set_clock, transaction
from mobility.models import Clock, OneTimeLink, UserSession

LONGEST: Final = timedelta(days=400)


def forward(by: timedelta, *, is_demo: bool) -> datetime:
    """Move the clock forward by `by` and return the new time. Sign-ins and mailed links move along.

    Raises Refused `demo.only` outside the demo, and `demo.clock_backwards` or `demo.clock_too_far` for a step that
    goes back or beyond 400 days in all: what has happened cannot be taken back, so the clock only runs ahead.
    """
    if not is_demo:
        raise Refused("demo.only")
    if by <= timedelta(0):
        raise Refused("demo.clock_backwards")
    with transaction():
        shift = db.session.scalars(select(Clock.shift).with_for_update()).one() + by
        if shift > LONGEST:
            raise Refused("demo.clock_too_far")
        running = UserSession.ended_at.is_(None)
        moved = {"created_at": UserSession.created_at + by, "seen_at": UserSession.seen_at + by}
        db.session.execute(update(UserSession).where(running).values(moved))
        db.session.execute(
            update(OneTimeLink).where(OneTimeLink.used_at.is_(None)).values(expires_at=OneTimeLink.expires_at + by)
        )
        set_clock(shift_seconds=shift.total_seconds())
        return now()
