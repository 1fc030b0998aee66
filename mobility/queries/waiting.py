"""Counts what waits for a member of staff, for letters that must say something only when there is something to say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select

from mobility.core.terms import Actor, Role, Text
from mobility.core.workflow import StageKind
from mobility.database import db
from mobility.models import Application, Decision, OfficeCheck, Proposal, Review, SchoolList, Unit
from mobility.queries import checks, definitions, language_marks, school_approval, scope, stages

_DESK_KINDS: Final = (StageKind.DESK, StageKind.LIST)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait at one desk; `stage` is the stage's title, None for reviews and for lists to approve."""

    desk: Role
    count: int
    stage: Text | None = None


@dataclass(frozen=True, slots=True)
class OpenReviews:
    """The reviews that one reviewer still owes for one call."""

    count: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProposedList:
    """A list of decisions: how many it names, where it stands, and what the head wrote on returning it."""

    state: str
    count: int
    note: str | None


@dataclass(frozen=True, slots=True)
class PreparedList:
    """A school's list that is not handed in: whether it waits for the vice dean, and what they wrote."""

    unit_name: Text
    is_waiting: bool
    note: str | None


def waiting_for(actor: Actor) -> tuple[Waiting, ...]:
    """Everything that waits for `actor`, desk by desk; empty where nothing does."""
    lines: list[Waiting] = []
    for role in (Role.OFFICER, Role.COORDINATOR):
        if actor.has_role(role):
            lines += _at_desk(actor, role)
    if actor.has_role(Role.REVIEWER) and (count := _reviews(actor)):
        lines.append(Waiting(Role.REVIEWER, count))
    if actor.has_role(Role.VICE_DEAN) and (count := len(school_approval.lists(actor))):
        lines.append(Waiting(Role.VICE_DEAN, count))
    if actor.has_role(Role.CHECKER) and (count := _checks(actor)):
        lines.append(Waiting(Role.CHECKER, count))
    if actor.has_role(Role.EXAMINER) and (count := language_marks.waiting_count(actor)):
        lines.append(Waiting(Role.EXAMINER, count))
    if actor.has_role(Role.HEAD) and (count := _proposals(actor)):
        lines.append(Waiting(Role.HEAD, count))
    return tuple(lines)


def school_queue(actor: Actor, call_id: int) -> int:
    """How many applications to the call wait at the schools of an officer whose list is not handed in."""
    return sum(_counts(actor, Role.OFFICER, call_id).values())


def schools_outstanding(institution_id: int, call_id: int) -> tuple[Text, ...]:
    """The schools that still hold applications to the call and have not handed in their list."""
    rows = db.session.execute(
        select(Unit.name, Application.workflow_id, Application.state)
        .join(Application, Application.unit_id == Unit.id)
        .outerjoin(SchoolList, and_(SchoolList.unit_id == Unit.id, SchoolList.call_id == Application.call_id))
        .where(
            Application.institution_id == institution_id,
            Application.call_id == call_id,
            SchoolList.handed_in_at.is_(None),
        )
        .group_by(Unit.id, Application.workflow_id, Application.state)
        .order_by(Unit.sort_key, Unit.id)
    )
    held = [row.name for row in rows if _is_held(row.workflow_id, row.state, Role.OFFICER)]
    return tuple(dict.fromkeys(held))


def open_reviews(actor: Actor, call_id: int) -> OpenReviews:
    """What a reviewer still owes for one call, and until when the first of it."""
    query = (
        select(func.count(), func.min(Review.due_at))
        .join(Application, Application.id == Review.application_id)
        .where(_owed_by(actor), Application.call_id == call_id)
    )
    count, due_at = db.session.execute(query).one()
    return OpenReviews(count, due_at)


def proposed_list(institution_id: int, proposal_id: int) -> ProposedList | None:
    """The list a letter is about; None where the institution has none of that id."""
    query = (
        select(Proposal.state, func.count(Decision.id), Proposal.decision_note)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.id == proposal_id, Proposal.institution_id == institution_id)
        .group_by(Proposal.id)
    )
    row = db.session.execute(query).first()
    return ProposedList(*row) if row else None


def prepared_list(institution_id: int, list_id: int) -> PreparedList | None:
    """The school's list a letter is about; None once it is handed in, or where the institution has none of that id."""
    query = (
        select(Unit.name, SchoolList.prepared_at.is_not(None), SchoolList.return_note)
        .join(Unit, Unit.id == SchoolList.unit_id)
        .where(SchoolList.id == list_id, SchoolList.institution_id == institution_id, SchoolList.handed_in_at.is_(None))
    )
    row = db.session.execute(query).first()
    return PreparedList(*row) if row else None


def _at_desk(actor: Actor, role: Role) -> list[Waiting]:
    by_stage: dict[str, Waiting] = {}
    for (workflow_id, state), count in sorted(_counts(actor, role).items()):
        stage = definitions.workflow(workflow_id).stage(state)
        before = by_stage[state].count if state in by_stage else 0
        by_stage[state] = Waiting(role, before + count, stage.title)
    return list(by_stage.values())


def _counts(actor: Actor, role: Role, call_id: int | None = None) -> dict[tuple[int, str], int]:
    query = (
        select(Application.workflow_id, Application.state, func.count())
        .where(scope.visible(actor, role))
        .group_by(Application.workflow_id, Application.state)
    )
    if call_id is not None:
        query = query.where(Application.call_id == call_id)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for workflow_id, state, count in db.session.execute(query):
        if _is_held(workflow_id, state, role):
            counts[workflow_id, state] += count
    return counts


def _is_held(workflow_id: int, state: str, role: Role) -> bool:
    stage = definitions.workflow(workflow_id).stage(state)
    return stage.holder is role and stage.kind in _DESK_KINDS


def _reviews(actor: Actor) -> int:
    query = (
        select(func.count())
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .where(_owed_by(actor))
    )
    return db.session.scalar(query) or 0


def _owed_by(actor: Actor) -> ColumnElement[bool]:
    """Open reviews of applications that are still being assessed; a list that was proposed no longer waits for them."""
    return and_(
        Review.institution_id == actor.institution_id,
        Review.reviewer_id == actor.user_id,
        Review.submitted_at.is_(None),
        Review.conflict_reason.is_(None),
        stages.of_kind(StageKind.ASSESSMENT),
    )


def _checks(actor: Actor) -> int:
    query = (
        select(func.count())
        .select_from(OfficeCheck)
        .join(Application, Application.id == OfficeCheck.application_id)
        .where(checks.asked_of(actor), checks.is_waiting())
    )
    return db.session.scalar(query) or 0


def _proposals(actor: Actor) -> int:
    query = (
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.institution_id == actor.institution_id, Proposal.state == "proposed")
    )
    return db.session.scalar(query) or 0
