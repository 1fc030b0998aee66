"""Carries out what students gave up once it can no longer be undone: the move, the place, who follows, the letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from mobility.core.access import Action
from mobility.core.notices import CATALOG, PROOFS
from mobility.core.terms import Actor, Grant, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Application, GivingUp, Student
from mobility.observability import logger
from mobility.queries import definitions
from mobility.services.casework import audit, letters
from mobility.services.casework.door import advance
from mobility.services.notices.outbox import drop_waiting

_log = logger(__name__)


def carry_out_due(limit: int) -> int:
    """Carry out what is due, the longest waiting first, each in a transaction of its own; returns how many moved.

    Whoever undoes it and this sweep decide by the lock of the application: whichever comes second finds it closed.
    What a crash leaves open is found by the next sweep.
    """
    return sum(_carry_out(due) for due in _due(limit))


def _due(limit: int) -> Sequence[Any]:
    query = (
        select(GivingUp.id, GivingUp.application_id, GivingUp.institution_id, Student.id.label("student_id"))
        .add_columns(Student.user_id)
        .join(Application, Application.id == GivingUp.application_id)
        .join(Student, Student.id == Application.student_id)
        .where(GivingUp.closed_at.is_(None), GivingUp.due_at <= now())
        .order_by(GivingUp.due_at, GivingUp.id)
        .limit(limit)
    )
    found = db.session.execute(query).all()
    db.session.commit()  # nothing was changed; the snapshot is given back before the first file is moved
    return found


def _carry_out(due: Any) -> int:
    try:
        with transaction():
            return _end(due)
    except Refused as refused:
        _log.error("giving_up.refused", application_id=due.application_id, code=refused.code)
        return _tell_refused(due, refused)
    except OperationalError as error:
        _log.warning("giving_up.locked_out", application_id=due.application_id, error=type(error.orig).__name__)
    return 0


def _end(due: Any) -> int:
    application, given_up = _locked(due)
    if given_up is None:
        return 0
    is_over = definitions.workflow(application.workflow_id).stage(application.state).is_end
    if not is_over:
        drop_waiting(application.id, due.user_id, keeping=PROOFS)
        advance(application.id, Action.APPLICATION_GIVE_UP, _student(due), params={"reason": given_up.reason})
    given_up.outcome, given_up.closed_at = "overtaken" if is_over else "done", now()
    return 0 if is_over else 1


def _tell_refused(due: Any, refused: Refused) -> int:
    """Close what the door refuses, with the reason, and tell the student: no sweep would fare better."""
    try:
        with transaction():
            application, given_up = _locked(due)
            if given_up is not None:
                given_up.outcome, given_up.closed_at, given_up.refusal = "refused", now(), refused.code
                _record_refused(application, refused.code)
    except OperationalError as error:
        _log.warning("giving_up.locked_out", application_id=due.application_id, error=type(error.orig).__name__)
    return 0


def _record_refused(application: Application, code: str) -> None:
    db.session.flush()
    letters.post_about(CATALOG["giving_up_refused"], application, params={"reason": code})
    audit.record(
        Actor.system(application.institution_id),
        Action.APPLICATION_GIVE_UP,
        outcome="refused",
        object_kind="application",
        object_id=application.id,
        application_id=application.id,
        params={"reason": code},
    )


def _locked(due: Any) -> tuple[Application, GivingUp | None]:
    """The application is locked first, as by everybody else, and only then the giving up; None once it is closed."""
    locked = select(Application).where(Application.id == due.application_id).with_for_update()
    application = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    query = select(GivingUp).where(GivingUp.id == due.id, GivingUp.closed_at.is_(None))
    return application, db.session.scalar(query.execution_options(populate_existing=True))


def _student(due: Any) -> Actor:
    """The student whose word it was: carrying it out needs nobody else's leave."""
    return Actor(due.institution_id, due.user_id, due.student_id, (Grant(Role.STUDENT),))
