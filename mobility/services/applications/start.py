"""Starts an application: one per student and call, whoever clicks how often."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action, check
from mobility.core.calendar.deadlines import Window, window_at
from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import Verdict
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Student
from mobility.queries import definitions, late, limits
from mobility.queries.standing import verdict_of
from mobility.queries.students import StudentRecord, record_of
from mobility.services.casework import audit


def start(call_key: str, actor: Actor) -> int:
    """Begin the actor's application to that call and return its id; the one there is where it was begun before.

    Raises Refused: `access.*`, `call.unknown`, that the call is not open, `eligibility.not_eligible` with every reason,
    `limit.*` with the other applications of the term.
    """
    if (reason := check(actor, Action.APPLICATION_START)) is not None:
        raise Refused(reason.code, **reason.params)
    if actor.student_id is None:
        raise Refused("access.role")
    with transaction():
        call = db.session.scalar(select(Call).where(Call.key == call_key, Call.institution_id == actor.institution_id))
        if call is None or call.state == "draft":
            raise Refused("call.unknown")
        begun: int | None = db.session.scalar(_existing(call.id, actor))
        return begun if begun is not None else begin(call, actor)


def begin(call: Call, actor: Actor) -> int:
    """Begin the actor's application inside the caller's transaction, and return its id; otherwise as `start`."""
    assert actor.student_id is not None
    closes_at = _make_sure_it_is_open(call, actor.student_id)
    record = record_of(actor.student_id)
    _make_sure_of_limits(call, actor.student_id)
    rules = definitions.rules(call.eligibility_id)
    _make_sure_of_standing(verdict_of(rules, record, call.id, local_date(now(), call.time_zone)))
    application_id: int | None = db.session.scalar(_row(call, record, closes_at))
    if application_id is None:
        return int(db.session.scalars(_existing(call.id, actor)).one())
    audit.record(
        actor,
        Action.APPLICATION_START,
        object_kind="application",
        object_id=application_id,
        application_id=application_id,
        to_state=definitions.workflow(call.workflow_id).initial,
        params={"call_id": call.id},
    )
    return application_id


def _make_sure_it_is_open(call: Call, student_id: int) -> datetime:
    """The student's deadline: that of the call, or the later one that a code has given them."""
    if call.state != "published":
        raise Refused("call.not_published")
    closes_at = max(call.deadline_at, late.of_student(call.id, student_id) or call.deadline_at)
    match window_at(now(), call.opens_at, closes_at, timedelta(seconds=call.grace_seconds)):
        case Window.BEFORE:
            raise Refused("deadline.not_open_yet", opens_at=call.opens_at.isoformat())
        case Window.CLOSED:
            raise Refused("deadline.passed", deadline_at=closes_at.isoformat())
    return closes_at


def _make_sure_of_standing(verdict: Verdict) -> None:
    if not verdict.may_apply:
        raise Refused("eligibility.not_eligible", *(finding.reason for finding in verdict.not_met))


def _make_sure_of_limits(call: Call, student_id: int) -> None:
    """Under a lock of the student's row, so that two beginnings at once are counted one after the other."""
    db.session.execute(select(Student.id).where(Student.id == student_id).with_for_update(key_share=True))
    if (reason := limits.before_beginning(student_id, call.id)) is not None:
        raise Refused(reason.code, **reason.params)


def _existing(call_id: int, actor: Actor) -> Any:
    return select(Application.id).where(Application.call_id == call_id, Application.student_id == actor.student_id)


def _row(call: Call, record: StudentRecord, closes_at: datetime) -> Any:
    row = insert(Application).values(
        institution_id=call.institution_id,
        call_id=call.id,
        student_id=record.id,
        unit_id=record.unit_id,
        workflow_id=call.workflow_id,
        questionnaire_id=call.questionnaire_id,
        eligibility_id=call.eligibility_id,
        state=definitions.workflow(call.workflow_id).initial,
        state_since=now(),
        due_at=closes_at,
        version=1,
    )
    return row.on_conflict_do_nothing(index_elements=["call_id", "student_id"]).returning(Application.id)
