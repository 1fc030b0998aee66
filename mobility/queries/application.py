"""Reads a student's own application: where it stands, what may be done with it now, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import NO_PARAMS, Actor, Param, Reason, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind, Workflow, decide
from mobility.core.workflow.editing import editable_items, why_no_papers, why_not_editable
from mobility.database import db
from mobility.models import Application, Call, Decision, GivingUp, Offer, Partner, Program, Remark
from mobility.queries import content, definitions, facts, scope
from mobility.queries.content import Held


@dataclass(frozen=True, slots=True)
class OfferBrief:
    """The newest offer of an application."""

    state: str
    host_key: str
    host_name: Text
    host_country: str
    opened_at: datetime
    confirm_by: datetime


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What a desk wrote for the student's eyes; `items` are the keys it is about."""

    body: str
    items: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """One's own application at this moment. `stage` is the one the student may know of, `facts` the whole truth.

    `giving_up_refusal` is the code of what stood against giving up, where that was the student's last word.
    """

    id: int
    number: str | None
    call_key: str
    call_title: Text
    program_name: Text
    time_zone: str
    bond: Text | None
    contact: Text | None
    actor: Actor
    workflow: Workflow
    stage: Stage
    facts: CaseFacts
    due_at: datetime | None
    state_since: datetime
    returned_items: tuple[str, ...]
    offer: OfferBrief | None
    reserve_position: int | None
    remarks: tuple[RemarkLine, ...]
    giving_up_refusal: str | None

    @property
    def is_draft(self) -> bool:
        return self.stage.kind is StageKind.DRAFT

    @property
    def is_returned(self) -> bool:
        return self.stage.kind is StageKind.RETURNED

    @property
    def was_submitted(self) -> bool:
        return self.facts.submission_count > 0

    @property
    def why_not_editable(self) -> Reason | None:
        return why_not_editable(self.stage, self.facts)

    @property
    def is_editable(self) -> bool:
        return self.why_not_editable is None

    @property
    def makes_room(self) -> bool:
        """Whether an alternate moves up when the student gives up, judged by the stage that the student may know of."""
        move = self.workflow.move(self.stage.key, Action.APPLICATION_GIVE_UP)
        return move is not None and any(effect.startswith("move_up") for effect in move.effects)

    def editable_items(self, held: Held) -> frozenset[str]:
        """Keys of the sections, wishes and documents that may be changed now, what the stage waits for too."""
        awaited = held.awaited(self.stage.key) if self.takes_papers else frozenset()
        if not self.is_editable:
            return awaited
        return awaited | editable_items(self.stage, self.returned_items, held.lacking_items, held.items)

    @property
    def waits_for_papers(self) -> bool:
        """Whether a move from this stage asks for papers."""
        return any("papers_in" in move.guards for move in self.workflow.moves_from(self.stage.key))

    @property
    def takes_papers(self) -> bool:
        """Whether papers may be handed in for which the stage waits."""
        return why_no_papers(self.stage, self.facts) is None

    def why_not(self, action: Action, params: Mapping[str, Param] = NO_PARAMS) -> tuple[Reason, ...]:
        """Every reason why the student cannot do `action` now; empty when nothing stands against it."""
        try:
            decide(self.workflow, self.facts, self.actor, action, None, params)
        except Refused as refused:
            return refused.reasons
        return ()

    def can(self, action: Action) -> bool:
        return not self.why_not(action)


def own(application_id: int, actor: Actor, now: datetime, *, with_content: bool = False) -> OwnApplication:
    """Return the actor's own application in two statements. Raises Refused `application.unknown`, for others' too.

    Whether papers and answers stand against an act is known only `with_content`, which costs three statements more.
    """
    row = db.session.execute(_query(application_id, actor)).one_or_none()
    if row is None:
        raise Refused("application.unknown")
    application: Application = row.Application
    workflow = definitions.workflow(application.workflow_id)
    stage = workflow.stage(application.state)
    return OwnApplication(
        id=application.id,
        number=application.number,
        call_key=row.call_key,
        call_title=row.call_title,
        program_name=row.program_name,
        time_zone=row.time_zone,
        bond=row.bond,
        contact=row.contact,
        actor=actor,
        workflow=workflow,
        stage=workflow.shown(application.state),
        facts=facts.gather(application, now, with_content=with_content),
        due_at=_due_for_student(stage, application.due_at),
        state_since=application.state_since,
        returned_items=tuple(application.returned_items),
        offer=_offer(row.offer),
        reserve_position=_reserve_position(stage, application, row.released_position),
        remarks=tuple(_remark(one) for one in row.remarks or ()),
        giving_up_refusal=row.giving_up_refusal,
    )


def own_with_content(application_id: int, actor: Actor, now: datetime) -> tuple[OwnApplication, Held]:
    """Return it together with all that it holds, in four statements."""
    return own(application_id, actor, now), content.hold(application_id)


def _due_for_student(stage: Stage, due_at: datetime | None) -> datetime | None:
    """A date of a stage that is decided quietly, or stands for one, would betray which of them it is."""
    is_quiet = stage.shown_as is not None or stage.kind is StageKind.ASSESSMENT
    return None if is_quiet else due_at


def _reserve_position(stage: Stage, application: Application, released_position: int | None) -> int | None:
    if stage.kind is not StageKind.WAITING:
        return None
    return application.waiting_position or released_position


def _query(application_id: int, actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application,
            Call.key.label("call_key"),
            Call.title.label("call_title"),
            Program.name.label("program_name"),
            Call.time_zone,
            Call.bond,
            Call.contact,
            _latest_offer().label("offer"),
            _released_position().label("released_position"),
            _remarks().label("remarks"),
            _refusal().label("giving_up_refusal"),
        )
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.id == application_id, scope.visible(actor, Role.STUDENT))
    )


def _latest_offer() -> Any:
    one = func.jsonb_build_object(
        *("state", Offer.state, "host_key", Partner.key, "host_name", type_coerce(Partner.name, JSONB)),
        *("host_country", Partner.country, "opened_at", Offer.opened_at, "confirm_by", Offer.confirm_by),
    )
    query = select(one).join(Partner, Partner.id == Offer.partner_id).where(Offer.application_id == Application.id)
    return query.order_by(Offer.id.desc()).limit(1).scalar_subquery()


def _released_position() -> Any:
    return (
        select(Decision.position)
        .where(
            Decision.application_id == Application.id,
            Decision.voided_at.is_(None),
            Decision.released_at.is_not(None),
        )
        .scalar_subquery()
    )


def _refusal() -> Any:
    query = select(GivingUp.refusal).where(GivingUp.application_id == Application.id)
    return query.order_by(GivingUp.id.desc()).limit(1).scalar_subquery()


def _remarks() -> Any:
    one = func.jsonb_build_object("body", Remark.body, "items", Remark.items, "at", Remark.created_at)
    query = select(func.jsonb_agg(one)).where(
        Remark.application_id == Application.id, Remark.is_shown_to_student.is_(True)
    )
    return query.scalar_subquery()


def _offer(stored: Mapping[str, Any] | None) -> OfferBrief | None:
    if stored is None:
        return None
    return OfferBrief(
        state=stored["state"],
        host_key=stored["host_key"],
        host_name=Text(**stored["host_name"]),
        host_country=stored["host_country"],
        opened_at=datetime.fromisoformat(stored["opened_at"]),
        confirm_by=datetime.fromisoformat(stored["confirm_by"]),
    )


def _remark(stored: Mapping[str, Any]) -> RemarkLine:
    return RemarkLine(stored["body"], tuple(stored["items"]), datetime.fromisoformat(stored["at"]))
