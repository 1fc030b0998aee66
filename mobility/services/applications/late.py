"""Lets a student in after the deadline by a coordinator's code (补报码), and counts the use by a constraint."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action, check
from mobility.core.terms import Actor, Refused
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Call, LateCode, LateEntry
from mobility.queries import definitions, late
from mobility.services.applications.start import begin
from mobility.services.casework import advance, audit

NOT_SUBMITTED = "not_submitted"


def enter(call_key: str, code: str, actor: Actor) -> int:
    """Use a code for the actor's own application to that call, begun by it if need be, and return its id.

    The application may be edited and handed in until the code's own time, with the call's grace. Used twice by the same
    student it counts once; of students who share the last use one is let in, by the row's lock and its constraint.

    Raises Refused `access.*`, `call.unknown`, `late_code.unknown` for a code that is no such, another call's or
    another student's, `late_code.own` for one that they made, `late_code.over`, `late_code.revoked`,
    `late_code.used_up`, `late_code.not_needed` for an application that is handed in or has ended otherwise, and as
    `start` does. Nothing is counted then.
    """
    if (reason := check(actor, Action.LATE_ENTER)) is not None:
        raise Refused(reason.code, **reason.params)
    if actor.student_id is None:
        raise Refused("access.role")
    with transaction():
        call = db.session.scalar(select(Call).where(Call.key == call_key, Call.institution_id == actor.institution_id))
        if call is None or call.state == "draft":
            raise Refused("call.unknown")
        row = _code(call, code, actor)
        application = _locked(call, actor)
        if (is_new := _enter(row, actor)) and application is not None:
            _make_sure_it_helps(application)
        application_id = _open(call, application, actor)
        if is_new:
            _record(row, application_id, actor)
        return application_id


def tidy(code: str) -> str:
    """A code as it was made, from how it was typed: letter case, spaces and hyphens do not matter."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[:16]


def _code(call: Call, code: str, actor: Actor) -> LateCode:
    """The code, locked, so that uses of the last one come one after the other."""
    query = select(LateCode).where(LateCode.call_id == call.id, LateCode.code == tidy(code)).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.student_id not in (None, actor.student_id):
        raise Refused("late_code.unknown")
    if row.made_by == actor.user_id:
        raise Refused("late_code.own")
    return row


def _locked(call: Call, actor: Actor) -> Application | None:
    query = select(Application).where(Application.call_id == call.id, Application.student_id == actor.student_id)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _enter(row: LateCode, actor: Actor) -> bool:
    """Write the use down and count it; False where this student has used the code before."""
    entry = insert(LateEntry).values(
        institution_id=row.institution_id,
        late_code_id=row.id,
        call_id=row.call_id,
        student_id=actor.student_id,
        until=row.valid_until,
        used_at=now(),
    )
    unique = entry.on_conflict_do_nothing(index_elements=["late_code_id", "student_id"])
    if db.session.scalar(unique.returning(LateEntry.id)) is None:
        return False
    grace = timedelta(seconds=db.session.get_one(Call, row.call_id).grace_seconds)
    if row.revoked_at is not None:
        raise Refused("late_code.revoked")
    if now() > row.valid_until + grace:
        raise Refused("late_code.over", until=row.valid_until.isoformat())
    if row.use_count >= row.most_uses:
        raise Refused("late_code.used_up")
    counted = update(LateCode).where(LateCode.id == row.id).values(use_count=LateCode.use_count + 1)
    db.session.execute(counted, execution_options={"synchronize_session": False})
    return True


def _make_sure_it_helps(application: Application) -> None:
    kind = definitions.workflow(application.workflow_id).stage(application.state).kind
    if kind is not StageKind.DRAFT and application.state != NOT_SUBMITTED:
        raise Refused("late_code.not_needed")


def _open(call: Call, application: Application | None, actor: Actor) -> int:
    assert actor.student_id is not None
    if application is None:
        return begin(call, actor)
    if application.state == NOT_SUBMITTED:
        outcome = "recalled" if application.submission_count else "draft"
        advance(application.id, Action.LATE_ENTER, actor, outcome=outcome)
    elif definitions.workflow(application.workflow_id).stage(application.state).kind is StageKind.DRAFT:
        application.due_at = _later(call.deadline_at, late.of_student(call.id, actor.student_id))
        db.session.flush()
    return application.id


def _later(deadline_at: datetime, until: datetime | None) -> datetime:
    return deadline_at if until is None else max(deadline_at, until)


def _record(row: LateCode, application_id: int, actor: Actor) -> None:
    """The exception in the audit: who was let in, on whose word, until when; why stands with the code."""
    audit.record(
        actor,
        Action.LATE_ENTER,
        outcome="used",
        object_kind="late_code",
        object_id=row.id,
        application_id=application_id,
        params={"call_id": row.call_id, "made_by": row.made_by, "until": row.valid_until.isoformat()},
    )
