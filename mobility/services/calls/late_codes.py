"""Makes and revokes the codes by which students apply after the deadline (补报码)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, now, transaction
from mobility.models import Call, LateCode, Student
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is misread on paper: 0 and O, 1, I and L."""

LENGTH: Final = 10
MOST_USES: Final = 500
NOTE_LENGTH: Final = 500
FURTHEST: Final = timedelta(days=60)
"""A code that lasts longer is a slip of the finger."""


def make(
    call_id: int,
    actor: Actor,
    *,
    valid_until: datetime,
    note: str,
    most_uses: int = 1,
    student_number: str | None = None,
) -> str:
    """Make a code for a published call and return it; a student who is named is invited by a letter.

    `valid_until` is aware. Raises Refused `call.unknown`, `call.not_published`, `late_code.not_ahead`,
    `late_code.far_ahead`, `late_code.not_after` where the call is open for longer anyway, `late_code.no_note`,
    `late_code.long`, `late_code.uses`, `late_code.one_student`, `late_code.no_student`, or `access.own_case`: nobody
    lets themselves in, nor whom they act for.
    """
    permit(actor, Action.LATE_CODE_MANAGE)
    with transaction() as session:
        call = take(call_id, actor)
        number = (student_number or "").strip() or None
        _check(call, valid_until, note.strip(), most_uses, number)
        student = _invited(number, actor)
        row = LateCode(
            institution_id=call.institution_id,
            call_id=call_id,
            code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
            student_id=student.id if student else None,
            note=note.strip(),
            valid_until=valid_until,
            most_uses=most_uses,
            made_by=actor.user_id,
            made_at=now(),
        )
        session.add(row)
        session.flush()
        if student is not None:
            _invite(row, student.user_id)
        _record(actor, row, "made", {"call_id": call_id, "until": valid_until.isoformat(), "count": most_uses})
        return row.code


def revoke(late_code_id: int, call_id: int, actor: Actor) -> None:
    """Let nobody else in by this code; who was let in keeps their time. Done already where it was done before.

    Raises Refused `call.unknown`, and `late_code.unknown` for a code of another call and for none alike.
    """
    permit(actor, Action.LATE_CODE_MANAGE)
    with transaction():
        take(call_id, actor)
        query = select(LateCode).where(LateCode.id == late_code_id, LateCode.call_id == call_id).with_for_update()
        row = db.session.scalar(query.execution_options(populate_existing=True))
        if row is None:
            raise Refused("late_code.unknown")
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = now(), actor.user_id
            _record(actor, row, "revoked", {"call_id": call_id, "count": row.use_count})


def _check(call: Call, valid_until: datetime, note: str, most_uses: int, number: str | None) -> None:
    if call.state != "published":
        raise Refused("call.not_published")
    _check_time(call, valid_until)
    if not note:
        raise Refused("late_code.no_note")
    if len(note) > NOTE_LENGTH:
        raise Refused("late_code.long", most=NOTE_LENGTH)
    if not 1 <= most_uses <= MOST_USES:
        raise Refused("late_code.uses", most=MOST_USES)
    if number is not None and most_uses != 1:
        raise Refused("late_code.one_student")


def _check_time(call: Call, valid_until: datetime) -> None:
    if valid_until <= now():
        raise Refused("late_code.not_ahead")
    if valid_until > now() + FURTHEST:
        raise Refused("late_code.far_ahead", days=FURTHEST.days)
    if valid_until <= call.deadline_at:
        raise Refused("late_code.not_after", deadline_at=call.deadline_at.isoformat())


def _invited(number: str | None, actor: Actor) -> Student | None:
    if number is None:
        return None
    query = select(Student).where(Student.number == number, Student.institution_id == actor.institution_id)
    student = db.session.scalar(query)
    if student is None:
        raise Refused("late_code.no_student")
    if student.id in actor.own_student_ids:
        raise Refused("access.own_case")
    return student


def _invite(row: LateCode, user_id: int) -> None:
    post(
        "late_invitation",
        user_id,
        institution_id=row.institution_id,
        call_id=row.call_id,
        params={"code": row.code, "until": row.valid_until.isoformat()},
        dedupe_key=f"late_invitation:{row.id}",
        expires_at=row.valid_until,
    )


def _record(actor: Actor, row: LateCode, outcome: str, params: dict[str, Param]) -> None:
    audit.record(
        actor,
        Action.LATE_CODE_MANAGE,
        outcome=outcome,
        object_kind="late_code",
        object_id=row.id,
        params=params,
    )
