"""How a student stands to a call: its rules judged on the record as it is now, and whether they have applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import (
    NO_HISTORY,
    MaxApplications,
    NoPriorParticipation,
    Rules,
    Verdict,
    evaluate,
    walk,
)
from mobility.core.terms import Actor, Role
from mobility.core.workflow import Stage
from mobility.database import db
from mobility.models import Application
from mobility.queries import definitions, scope
from mobility.queries.catalog import CallPage
from mobility.queries.students import Past, StudentRecord, history_besides, past_of, record_of

_ASK_HISTORY: Final = (NoPriorParticipation, MaxApplications)


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """The student's own standing to a call; `application_id` and `stage` are None where nothing was begun."""

    verdict: Verdict
    application_id: int | None
    stage: Stage | None


def own_standing(actor: Actor, page: CallPage, now: datetime) -> OwnStanding | None:
    """Return how the student who asks stands to that call; None for everybody else. Two statements, or three."""
    if actor.student_id is None:
        return None
    record = record_of(actor.student_id)
    verdict = verdict_of(
        definitions.rules(page.eligibility_id), record, page.card.id, local_date(now, page.card.time_zone)
    )
    query = select(Application.id, Application.state, Application.workflow_id).where(
        Application.call_id == page.card.id, scope.visible(actor, Role.STUDENT)
    )
    begun = db.session.execute(query).one_or_none()
    if begun is None:
        return OwnStanding(verdict, None, None)
    return OwnStanding(verdict, begun.id, definitions.workflow(begun.workflow_id).shown(begun.state))


def verdict_of(
    rules: Rules, record: StudentRecord, call_id: int, today: date, past: tuple[Past, ...] | None = None
) -> Verdict:
    """Judge `rules` on that day; one statement where they ask for what went before and `past` is not given."""
    if not asks_past(rules):
        return evaluate(rules, record.for_rules, today, NO_HISTORY)
    known = past_of(record.id) if past is None else past
    return evaluate(rules, record.for_rules, today, history_besides(known, call_id))


def asks_past(rules: Rules) -> bool:
    """Tell whether any of the rules looks at other applications."""
    return any(isinstance(rule, _ASK_HISTORY) for rule in walk(rules.rules))
