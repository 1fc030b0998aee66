"""Reads one application as the school and the office see it: everything it holds, what was said, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from mobility.core.access import Action, check
from mobility.core.eligibility import Verdict
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind, Transition, Workflow, possible
from mobility.core.workflow.editing import why_not_checkable
from mobility.core.workflow.giving_up import why_held_back
from mobility.database import db
from mobility.models import (
    Application,
    AuditEvent,
    Call,
    Decision,
    GivingUp,
    Offer,
    Partner,
    Remark,
    Review,
    RoleGrant,
    User,
)
from mobility.queries import content, definitions, facts, language_tests, scope
from mobility.queries.answer_sheet import AnswerSection, answer_sheet
from mobility.queries.content import Held
from mobility.queries.deputies import is_for
from mobility.queries.language_tests import FileMark
from mobility.queries.record_changes import Drift, drift
from mobility.queries.timeline import is_told


@dataclass(frozen=True, slots=True)
class StaffRemark:
    """A remark with who wrote it."""

    body: str
    author: str
    at: datetime
    is_shown_to_student: bool


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """One thing that happened, quiet ones included; `for_name` is for whom a deputy did it."""

    action: str
    outcome: str | None
    at: datetime
    by_role: str
    by_name: str | None
    for_name: str | None
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How many reviewers were asked and have scored, and the mean of what they gave; who gave which is read apart."""

    asked: int = 0
    given: int = 0
    mean: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LastOffer:
    """The newest offer of the file."""

    host: Text
    state: str
    confirm_by: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The student's newest word to give the file up; `outcome` is None until `until`, while it may be undone."""

    reason: str
    note: str
    until: datetime
    outcome: str | None


@dataclass(frozen=True, slots=True)
class StaffCase:
    """One application at one moment. `moves` are the acts whose permission and stage fit the actor now."""

    id: int
    version: int
    number: str
    call_id: int
    program_id: int
    call_title: Text
    time_zone: str
    workflow: Workflow
    stage: Stage
    facts: CaseFacts
    due_at: datetime | None
    state_since: datetime
    submitted_at: datetime | None
    school_outcome: str | None
    school_rank: int | None
    school_reason: str | None
    returned_items: tuple[str, ...]
    decision: str | None
    position: int | None
    held: Held
    drift: Drift
    sections: tuple[AnswerSection, ...]
    remarks: tuple[StaffRemark, ...]
    events: tuple[StaffEvent, ...]
    scores: ScoreCount
    language: FileMark | None
    offer: LastOffer | None
    given_up: GivenUp | None
    moves: tuple[Transition, ...]
    actor: Actor

    @property
    def verdict(self) -> Verdict:
        """How the student stands by the facts that count for this file: those handed in, or taken over since."""
        return self.drift.then

    def may(self, action: Action) -> bool:
        """Tell whether the actor may do `action` on this file at all, whatever its stage."""
        return check(self.actor, action, self.facts) is None and why_held_back(self.facts, action) is None

    @property
    def checks_documents(self) -> bool:
        """Whether the actor may say now what they think of the documents."""
        return self.may(Action.DOCUMENT_CHECK) and why_not_checkable(self.stage) is None

    def can(self, action: Action) -> bool:
        """Tell whether `action` is one of the moves from this stage."""
        return any(move.action == action for move in self.moves)

    def leads_to(self, action: Action, kind: StageKind) -> bool:
        """Tell whether `action` would bring the file into a stage of that kind."""
        targets = (self.workflow.stage(move.target) for move in self.moves if move.action == action)
        return any(stage.kind == kind for stage in targets)

    def outcomes(self, action: Action) -> tuple[str, ...]:
        return tuple(move.outcome for move in self.moves if move.action == action and move.outcome)


def case(application_id: int, actor: Actor, now: datetime, *roles: Role) -> StaffCase:
    """Return the file, in seven statements, a few more where the record has changed.

    Raises Refused `application.unknown` outside the actor's scope.

    Decisions, scores and offers are read for the office alone, and so is what the office notes for itself: a school
    sees the remarks that the student sees and those of officers.
    """
    query = (
        select(Application, Call.title, Call.time_zone, Call.program_id, Decision.outcome, Decision.position)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Decision, (Decision.application_id == Application.id) & Decision.voided_at.is_(None))
        .where(Application.id == application_id, scope.visible(actor, *roles))
    )
    row = db.session.execute(query).one_or_none()
    if row is None or row.Application.submission_count == 0:
        raise Refused("application.unknown")
    application: Application = row.Application
    is_office = actor.has_role(*scope.OFFICE_ROLES) and Role.OFFICER not in roles
    workflow = definitions.workflow(application.workflow_id)
    known = facts.gather(application, now)
    held = content.hold(application_id)
    extra = db.session.execute(_extra(is_office=is_office), {"application_id": application_id}).one()
    return StaffCase(
        id=application.id,
        version=application.version,
        number=application.number or "",
        call_id=application.call_id,
        program_id=row.program_id,
        call_title=row.title,
        time_zone=row.time_zone,
        workflow=workflow,
        stage=workflow.stage(application.state) if is_office else _for_school(workflow, application.state),
        facts=known,
        due_at=application.due_at,
        state_since=application.state_since,
        submitted_at=application.submitted_at,
        school_outcome=application.school_outcome,
        school_rank=application.school_rank,
        school_reason=application.school_reason,
        returned_items=tuple(application.returned_items),
        decision=row.outcome if is_office else None,
        position=row.position if is_office else None,
        held=held,
        drift=drift(held),
        sections=answer_sheet(held),
        remarks=tuple(_remark(one) for one in extra.remarks or ()),
        events=_events(application_id, workflow, is_office=is_office),
        scores=_score_count(extra.scores) if is_office else ScoreCount(),
        language=language_tests.file_mark(extra.language) if is_office else None,
        offer=_offer(extra.offer) if is_office else None,
        given_up=_given_up(extra.given_up),
        moves=possible(workflow, known, actor),
        actor=actor,
    )


