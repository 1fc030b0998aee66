"""Reads the office's pipeline: each call with its stages, how many files are in each, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Text
from mobility.core.workflow import Stage
from mobility.database import db
from mobility.models import Application, Call
from mobility.queries import definitions, scope

PAGE_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many files are in a stage of a call, and since when the longest waiting one is there."""

    stage: Stage
    count: int
    oldest_since: datetime
    overdue: int


@dataclass(frozen=True, slots=True)
class CallPipeline:
    """One call with its stages in the order of the workflow; drafts are only counted."""

    call_id: int
    key: str
    title: Text
    state: str
    deadline_at: datetime
    time_zone: str
    drafts: int
    stages: tuple[StageCount, ...]

    @property
    def live(self) -> int:
        return sum(one.count for one in self.stages if not one.stage.is_end)


@dataclass(frozen=True, slots=True)
class PipelinePage:
    """A page of the calls; `following` is the call after which the next one goes on, None at the end."""

    calls: tuple[CallPipeline, ...]
    following: int | None


def pipeline(actor: Actor, now: datetime, after: int | None = None, *, size: int = PAGE_SIZE) -> PipelinePage:
    """A page of the calls to which somebody has begun to apply, the latest deadline first, in one statement.

    `after` is the call that the page before ended with.
    """
    shown = _shown(actor, after).limit(size + 1).subquery()
    query = (
        select(
            Call,
            Application.workflow_id,
            Application.state,
            func.count().label("count"),
            func.min(Application.state_since).label("oldest"),
            func.count().filter(Application.due_at < now).label("overdue"),
        )
        .join(Application, Application.call_id == Call.id)
        .where(Call.id.in_(select(shown.c.id)), scope.visible(actor, *scope.OFFICE_ROLES))
        .group_by(Call.id, Application.workflow_id, Application.state)
        .order_by(Call.deadline_at.desc(), Call.id.desc())
    )
    by_call: dict[int, list[Any]] = {}
    for row in db.session.execute(query):
        by_call.setdefault(row.Call.id, []).append(row)
    calls = tuple(_pipeline(rows) for rows in list(by_call.values())[:size])
    return PipelinePage(calls, calls[-1].call_id if len(by_call) > size else None)


def _shown(actor: Actor, after: int | None) -> Select[Any]:
    has_files = select(Application.id).where(Application.call_id == Call.id, scope.visible(actor, *scope.OFFICE_ROLES))
    query = select(Call.id).where(Call.institution_id == actor.institution_id, has_files.exists())
    if after is not None:
        place = aliased(Call)
        edge = select(place.deadline_at, place.id).where(
            place.id == after, place.institution_id == actor.institution_id
        )
        query = query.where(tuple_(Call.deadline_at, Call.id) < edge.scalar_subquery())
    return query.order_by(Call.deadline_at.desc(), Call.id.desc())


def _pipeline(rows: list[Any]) -> CallPipeline:
    call: Call = rows[0].Call
    counts: dict[str, StageCount] = {}
    drafts = 0
    order: list[str] = []
    for row in rows:
        workflow = definitions.workflow(row.workflow_id)
        order = order or [stage.key for stage in workflow.stages]
        stage = workflow.stage(row.state)
        if stage.key == workflow.initial:
            drafts += row.count
            continue
        before = counts.get(stage.key)
        counts[stage.key] = StageCount(
            stage,
            row.count + (before.count if before else 0),
            min(row.oldest, before.oldest_since) if before else row.oldest,
            row.overdue + (before.overdue if before else 0),
        )
    in_order = sorted(counts.values(), key=lambda one: order.index(one.stage.key) if one.stage.key in order else 99)
    return CallPipeline(
        call.id, call.key, call.title, call.state, call.deadline_at, call.time_zone, drafts, tuple(in_order)
    )
