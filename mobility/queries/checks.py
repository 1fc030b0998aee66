"""Reads what other offices are asked about applications, and of each application only what they need to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from mobility.core.eligibility import Fact
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Workflow
from mobility.database import db
from mobility.models import Application, Call, OfficeCheck, Student, Unit, User
from mobility.queries import definitions, hosts, scope, stages
from mobility.queries.counted import counted_records
from mobility.queries.hosts import Option

PAGE_SIZE: Final = 50
MARKS: Final = ("average", "gpa", "rank", "has_fails")
"""The facts of a student's record that an office sees: marks, and neither language results nor anything else."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to an office, as its queue shows it. `is_open`: it can still be answered or changed."""

    id: int
    office: Text
    name: str
    student_number: str
    unit_name: Text
    call_title: Text
    time_zone: str
    asked_at: datetime
    due_at: datetime | None
    answer: str | None
    remark: str
    answered_at: datetime | None
    is_open: bool

    @property
    def mark(self) -> str:
        return mark_of(self.asked_at, self.answered_at)


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of an office's questions; `following` continues after that question, None at the end."""

    lines: tuple[Question, ...]
    open_count: int
    overdue_count: int
    following: int | None


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """The question with the few facts that it is about."""

    question: Question
    level: int
    entry_year: int
    marks: tuple[Fact, ...]
    wishes: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """What an office said of a file, for the international office; `answer` is None while it has not."""

    office: Text
    answer: str | None
    remark: str
    by: str | None
    answered_at: datetime | None
    due_at: datetime | None


def mark_of(asked_at: datetime, answered_at: datetime | None) -> str:
    """Tells apart every state of a question: it changes when the office is asked again and when it answers."""
    return f"{asked_at.timestamp():.6f}-{answered_at.timestamp() if answered_at else 0:.6f}"


def waits_for_offices(workflow: Workflow, state: str) -> bool:
    """Tell whether a move from that stage waits for the answers."""
    return any("offices_answered" in move.guards for move in workflow.moves_from(state))


def asked_of(actor: Actor) -> ColumnElement[bool]:
    """Questions put to an office for which the actor answers, and never about an application of their own."""
    units = {unit for grant in actor.grants if grant.role is Role.CHECKER for unit in grant.unit_ids}
    return and_(OfficeCheck.unit_id.in_(sorted(units)), scope.visible(actor, Role.CHECKER))


def is_waiting() -> ColumnElement[bool]:
    """Questions without an answer whose file still waits for it."""
    return and_(OfficeCheck.answer.is_(None), _is_live())


def queue(actor: Actor, now: datetime, *, is_answered: bool = False, after: int | None = None) -> Queue:
    """Return the questions to the actor's offices, the oldest first, or the answered ones, the newest first.

    Two statements.
    """
    mine = asked_of(actor)
    query = _lines().where(mine, OfficeCheck.answer.is_not(None) if is_answered else is_waiting())
    order = (OfficeCheck.answered_at, OfficeCheck.id) if is_answered else (OfficeCheck.asked_at, OfficeCheck.id)
    if after is not None:
        place = select(*order).where(OfficeCheck.id == after).scalar_subquery()
        query = query.where(tuple_(*order) < place if is_answered else tuple_(*order) > place)
    query = query.order_by(*(column.desc() if is_answered else column for column in order))
    rows = db.session.execute(query.limit(PAGE_SIZE + 1)).all()
    overdue = func.count().filter(OfficeCheck.due_at < now)
    counts = select(func.count().label("open"), overdue.label("overdue")).select_from(OfficeCheck)
    counts = counts.join(Application, Application.id == OfficeCheck.application_id).where(mine, is_waiting())
    found = db.session.execute(counts).one()
    return Queue(
        lines=tuple(_question(row) for row in rows[:PAGE_SIZE]),
        open_count=found.open,
        overdue_count=found.overdue,
        following=rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None,
    )


def sheet(check_id: int, actor: Actor) -> QuestionSheet:
    """Return one question of the actor's offices. Raises Refused `check.unknown` for others' and for none alike."""
    row = db.session.execute(_lines().where(OfficeCheck.id == check_id, asked_of(actor))).one_or_none()
    if row is None:
        raise Refused("check.unknown")
    record = counted_records({row.application_id})[row.application_id]
    return QuestionSheet(
        question=_question(row),
        level=record.level,
        entry_year=record.entry_year,
        marks=tuple(fact for fact in record.facts if fact.key in MARKS),
        wishes=hosts.wishes(row.application_id),
    )


def answers_of(application_id: int) -> tuple[OfficeAnswer, ...]:
    """What every office that was asked about this file has said so far, for whoever may read the file already."""
    query = (
        select(
            *(Unit.name, OfficeCheck.answer, OfficeCheck.remark, User.name),
            *(OfficeCheck.answered_at, OfficeCheck.due_at),
        )
        .join(Unit, Unit.id == OfficeCheck.unit_id)
        .outerjoin(User, User.id == OfficeCheck.answered_by)
        .where(OfficeCheck.application_id == application_id)
        .order_by(OfficeCheck.id)
    )
    return tuple(
        OfficeAnswer(office, said, remark or "", by, answered_at, due_at)
        for office, said, remark, by, answered_at, due_at in db.session.execute(query)
    )


def counts() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many offices have not answered about the application of the row, and how many have answered no."""

    def of(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        asked = select(func.count()).where(OfficeCheck.application_id == Application.id, condition)
        return asked.correlate(Application).scalar_subquery().label(name)

    return of(OfficeCheck.answer.is_(None), "open_checks"), of(OfficeCheck.answer == "no", "refused_checks")


def _is_live() -> ColumnElement[bool]:
    return stages.where(lambda workflow, stage: waits_for_offices(workflow, stage.key))


def _lines() -> Select[*tuple[Any, ...]]:
    office = Unit.__table__.alias("office")
    return (
        select(
            *(OfficeCheck.id, OfficeCheck.application_id, office.c.name.label("office"), Student.name, Student.number),
            *(Application.student_id, Application.workflow_id, Application.state, Unit.name.label("unit_name")),
            *(Call.title, Call.time_zone, OfficeCheck.asked_at, OfficeCheck.due_at, OfficeCheck.answer),
            *(OfficeCheck.remark, OfficeCheck.answered_at),
        )
        .select_from(OfficeCheck)
        .join(Application, Application.id == OfficeCheck.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(office, office.c.id == OfficeCheck.unit_id)
        .join(Call, Call.id == Application.call_id)
    )


def _question(row: Any) -> Question:
    return Question(
        id=row.id,
        office=row.office,
        name=row.name,
        student_number=row.number,
        unit_name=row.unit_name,
        call_title=row.title,
        time_zone=row.time_zone,
        asked_at=row.asked_at,
        due_at=row.due_at,
        answer=row.answer,
        remark=row.remark or "",
        answered_at=row.answered_at,
        is_open=waits_for_offices(definitions.workflow(row.workflow_id), row.state),
    )
