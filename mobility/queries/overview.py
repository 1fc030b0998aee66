"""Reads how the calls stand: files by stage beside the edition before, and what has waited longest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from mobility.core.terms import Actor, Grant, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Application, Call, Program, Student, Unit
from mobility.queries import definitions, keyset, scope, stages

LONGEST_SHOWN: Final = 10

WAITED_ON: Final = (
    StageKind.DESK,
    StageKind.LIST,
    StageKind.RETURNED,
    StageKind.ASSESSMENT,
    StageKind.PROPOSAL,
    StageKind.OFFER,
)
"""Stages in which somebody is to act; elsewhere a date is waited for."""


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many files are in one stage, since when the oldest, and how many are overdue; beside it the year before."""

    stage: Stage
    count: int
    oldest_since: datetime | None
    overdue_count: int
    count_before: int | None

    @property
    def is_waited_on(self) -> bool:
        return self.stage.kind in WAITED_ON


@dataclass(frozen=True, slots=True)
class CallOverview:
    """The newest call of a program. `before_title` names the edition before, None where there was none."""

    id: int
    title: Text
    program_name: Text
    time_zone: str
    deadline_at: datetime
    place_count: int | None
    before_title: Text | None
    stages: tuple[StageCount, ...]
    total_count: int
    total_before: int | None


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that has been in its stage for long."""

    application_id: int
    number: str | None
    name: str
    unit_name: Text
    call_title: Text
    time_zone: str
    stage: Stage
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Counted:
    stage: Stage
    place: int
    count: int
    oldest_since: datetime
    overdue_count: int


def overview(actor: Actor, now: datetime) -> tuple[CallOverview, ...]:
    """The newest call of each program in the actor's reach, counted in one statement whatever their number."""
    editions = _editions(actor)
    shown = [call for pair in editions for call in pair]
    counts = _counts(actor, [call.id for call in shown], now) if shown else {}
    return tuple(_of_call(pair[0], pair[1] if len(pair) > 1 else None, counts) for pair in editions)


def longest_waiting(actor: Actor) -> tuple[WaitingFile, ...]:
    """The files that somebody is to act on and that have been where they are for longest."""
    query = (
        select(
            *(Application.id, Application.number, Application.workflow_id, Application.state),
            *(Application.state_since, Application.due_at, Student.name, Unit.name.label("unit_name")),
            *(Call.title.label("call_title"), Call.time_zone),
        )
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .where(scope.visible(actor, Role.HEAD), stages.of_kind(*WAITED_ON))
        .order_by(Application.state_since, Application.id)
        .limit(keyset.at_most(LONGEST_SHOWN))
    )
    return tuple(
        WaitingFile(
            application_id=row.id,
            number=row.number,
            name=row.name,
            unit_name=row.unit_name,
            call_title=row.call_title,
            time_zone=row.time_zone,
            stage=definitions.workflow(row.workflow_id).stage(row.state),
            since=row.state_since,
            due_at=row.due_at,
        )
        for row in db.session.execute(query)
    )


def _editions(actor: Actor) -> list[list[Any]]:
    """Of each program the newest call and the one before it, the newest programs' first."""
    ordered = func.row_number().over(partition_by=Call.program_id, order_by=(Call.edition.desc(), Call.id.desc()))
    query = (
        select(
            *(Call.id, Call.program_id, Call.title, Program.name.label("program_name"), Call.time_zone),
            *(Call.deadline_at, Call.place_count, ordered.label("age")),
        )
        .join(Program, Program.id == Call.program_id)
        .where(Call.institution_id == actor.institution_id, Call.state != "draft", _in_reach(actor))
        .subquery()
    )
    found: dict[int, list[Any]] = {}
    newest = select(query).where(query.c.age <= 2).order_by(query.c.age, query.c.deadline_at.desc(), query.c.id)
    for row in db.session.execute(newest):
        found.setdefault(row.program_id, []).append(row)
    return list(found.values())


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    return or_(false(), *(_reach(grant) for grant in actor.grants if grant.role is Role.HEAD))


def _reach(grant: Grant) -> ColumnElement[bool]:
    return Call.id.is_not(None) if grant.call_id is None else Call.id == grant.call_id


def _counts(actor: Actor, call_ids: Sequence[int], now: datetime) -> Mapping[int, dict[str, _Counted]]:
    """By call and stage; an application counts by the workflow version that it began with."""
    found: dict[int, dict[str, _Counted]] = {call_id: {} for call_id in call_ids}
    for row in db.session.execute(_counts_query(actor, call_ids, now)):
        workflow = definitions.workflow(row.workflow_id)
        stage = workflow.stage(row.state)
        one = _Counted(stage, workflow.stages.index(stage), row.files, row.oldest_since, row.overdue)
        of_call = found[row.call_id]
        of_call[row.state] = _merged(one, of_call.get(row.state))
    return found


def _counts_query(actor: Actor, call_ids: Sequence[int], now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Application.call_id, Application.workflow_id, Application.state, func.count().label("files")),
            func.min(Application.state_since).label("oldest_since"),
            func.count().filter(Application.due_at < now).label("overdue"),
        )
        .where(and_(Application.call_id.in_(call_ids), scope.visible(actor, Role.HEAD)))
        .group_by(Application.call_id, Application.workflow_id, Application.state)
    )


def _merged(one: _Counted, other: _Counted | None) -> _Counted:
    if other is None:
        return one
    return _Counted(
        stage=one.stage,
        place=min(one.place, other.place),
        count=one.count + other.count,
        oldest_since=min(one.oldest_since, other.oldest_since),
        overdue_count=one.overdue_count + other.overdue_count,
    )


def _of_call(call: Any, before: Any | None, counts: Mapping[int, dict[str, _Counted]]) -> CallOverview:
    here = counts.get(call.id, {})
    there = counts.get(before.id, {}) if before is not None else None
    known = sorted((there or {}) | here, key=lambda key: (here.get(key) or (there or {})[key]).place)
    return CallOverview(
        id=call.id,
        title=call.title,
        program_name=call.program_name,
        time_zone=call.time_zone,
        deadline_at=call.deadline_at,
        place_count=call.place_count,
        before_title=before.title if before is not None else None,
        stages=tuple(_stage_count(key, here, there) for key in known),
        total_count=_total(here.values()),
        total_before=_total(there.values()) if there is not None else None,
    )


def _stage_count(key: str, here: Mapping[str, _Counted], there: Mapping[str, _Counted] | None) -> StageCount:
    one, before = here.get(key), (there or {}).get(key)
    known = one or before
    assert known is not None
    return StageCount(
        stage=known.stage,
        count=one.count if one else 0,
        oldest_since=one.oldest_since if one else None,
        overdue_count=one.overdue_count if one and known.stage.kind in WAITED_ON else 0,
        count_before=None if there is None else before.count if before else 0,
    )


def _total(counted: Iterable[_Counted]) -> int:
    return sum(one.count for one in counted)
