"""Reads letters as the office sees them: to whom, when, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, OutboxMessage, User
from mobility.queries import scope

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter. `state` is that of its row: pending, sent, inbox_only, bounced, dead, expired, unwanted."""

    id: int
    notice: str
    subject: str
    name: str
    application_id: int | None
    state: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of letters, the newest first; `following` continues before that id, None at the end."""

    lines: tuple[LetterLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class WholeLetter:
    """A letter with its text, which is None while it waits to be put into words."""

    line: LetterLine
    body: str | None


def of_application(application_id: int, actor: Actor) -> tuple[LetterLine, ...]:
    """The letters about one file that the actor may see, the newest first."""
    query = _query(actor).where(OutboxMessage.application_id == application_id).order_by(OutboxMessage.id.desc())
    return tuple(_line(row, name) for row, name in db.session.execute(query.limit(PAGE_SIZE)))


def page(actor: Actor, *, state: str = "", call_id: int | None = None, before: int | None = None) -> LetterPage:
    """Letters about files the actor may see, of one state or all, of one call or all, in one statement."""
    query = _query(actor).order_by(OutboxMessage.id.desc()).limit(PAGE_SIZE + 1)
    if state:
        query = query.where(OutboxMessage.state == state)
    if call_id is not None:
        query = query.where(Application.call_id == call_id)
    if before is not None:
        query = query.where(OutboxMessage.id < before)
    rows = db.session.execute(query).all()
    following = rows[PAGE_SIZE - 1].OutboxMessage.id if len(rows) > PAGE_SIZE else None
    return LetterPage(tuple(_line(row, name) for row, name in rows[:PAGE_SIZE]), following)


def whole(letter_id: int, actor: Actor) -> WholeLetter:
    """One letter. Raises Refused `letter.unknown` outside the actor's scope."""
    found = db.session.execute(_query(actor).where(OutboxMessage.id == letter_id)).one_or_none()
    if found is None:
        raise Refused("letter.unknown")
    return WholeLetter(_line(found.OutboxMessage, found.name), found.OutboxMessage.body)


def written_by(institution_id: int, message_ids: Sequence[str]) -> frozenset[str]:
    """Which of these Message-IDs are of letters of the institution: for the demo's inbox, where all letters lie."""
    ours = (OutboxMessage.institution_id == institution_id, OutboxMessage.message_id.in_(message_ids))
    return frozenset(db.session.scalars(select(OutboxMessage.message_id).where(*ours)))


def _query(actor: Actor) -> Select[OutboxMessage, str]:
    return (
        select(OutboxMessage, User.name.label("name"))
        .join(User, User.id == OutboxMessage.user_id)
        .join(Application, Application.id == OutboxMessage.application_id)
        .where(scope.visible(actor, *scope.OFFICE_ROLES))
    )


def _line(row: OutboxMessage, name: str) -> LetterLine:
    return LetterLine(
        row.id,
        row.notice,
        row.subject or "",
        name,
        row.application_id,
        row.state,
        row.due_at,
        row.sent_at,
        row.attempts,
    )
