"""Reads what was let in late: until when a student may apply in spite of the deadline, and the codes of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Interval, ScalarSelect, cast, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Refused, Text
from mobility.database import db
from mobility.models import Application, Call, LateCode, LateEntry, Student, User

CodeState = Literal["open", "used_up", "over", "revoked"]
MOST_CODES = 200
"""How many codes of a call are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody who was let in; `application_id` is None where nothing was begun, which a use always does."""

    name: str
    at: datetime
    application_id: int | None
    was_submitted: bool


@dataclass(frozen=True, slots=True)
class Code:
    """One code as the office sees it."""

    id: int
    code: str
    student_number: str | None
    note: str
    valid_until: datetime
    most_uses: int
    use_count: int
    made_by: str
    made_at: datetime
    state: CodeState
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code for this student alone that is not used yet."""

    code: str
    call_key: str
    call_title: Text
    time_zone: str
    until: datetime


@dataclass(frozen=True, slots=True)
class LateCall:
    """The call that a code is asked for."""

    key: str
    title: Text
    time_zone: str
    deadline_at: datetime
    invited_by: str | None
    """The code of the student's own invitation, where there is one."""


def late_until() -> ScalarSelect[datetime]:
    """Until when the student of the enclosing query's application may apply late; NULL for everybody in time."""
    entered = LateEntry.call_id == Application.call_id, LateEntry.student_id == Application.student_id
    query = select(func.max(LateEntry.until)).where(*entered).correlate(Application)
    return query.scalar_subquery()


def closes_at() -> ColumnElement[datetime]:
    """The deadline of the enclosing query's application, of Call and Application: the call's, or its own later one."""
    return func.greatest(Call.deadline_at, late_until())


def of_student(call_id: int, student_id: int) -> datetime | None:
    """Until when that student may apply late."""
    query = select(func.max(LateEntry.until)).where(LateEntry.call_id == call_id, LateEntry.student_id == student_id)
    return db.session.scalar(query)


def call_to_enter(key: str, actor: Actor, now: datetime) -> LateCall:
    """The call of that key, with the student's own invitation. Raises Refused `call.unknown`."""
    own = _own_invitations(actor, now).where(LateCode.call_id == Call.id).with_only_columns(LateCode.code).limit(1)
    query = select(Call.key, Call.title, Call.time_zone, Call.deadline_at, own.scalar_subquery()).where(
        Call.key == key, Call.institution_id == actor.institution_id, Call.state.in_(("published", "closed"))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("call.unknown")
    return LateCall(*row)


def invitations(actor: Actor, now: datetime) -> tuple[Invitation, ...]:
    """The student's own invitations that can still be used, in one statement."""
    query = (
        _own_invitations(actor, now)
        .join(Call, Call.id == LateCode.call_id)
        .where(Call.state == "published")
        .with_only_columns(LateCode.code, Call.key, Call.title, Call.time_zone, LateCode.valid_until)
    )
    return tuple(Invitation(*row) for row in db.session.execute(query.order_by(LateCode.valid_until)))


def codes(call_id: int, actor: Actor, now: datetime) -> tuple[Code, ...]:
    """The codes of a call within the actor's reach, with who used them, in one statement; the newest first."""
    grace = cast(func.make_interval(0, 0, 0, 0, 0, 0, Call.grace_seconds), Interval)
    query = (
        select(LateCode, User.name, Student.number, grace, _uses())
        .join(Call, Call.id == LateCode.call_id)
        .join(User, User.id == LateCode.made_by)
        .outerjoin(Student, Student.id == LateCode.student_id)
        .where(LateCode.call_id == call_id, LateCode.institution_id == actor.institution_id)
        .order_by(LateCode.id.desc())
        .limit(MOST_CODES)
    )
    return tuple(_code(*row, now=now) for row in db.session.execute(query))


def _own_invitations(actor: Actor, now: datetime) -> Any:
    return select(LateCode.id).where(
        LateCode.institution_id == actor.institution_id,
        LateCode.student_id == actor.student_id,
        LateCode.revoked_at.is_(None),
        LateCode.use_count < LateCode.most_uses,
        LateCode.valid_until >= now,
    )


def _uses() -> Any:
    person = aliased(User)
    one = func.jsonb_build_object(
        *("name", person.name, "at", LateEntry.used_at, "application_id", Application.id),
        *("was_submitted", func.coalesce(Application.submission_count, 0) > 0),
    )
    query = (
        select(func.jsonb_agg(aggregate_order_by(one, LateEntry.id)))
        .select_from(LateEntry)
        .join(Student, Student.id == LateEntry.student_id)
        .join(person, person.id == Student.user_id)
        .outerjoin(
            Application,
            (Application.call_id == LateEntry.call_id) & (Application.student_id == LateEntry.student_id),
        )
        .where(LateEntry.late_code_id == LateCode.id)
        .correlate(LateCode)
    )
    return type_coerce(query.scalar_subquery(), JSONB)


def _code(row: LateCode, made_by: str, number: str | None, grace: timedelta, uses: Any, *, now: datetime) -> Code:
    return Code(
        row.id,
        row.code,
        number,
        row.note,
        row.valid_until,
        row.most_uses,
        row.use_count,
        made_by,
        row.made_at,
        _state(row, now - grace),
        tuple(
            Use(one["name"], datetime.fromisoformat(one["at"]), one["application_id"], one["was_submitted"])
            for one in uses or ()
        ),
    )


def _state(row: LateCode, at: datetime) -> CodeState:
    if row.revoked_at is not None:
        return "revoked"
    if row.use_count >= row.most_uses:
        return "used_up"
    return "over" if row.valid_until < at else "open"
