"""Reads how far the product's clock is moved, and which instants of the running calls are worth moving to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from mobility.database import db, now
from mobility.models import Application, Call, Clock, Proposal


@dataclass(frozen=True, slots=True)
class Stop:
    """An instant ahead at which something happens by itself: `reason` is a code of `mobility.wording.demo`."""

    at: datetime
    reason: str


def shift() -> timedelta:
    """How far the clock is ahead of the real one; zero in production."""
    return db.session.scalars(select(Clock.shift)).one()


def stops(institution_id: int, limit: int = 6) -> tuple[Stop, ...]:
    """The next instants at which deadlines, dates of stages, releases or reminders come, nearest first."""
    moment = now()
    parts = (
        ("demo.stop_deadline", Call.deadline_at, Call),
        ("demo.stop_due", Application.due_at, Application),
        ("demo.stop_release", Proposal.release_at, Proposal),
        ("demo.stop_notice", Proposal.notice_until, Proposal),
    )
    found: dict[datetime, str] = {}
    for reason, column, table in parts:
        query = select(column).where(table.institution_id == institution_id, column > moment)
        for at in db.session.scalars(query.distinct().order_by(column).limit(limit)):
            if at is not None:
                found.setdefault(at, reason)
    return tuple(Stop(at, reason) for at, reason in sorted(found.items())[:limit])
