"""Reads calls as the office works on them, and what its forms about a call offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind, Workflow
from mobility.database import db
from mobility.models import Application, Call, Review, RoleGrant, Unit, User
from mobility.queries import definitions, scope, stages


@dataclass(frozen=True, slots=True)
class Appointed:
    """When and where the home selection takes place, as the candidates were told."""

    at: datetime
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class OfficeCall:
    """A call with the workflow its applications begin with. `places` and `school_cap` are None while not set."""

    id: int
    key: str
    program_id: int
    title: Text
    state: str
    opens_at: datetime
    deadline_at: datetime
    time_zone: str
    place_count: int | None
    school_cap: int | None
    starts_on: date | None
    appointed: Appointed | None
    workflow: Workflow
    version: int

    def knows(self, action: str) -> bool:
        """Tell whether this kind of program has that act at all."""
        return any(move.action == action for move in self.workflow.transitions)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose in a filter or form."""

    id: int
    label: Text


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may review, with how many files still wait for a score."""

    id: int
    name: str
    open_count: int


def in_reach(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """The calls that the actor's grants reach in one of the roles, in any office role where none is named."""
    grants = [grant for grant in actor.grants if grant.role in (roles or scope.OFFICE_ROLES)]
    if any(grant.call_id is None for grant in grants):
        return Call.institution_id == actor.institution_id
    ids = sorted(grant.call_id for grant in grants if grant.call_id is not None)
    return and_(Call.institution_id == actor.institution_id, Call.id.in_(ids))


def call(call_id: int, actor: Actor) -> OfficeCall:
    """One call, in one statement. Raises Refused `call.unknown` outside the actor's reach."""
    row = db.session.scalar(select(Call).where(Call.id == call_id, in_reach(actor)))
    if row is None:
        raise Refused("call.unknown")
    return _office_call(row)


def calls(actor: Actor) -> tuple[Option, ...]:
    """The calls within the actor's reach, the latest deadline first."""
    query = select(Call.id, Call.title).where(in_reach(actor)).order_by(Call.deadline_at.desc(), Call.id.desc())
    return tuple(Option(row.id, row.title) for row in db.session.execute(query))


def units(actor: Actor) -> tuple[Option, ...]:
    """The schools of the institution, in their order."""
    query = select(Unit.id, Unit.name).where(Unit.institution_id == actor.institution_id, Unit.kind == "school")
    return tuple(Option(row.id, row.name) for row in db.session.execute(query.order_by(Unit.sort_key, Unit.id)))


def reviewers(call_id: int, actor: Actor) -> tuple[Reader, ...]:
    """Those who may review for the call, those with the fewest files left to score first."""
    waiting = (
        select(func.count())
        .where(Review.reviewer_id == User.id, Review.submitted_at.is_(None), Review.conflict_reason.is_(None))
        .scalar_subquery()
        .label("waiting")
    )
    holds = select(RoleGrant.user_id).where(
        RoleGrant.institution_id == actor.institution_id,
        RoleGrant.role == Role.REVIEWER,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.call_id.is_(None), RoleGrant.call_id == call_id),
    )
    query = select(User.id, User.name, waiting).where(User.id.in_(holds), User.is_active)
    rows = db.session.execute(query.order_by(waiting, User.sort_key, User.id))
    return tuple(Reader(row.id, row.name, row.waiting) for row in rows)


def told_by_extension(call_id: int, actor: Actor) -> int:
    """How many people a moved deadline concerns: everybody whose application has not ended."""
    query = select(func.count()).where(
        Application.call_id == call_id,
        Application.institution_id == actor.institution_id,
        ~stages.of_kind(StageKind.END),
    )
    return db.session.scalar(query) or 0


def is_relied_on(call_id: int, opens_at: datetime, now: datetime) -> bool:
    """Whether somebody may have arranged themselves with a call's dates: it is open, or has an application."""
    return opens_at <= now or bool(db.session.scalar(select(exists().where(Application.call_id == call_id))))


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many files are in a stage."""

    stage: Stage
    count: int


def live_by_stage(call_id: int, actor: Actor) -> tuple[StageCount, ...]:
    """The files of a call that have not ended, drafts too, counted by stage in the order of the workflow."""
    query = (
        select(Application.workflow_id, Application.state, func.count().label("count"))
        .where(
            Application.call_id == call_id,
            Application.institution_id == actor.institution_id,
            ~stages.of_kind(StageKind.END),
        )
        .group_by(Application.workflow_id, Application.state)
    )
    found: dict[tuple[int, str], StageCount] = {}
    for workflow_id, state, count in db.session.execute(query):
        workflow = definitions.workflow(workflow_id)
        place = [stage.key for stage in workflow.stages].index(state)
        before = found[place, state].count if (place, state) in found else 0
        found[place, state] = StageCount(workflow.stage(state), before + count)
    return tuple(found[key] for key in sorted(found))


def _office_call(row: Call) -> OfficeCall:
    return OfficeCall(
        id=row.id,
        key=row.key,
        program_id=row.program_id,
        title=row.title,
        state=row.state,
        opens_at=row.opens_at,
        deadline_at=row.deadline_at,
        time_zone=row.time_zone,
        place_count=row.place_count,
        school_cap=row.school_cap,
        starts_on=row.starts_on,
        appointed=_appointed(row.settings.get("selection")),
        workflow=definitions.workflow(row.workflow_id),
        version=row.version,
    )


def _appointed(kept: dict[str, str] | None) -> Appointed | None:
    if not kept:
        return None
    return Appointed(datetime.fromisoformat(kept["at"]), kept["place"], kept.get("note", ""))