def _for_school(workflow: Workflow, state: str) -> Stage:
    """A school learns results with everybody, so it sees a stage that is decided quietly as its students do."""
    return workflow.shown(state)


@cache
def _extra(*, is_office: bool) -> Select[*tuple[Any, ...]]:
    """Remarks, how many scored, the newest offer and giving up in one statement, put together once."""
    remark = func.jsonb_build_object(
        *("body", Remark.body, "author", User.name, "at", Remark.created_at, "shown", Remark.is_shown_to_student)
    )
    remarks = select(func.jsonb_agg(aggregate_order_by(remark, Remark.id)))
    remarks = remarks.select_from(Remark).join(User, User.id == Remark.author_id)
    if not is_office:
        officers = select(RoleGrant.user_id).where(RoleGrant.role == Role.OFFICER)
        remarks = remarks.where(or_(Remark.is_shown_to_student, Remark.author_id.in_(officers)))
    score = func.avg(Review.score).filter(Review.submitted_at.is_not(None))
    scores = select(
        func.jsonb_build_object(*("asked", func.count(), "given", func.count(Review.submitted_at), "mean", score))
    ).select_from(Review)
    host = type_coerce(Partner.name, JSONB)
    offer = func.jsonb_build_object("host", host, "state", Offer.state, "confirm_by", Offer.confirm_by)
    offers = select(offer).select_from(Offer).join(Partner, Partner.id == Offer.partner_id)
    offers = offers.order_by(Offer.id.desc()).limit(1)
    given = func.jsonb_build_object(
        *("reason", GivingUp.reason, "note", GivingUp.note, "until", GivingUp.due_at, "outcome", GivingUp.outcome)
    )
    givings = select(given).select_from(GivingUp).order_by(GivingUp.id.desc()).limit(1)
    file = bindparam("application_id", type_=BigInteger)
    return select(
        remarks.where(Remark.application_id == file).scalar_subquery().label("remarks"),
        scores.where(Review.application_id == file).scalar_subquery().label("scores"),
        offers.where(Offer.application_id == file).scalar_subquery().label("offer"),
        givings.where(GivingUp.application_id == file).scalar_subquery().label("given_up"),
        language_tests.of_file(file).label("language"),
    )


def _remark(stored: dict[str, Any]) -> StaffRemark:
    return StaffRemark(stored["body"], stored["author"], datetime.fromisoformat(stored["at"]), stored["shown"])


def _score_count(stored: dict[str, Any]) -> ScoreCount:
    mean = stored["mean"]
    return ScoreCount(stored["asked"], stored["given"], None if mean is None else Decimal(str(mean)))


def _offer(stored: dict[str, Any] | None) -> LastOffer | None:
    if stored is None:
        return None
    host = Text.model_validate(stored["host"])
    return LastOffer(host, stored["state"], datetime.fromisoformat(stored["confirm_by"]))


def _given_up(stored: dict[str, Any] | None) -> GivenUp | None:
    if stored is None or stored["outcome"] == "undone":
        return None
    return GivenUp(stored["reason"], stored["note"], datetime.fromisoformat(stored["until"]), stored["outcome"])


def _events(application_id: int, workflow: Workflow, *, is_office: bool) -> tuple[StaffEvent, ...]:
    holder = aliased(User)
    query = (
        select(AuditEvent, User.name, holder.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .outerjoin(holder, is_for(holder))
        .where(AuditEvent.application_id == application_id, is_told())
        .order_by(AuditEvent.id.desc())
    )
    if not is_office:
        query = query.where(AuditEvent.is_quiet.is_(False))
    return tuple(
        StaffEvent(
            action=event.action,
            outcome=event.outcome,
            at=event.happened_at,
            by_role=event.actor_role,
            by_name=name,
            for_name=for_name,
            stage=workflow.by_key.get(event.to_state or ""),
        )
        for event, name, for_name in db.session.execute(query)
    )
