"""Reads what a rolling admission rests on: who has signed up in which order, with which score, and the places left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import case, func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Role, Text
from mobility.core.workflow import Stage, StageKind, Workflow
from mobility.database import db
from mobility.models import Application, Review, Student, Unit
from mobility.queries import definitions, scope, stages
from mobility.queries.counted import needs_reason

Order = Literal["signup", "score"]


@dataclass(frozen=True, slots=True)
class Applicant:
    """A file to be admitted, or one that waits. `submitted_at` is when the sign-up became complete.

    `mean` is of the submitted scores, None without any; `position` that on the waiting list.
    `needs_reason`: the facts that count do not meet the conditions, and nobody has said why the file goes on.
    """

    id: int
    number: str
    name: str
    student_number: str
    unit_name: Text
    submitted_at: datetime | None
    mean: Decimal | None
    scored: int
    stage: Stage
    position: int | None
    version: int
    needs_reason: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.position is not None


def applicants(call_id: int, actor: Actor, order: Order = "signup") -> tuple[Applicant, ...]:
    """Everybody whom an admission can place: who waits first, in order, then the others; in one statement."""
    submitted = Review.submitted_at.is_not(None)
    scores = (
        select(
            Review.application_id,
            func.avg(Review.score).filter(submitted).label("mean"),
            func.count(case((submitted, 1))).label("scored"),
        )
        .where(Review.conflict_reason.is_(None))
        .group_by(Review.application_id)
        .subquery()
    )
    by_score = [scores.c.mean.desc().nulls_last()] if order == "score" else []
    query = (
        select(Application, Student.name, Student.number, Unit.name.label("unit_name"), scores.c.mean, scores.c.scored)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(scores, scores.c.application_id == Application.id)
        .where(
            scope.visible(actor, Role.COORDINATOR),
            Application.call_id == call_id,
            stages.where(_can_be_placed),
        )
        .order_by(Application.waiting_position.asc().nulls_last(), *by_score, Application.submitted_at, Application.id)
    )
    return tuple(_applicant(row) for row in db.session.execute(query))


def _can_be_placed(workflow: Workflow, stage: Stage) -> bool:
    return workflow.move(stage.key, Action.ADMISSION_DECIDE, "placed") is not None


def _applicant(row: Any) -> Applicant:
    application: Application = row.Application
    stage = definitions.workflow(application.workflow_id).stage(application.state)
    return Applicant(
        id=application.id,
        number=application.number or "",
        name=row.name,
        student_number=row.number,
        unit_name=row.unit_name,
        submitted_at=application.submitted_at,
        mean=None if row.mean is None else Decimal(row.mean).quantize(Decimal("0.01")),
        scored=row.scored or 0,
        stage=stage,
        position=application.waiting_position if stage.kind is StageKind.WAITING else None,
        version=application.version,
        needs_reason=needs_reason(application.snapshot),
    )
