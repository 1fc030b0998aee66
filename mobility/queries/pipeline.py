"""Reads the office's pipeline: each call with its stages, how many files are in each, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Text
from mobility.core.workflow import Stage
from mobility.database import db
from mobility.models import Application, Call, Heartbeat
from mobility.models import StageCount as Counted
from mobility.queries import definitions, keyset, scope

PAGE_SIZE: Final = 10
COUNTED: Final = "counts"
"""The heartbeat that says as of when the files were counted ahead."""
FRESH: Final = timedelta(seconds=30)
"""Counts that are older, because no worker runs, are not shown."""


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
    """A page of the calls; `following` is the call after which the next one goes on, None at the end.

    `as_of` is when the files were counted, None where that was just now.
    """

    calls: tuple[CallPipeline, ...]
    following: int | None
    as_of: datetime | None


def pipeline(actor: Actor, now: datetime, after: int | None = None, *, size: int = PAGE_SIZE) -> PipelinePage:
    """A page of the calls to which somebody has begun to apply, the latest deadline first, in two statements.

    `after` is the call that the page before ended with. The counts taken ahead serve whoever sees all files of a call;
    where they are older than `FRESH`, or the actor sees only some files, the files are counted here.
    """
    rows = db.session.execute(_shown(actor, after).limit(keyset.at_most(size + 1))).all()
    calls = {row.Call.id: row.Call for row in rows[:size]}
    as_of = rows[0].as_of if rows and _sees_whole_calls(actor) else None
    if as_of is not None and now - as_of > FRESH:
        as_of = None
    by_call: dict[int, list[Any]] = {call_id: [] for call_id in calls}
    counts = _counts_here(actor, now, list(calls)) if as_of is None else _counts_ahead(list(calls))
    for row in db.session.execute(counts) if calls else ():
        by_call[row.call_id].append(row)
    found = tuple(_pipeline(calls[call_id], counted) for call_id, counted in by_call.items() if counted)
    return PipelinePage(found, rows[size - 1].Call.id if len(rows) > size else None, as_of)


def _sees_whole_calls(actor: Actor) -> bool:
    """Neither limited to some schools, nor with files of their own, which staff never see as staff."""
    grants = [grant for grant in actor.grants if grant.role in scope.OFFICE_ROLES]
    return actor.student_id is None and all(not grant.unit_ids for grant in grants)


def _shown(actor: Actor, after: int | None) -> Select[*tuple[Any, ...]]:
    as_of = select(Heartbeat.beaten_at).where(Heartbeat.name == COUNTED).scalar_subquery()
    has_files = select(Application.id).where(Application.call_id == Call.id, scope.visible(actor, *scope.OFFICE_ROLES))
    query = select(Call, as_of.label("as_of"))
    query = query.where(Call.institution_id == actor.institution_id, has_files.exists())
    if after is not None:
        place = aliased(Call)
        edge = select(place.deadline_at, place.id)
        edge = edge.where(place.id == after, place.institution_id == actor.institution_id)
        query = query.where(tuple_(Call.deadline_at, Call.id) < edge.scalar_subquery())
    return query.order_by(Call.deadline_at.desc(), Call.id.desc())


def _counts_here(actor: Actor, now: datetime, call_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Application.call_id, Application.workflow_id, Application.state),
            func.count().label("files"),
            func.min(Application.state_since).label("oldest"),
            func.count().filter(Application.due_at < now).label("overdue"),
        )
        .where(Application.call_id.in_(call_ids), scope.visible(actor, *scope.OFFICE_ROLES))
        .group_by(Application.call_id, Application.workflow_id, Application.state)
    )


def _counts_ahead(call_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return select(
        *(Counted.call_id, Counted.workflow_id, Counted.state, Counted.file_count.label("files")),
        *(Counted.oldest_since.label("oldest"), Counted.overdue_count.label("overdue")),
    ).where(Counted.call_id.in_(call_ids))


def _pipeline(call: Call, rows: Sequence[Any]) -> CallPipeline:
    counts: dict[str, StageCount] = {}
    drafts = 0
    order: list[str] = []
    for row in rows:
        workflow = definitions.workflow(row.workflow_id)
        order = order or [stage.key for stage in workflow.stages]
        stage = workflow.stage(row.state)
        if stage.key == workflow.initial:
            drafts += row.files
            continue
        before = counts.get(stage.key)
        counts[stage.key] = StageCount(
            stage,
            row.files + (before.count if before else 0),
            min(row.oldest, before.oldest_since) if before else row.oldest,
            row.overdue + (before.overdue if before else 0),
        )
    in_order = sorted(counts.values(), key=lambda one: order.index(one.stage.key) if one.stage.key in order else 99)
    return CallPipeline(
        call.id, call.key, call.title, call.state, call.deadline_at, call.time_zone, drafts, tuple(in_order)
    )
