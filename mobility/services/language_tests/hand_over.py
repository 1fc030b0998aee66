"""Hands the marks of a language test over to the office."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import Application, LanguageMark
from mobility.queries.language_marks import mine
from mobility.services.casework import audit
from mobility.services.language_tests.claim import open_test
from mobility.services.people.permits import permit


def hand_over(call_id: int, actor: Actor) -> int:
    """Give the office every mark of the test that it has not yet, and answer how many.

    From then on a mark changes only with a reason. Raises Refused `language_test.unknown`, `mark.closed`, and
    `mark.none_to_hand_over`.
    """
    permit(actor, Action.MARK_ENTER)
    with transaction():
        test = open_test(call_id, actor)
        query = (
            select(LanguageMark)
            .join(Application, Application.id == LanguageMark.application_id)
            .where(Application.call_id == call_id, mine(actor), LanguageMark.handed_over_at.is_(None))
            .order_by(Application.id)
            .with_for_update(of=LanguageMark)
        )
        marks = db.session.scalars(query.execution_options(populate_existing=True)).all()
        if not marks:
            raise Refused("mark.none_to_hand_over")
        at = now()
        for mark in marks:
            mark.handed_over_at = at
        params = {"call_id": call_id, "count": len(marks)}
        audit.record(
            actor,
            Action.MARK_ENTER,
            outcome="handed_over",
            object_kind="language_test",
            object_id=test.id,
            params=params,
        )
        return len(marks)
