"""Takes the answer of an office that was asked about an application."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Application, OfficeCheck
from mobility.queries import checks, definitions, facts
from mobility.services.casework import audit
from mobility.services.people.permits import permit

ANSWERS = ("yes", "no")
LONGEST_REMARK = 2000


def answer(check_id: int, said: str, remark: str, actor: Actor, *, seen: str) -> None:
    """Keep yes or no of the actor's office; until the file moves on, an office may still change what it said.

    `seen` is the mark of the question that the page showed (`queries.checks.Question.mark`). The same answer sent twice
    is one. Raises Refused `check.unknown` for a question that is not put to the actor's office, `access.own_case`,
    `check.closed` once the file has moved on, `stale.check` where the office was asked again or somebody else has
    answered, `check.answer_missing`, `check.remark_missing` for a "no" without a remark, `check.remark_too_long`.
    """
    permit(actor, Action.CHECK_ANSWER)
    plain = remark.strip()
    with transaction():
        question = _claim(check_id, actor)
        if (question.answer, question.remark or "") == (said, plain):
            return
        if checks.mark_of(question.asked_at, question.answered_at) != seen:
            raise Refused("stale.check")
        _refuse_flaws(said, plain)
        question.answer, question.remark = said, plain or None
        question.answered_by, question.answered_at = actor.user_id, now()
        audit.record(
            actor,
            Action.CHECK_ANSWER,
            outcome=said,
            object_kind="application",
            object_id=question.application_id,
            application_id=question.application_id,
            is_quiet=True,
            params={"unit_id": question.unit_id},
        )


def _claim(check_id: int, actor: Actor) -> OfficeCheck:
    """Lock the file first, as the door does, then the question, so that no file moves on under an answer."""
    query = (
        select(Application)
        .join(OfficeCheck, OfficeCheck.application_id == Application.id)
        .where(OfficeCheck.id == check_id, checks.asked_of(actor))
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    application = db.session.scalar(query)
    if application is None:
        raise Refused("check.unknown")
    if (reason := check(actor, Action.CHECK_ANSWER, facts.gather(application, now()))) is not None:
        raise Refused(reason.code, **reason.params)
    if not checks.waits_for_offices(definitions.workflow(application.workflow_id), application.state):
        raise Refused("check.closed")
    locked = select(OfficeCheck).where(OfficeCheck.id == check_id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _refuse_flaws(said: str, remark: str) -> None:
    if said not in ANSWERS:
        raise Refused("check.answer_missing")
    if said == "no" and not remark:
        raise Refused("check.remark_missing")
    if len(remark) > LONGEST_REMARK:
        raise Refused("check.remark_too_long", length=LONGEST_REMARK)
