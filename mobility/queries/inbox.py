"""Reads a person's letters as they were sent: the inbox inside the program is the truth, mail only its copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Institution, OutboxMessage

PAGE_SIZE: Final = 30

WITH_SECRETS: Final = ("invitation", "password_reset", "address_change")
"""Letters that carry a one-time link: they prove that somebody reads the mailbox, so they are not shown here."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One line of the inbox."""

    id: int
    notice: str
    subject: str
    at: datetime
    is_read: bool
    application_id: int | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of letters, newest first; `before` continues with older ones, None at the end."""

    letters: tuple[LetterLine, ...]
    unread_count: int
    before: int | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as text, in the language in which it was sent."""

    id: int
    notice: str
    subject: str
    body: str
    locale: str
    at: datetime
    read_at: datetime | None
    application_id: int | None
    time_zone: str


def inbox(actor: Actor, *, before: int | None = None) -> Inbox:
    """Return the actor's letters with ids below `before`, at most PAGE_SIZE."""
    unread = select(func.count()).where(_shown(actor), OutboxMessage.read_at.is_(None)).scalar_subquery()
    query = (
        select(
            OutboxMessage.id,
            OutboxMessage.notice,
            OutboxMessage.subject,
            OutboxMessage.rendered_at,
            OutboxMessage.read_at,
            OutboxMessage.application_id,
            unread.label("unread_count"),
            Institution.time_zone,
        )
        .join(Institution, Institution.id == OutboxMessage.institution_id)
        .where(_shown(actor))
        .order_by(OutboxMessage.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        query = query.where(OutboxMessage.id < before)
    rows = db.session.execute(query).all()
    shown = rows[:PAGE_SIZE]
    return Inbox(
        letters=tuple(_line(row) for row in shown),
        unread_count=rows[0].unread_count if rows else 0,
        before=shown[-1].id if len(rows) > PAGE_SIZE else None,
        time_zone=rows[0].time_zone if rows else "UTC",
    )


def unread_count(actor: Actor) -> int:
    """How many letters the actor has not opened yet."""
    count = db.session.scalar(select(func.count()).where(_shown(actor), OutboxMessage.read_at.is_(None)))
    return count or 0


def letter(message_id: int, actor: Actor) -> Letter:
    """Return one letter of the actor's. Raises Refused `letter.unknown` for another's and for none alike."""
    query = (
        select(OutboxMessage, Institution.time_zone)
        .join(Institution, Institution.id == OutboxMessage.institution_id)
        .where(_shown(actor), OutboxMessage.id == message_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("letter.unknown")
    return _letter(row.OutboxMessage, row.time_zone)


def _letter(message: OutboxMessage, time_zone: str) -> Letter:
    assert message.rendered_at is not None
    return Letter(
        id=message.id,
        notice=message.notice,
        subject=message.subject or "",
        body=message.body or "",
        locale=message.locale or "en",
        at=message.rendered_at,
        read_at=message.read_at,
        application_id=message.application_id,
        time_zone=time_zone,
    )


def _line(row: Any) -> LetterLine:
    return LetterLine(row.id, row.notice, row.subject, row.rendered_at, row.read_at is not None, row.application_id)


def _shown(actor: Actor) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.institution_id == actor.institution_id,
        OutboxMessage.user_id == actor.user_id,
        OutboxMessage.rendered_at.is_not(None),
        OutboxMessage.notice.not_in(WITH_SECRETS),
    )
