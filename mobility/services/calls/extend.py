"""Moves a call's deadline later: drafts and submitted alike are told, reminders are planned anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.core.workflow import StageKind
from mobility.core.workflow.definition import Due
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Student
from mobility.queries import definitions, stages
from mobility.queries.calls import is_relied_on
from mobility.queries.late import late_until
from mobility.services.calls.allow import keep_reason
from mobility.services.calls.reach import take
from mobility.services.casework import audit, due
from mobility.services.notices.outbox import post
from mobility.services.notices.reminders import replan_call
from mobility.services.people.permits import permit


def extend(call_id: int, deadline_at: datetime, actor: Actor, *, version: int | None = None, reason: str = "") -> int:
    """Move the deadline to `deadline_at`, later than it is, and return how many people are told.

    The head reads the `reason`, which may be left out while the call is neither open nor has an application, and
    that the deadline was moved in any case.

    Raises Refused `call.unknown`, `stale.call`, `call.not_published`, `call.not_later`, or `call.already_closed` once
    the deadline has passed: it is not moved over what was done in trust of it; `deadline.no_reason`,
    `allowance.long_reason`.
    """
    permit(actor, Action.CALL_EXTEND)
    with transaction() as session:
        call = take(call_id, actor)
        if version not in (None, call.version):
            raise Refused("stale.call")
        if call.state != "published":
            raise Refused("call.not_published")
        if deadline_at <= call.deadline_at or deadline_at <= now():
            raise Refused("call.not_later")
        if now() > call.deadline_at:
            raise Refused("call.already_closed")
        if not reason.strip() and is_relied_on(call_id, call.opens_at, now()):
            raise Refused("deadline.no_reason")
        before, call.deadline_at = call.deadline_at, deadline_at
        session.flush()
        _move_dates(call)
        told = _tell(call)
        allowance_id = keep_reason(call, actor, reason)
        kept: dict[str, Param] = {} if allowance_id is None else {"allowance": allowance_id}
        replan_call(call_id)
        audit.record(
            actor,
            Action.CALL_EXTEND,
            object_kind="call",
            object_id=call_id,
            params={"from": before.isoformat(), "to": deadline_at.isoformat(), "count": told, **kept},
        )
        return told


def _move_dates(call: Call) -> None:
    """What hangs on the deadline moves with it: drafts end later, and schools have their days after it."""
    closes_at = func.greatest(literal(call.deadline_at), late_until())
    _set_due(call.id, stages.of_kind(StageKind.DRAFT), closes_at)
    for workflow_id in db.session.scalars(select(Application.workflow_id).where(_of(call.id)).distinct()).all():
        for stage in definitions.workflow(workflow_id).stages:
            if stage.holder is Role.OFFICER and stage.due is Due.ENTRY:
                here = and_(Application.workflow_id == workflow_id, Application.state == stage.key)
                _set_due(call.id, here, due.of_school(stage, call.deadline_at, call.institution_id))


def _set_due(call_id: int, which: ColumnElement[bool], at: ColumnElement[datetime] | datetime | None) -> None:
    change = update(Application).where(_of(call_id), which).values(due_at=at)
    db.session.execute(change, execution_options={"synchronize_session": False})


def _of(call_id: int) -> ColumnElement[bool]:
    return Application.call_id == call_id


def _tell(call: Call) -> int:
    query = (
        select(Application.id, Student.user_id)
        .join(Student, Student.id == Application.student_id)
        .where(Application.call_id == call.id, ~stages.of_kind(StageKind.END))
        .order_by(Application.id)
    )
    rows = db.session.execute(query).all()
    for application_id, user_id in rows:
        post(
            "call_extended",
            user_id,
            institution_id=call.institution_id,
            application_id=application_id,
            call_id=call.id,
            dedupe_key=f"call_extended:{application_id}:{call.deadline_at.isoformat()}",
        )
    return len(rows)
