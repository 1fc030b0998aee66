"""Reads how a group stands: how many are in it, who has yet to answer or pay, and what fees are open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from mobility.core.terms import Actor, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Application, Call, Fee, Student, Unit
from mobility.queries import definitions, scope, stages

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Group:
    """How many stand where. `minimum` None: no minimum is set; `others` are live files before a confirmed place."""

    minimum: int | None
    formed: int
    to_pay: int
    to_confirm: int
    others: int

    @property
    def is_large_enough(self) -> bool:
        return self.minimum is None or self.formed >= self.minimum

    @property
    def total(self) -> int:
        return self.formed + self.to_pay + self.to_confirm + self.others


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One student's fee; `amount_minor` in minor units of `currency`."""

    id: int
    application_id: int
    number: str
    name: str
    student_number: str
    unit_name: Text
    amount_minor: int
    currency: str
    state: str
    due_at: datetime | None
    paid_at: datetime | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class FeePage:
    """One page of fees by application; `following` goes on after that fee, None at the end. Counts are by state."""

    lines: tuple[FeeLine, ...]
    counts: dict[str, int]
    following: int | None


def group(call_id: int, actor: Actor) -> Group:
    """Count the call's live files by what they wait for, in one statement."""
    query = (
        select(Application.workflow_id, Application.state, func.count(), func.max(Call.group_minimum))
        .join(Call, Call.id == Application.call_id)
        .where(Application.call_id == call_id, scope.visible(actor, Role.COORDINATOR), ~stages.of_kind(StageKind.END))
        .group_by(Application.workflow_id, Application.state)
    )
    found: Counter[StageKind] = Counter()
    minimum: int | None = None
    for workflow_id, state, count, wanted in db.session.execute(query):
        found[definitions.workflow(workflow_id).stage(state).kind] += count
        minimum = wanted
    formed, to_pay, to_confirm = (found[kind] for kind in (StageKind.GROUP, StageKind.PAYMENT, StageKind.OFFER))
    return Group(minimum, formed, to_pay, to_confirm, sum(found.values()) - formed - to_pay - to_confirm)


def fees(call_id: int, actor: Actor, *, state: str = "", after: int = 0) -> FeePage:
    """One page of the call's fees, of one state or of all, with the count of every state; in two statements."""
    reach = (Application.call_id == call_id, scope.visible(actor, Role.COORDINATOR))
    counted = select(Fee.state, func.count()).join(Application, Application.id == Fee.application_id)
    counts = {row[0]: row[1] for row in db.session.execute(counted.where(*reach).group_by(Fee.state))}
    query = (
        select(Fee, Application, Student.name, Student.number, Unit.name.label("unit_name"))
        .join(Application, Application.id == Fee.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .where(*reach, Fee.id > after)
        .order_by(Fee.id)
        .limit(PAGE_SIZE + 1)
    )
    if state:
        query = query.where(Fee.state == state)
    rows = db.session.execute(query).all()
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    return FeePage(lines, counts, lines[-1].id if len(rows) > PAGE_SIZE else None)


def _line(row: Any) -> FeeLine:
    fee: Fee = row.Fee
    return FeeLine(
        id=fee.id,
        application_id=fee.application_id,
        number=row.Application.number or "",
        name=row.name,
        student_number=row.number,
        unit_name=row.unit_name,
        amount_minor=fee.amount_minor,
        currency=fee.currency,
        state=fee.state,
        due_at=fee.due_at,
        paid_at=fee.paid_at,
        stage=definitions.workflow(row.Application.workflow_id).stage(row.Application.state),
    )
