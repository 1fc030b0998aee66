"""Reads the dates behind the secret address of a student's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mobility.core.terms import Actor, Grant, Role
from mobility.database import db
from mobility.models import CalendarFeed, Institution, Student, User
from mobility.queries.home import NextThing, own_things
from mobility.queries.identity import digest


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar it is, in which language, and what stands in it."""

    locale: str
    things: tuple[NextThing, ...]


def made_at(actor: Actor) -> datetime | None:
    """When the address that counts was made; None where there is none."""
    query = select(CalendarFeed.created_at).where(
        CalendarFeed.user_id == actor.user_id, CalendarFeed.ended_at.is_(None)
    )
    return db.session.scalar(query)


def feed(institution_id: int, secret: str, now: datetime) -> Feed | None:
    """The deadlines of the student whose address that is, in four statements at most; None for any other."""
    query = (
        select(User.id, Student.id, func.coalesce(User.locale, Institution.locale))
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .join(Student, Student.user_id == User.id)
        .join(Institution, Institution.id == User.institution_id)
        .where(
            CalendarFeed.secret_hash == digest(secret),
            CalendarFeed.institution_id == institution_id,
            CalendarFeed.ended_at.is_(None),
            User.is_active,
        )
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    user_id, student_id, locale = row
    return Feed(locale, own_things(Actor(institution_id, user_id, student_id, (Grant(Role.STUDENT),)), now))
