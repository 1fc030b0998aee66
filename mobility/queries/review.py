"""Reads a reviewer's desk: the files assigned to them, and of each file what a score needs and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, DateTime, Select, and_, func, literal_column, select, tuple_

from mobility.core.eligibility import Fact
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import StageKind
from mobility.database import db
from mobility.models import Application, Call, Review, Student, Unit
from mobility.queries import content, definitions, scope
from mobility.queries.answer_sheet import AnswerSection, answer_sheet
from mobility.queries.content import Held
from mobility.queries.counted import counted_record
from mobility.queries.stored_documents import StoredDocument

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One assigned file. `is_begun`: something is saved that was not submitted yet."""

    id: int
    number: str
    name: str
    unit_name: Text
    call_title: Text
    due_at: datetime | None
    time_zone: str
    score: Decimal | None
    submitted_at: datetime | None
    is_begun: bool


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """One page of a reviewer's files, the next due first. `following` continues after that review, None at the end."""

    lines: tuple[ReviewLine, ...]
    open_count: int
    scored_count: int
    overdue_count: int
    following: int | None


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """A kind of paper that reviewers read; `file` is None where the student handed in none."""

    title: Text
    file: StoredDocument | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a file stands in the reviewer's queue, by the ids of reviews; `position` counts from 1."""

    previous: int | None
    following: int | None
    position: int
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with the reviewer's own score. `is_open`: the score can be given, changed or reopened now."""

    id: int
    version: int
    application_id: int
    number: str
    name: str
    unit_name: Text
    major: str
    entry_year: int
    call_title: Text
    time_zone: str
    due_at: datetime | None
    score: Decimal | None
    comment: str
    submitted_at: datetime | None
    is_open: bool
    facts: tuple[Fact, ...]
    sections: tuple[AnswerSection, ...]
    documents: tuple[SheetDocument, ...]
    neighbours: Neighbours

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None


def queue(actor: Actor, now: datetime, *, is_scored: bool = False, after: int | None = None) -> ReviewQueue:
    """Return the actor's files to score, or the scored ones, in three statements."""
    mine = _mine(actor)
    wanted = Review.submitted_at.is_not(None) if is_scored else Review.submitted_at.is_(None)
    query = _lines().where(mine, wanted).order_by(*_ORDER).limit(PAGE_SIZE + 1)
    if after is not None:
        query = query.where(tuple_(*_ORDER) > _place_of(after))
    rows = db.session.execute(query).all()
    counts = db.session.execute(_counts(mine, now)).one()
    return ReviewQueue(
        lines=tuple(_line(row) for row in rows[:PAGE_SIZE]),
        open_count=counts.open,
        scored_count=counts.scored,
        overdue_count=counts.overdue,
        following=rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None,
    )


def sheet(review_id: int, actor: Actor) -> Sheet:
    """Return one file of the actor's. Raises Refused `review.unknown` for others' files and for none alike."""
    mine = _mine(actor)
    row = db.session.execute(_sheet_query().where(Review.id == review_id, mine)).one_or_none()
    if row is None:
        raise Refused("review.unknown")
    held = content.hold(row.application_id)
    stage = definitions.workflow(row.workflow_id).stage(row.state)
    return Sheet(
        id=row.id,
        version=row.version,
        application_id=row.application_id,
        number=row.number,
        name=held.record.name,
        unit_name=held.record.unit_name,
        major=held.record.major,
        entry_year=held.record.entry_year,
        call_title=row.call_title,
        time_zone=row.time_zone,
        due_at=row.due_at,
        score=row.score,
        comment=row.comment or "",
        submitted_at=row.submitted_at,
        is_open=stage.kind is StageKind.ASSESSMENT,
        facts=counted_record(held).facts,
        sections=tuple(_sections(held)),
        documents=tuple(_documents(held)),
        neighbours=_neighbours(review_id, mine),
    )


def next_to_score(actor: Actor, after: int) -> int | None:
    """The review to open once that one is submitted: the next open one, else the first of the queue, else None."""
    is_behind = tuple_(*_ORDER) > _place_of(after)
    query = _reviews().with_only_columns(Review.id).where(_mine(actor), Review.submitted_at.is_(None))
    return db.session.scalars(query.order_by(is_behind.desc(), *_ORDER).limit(1)).first()


_ORDER: Final = (
    func.coalesce(Review.due_at, literal_column("'infinity'::timestamptz", DateTime(timezone=True))),
    Review.id,
)
"""What is due first comes first; what has no date comes last."""


def _mine(actor: Actor) -> ColumnElement[bool]:
    """The actor's own reviews of files that they may see, without those they stepped back from."""
    return and_(
        Review.institution_id == actor.institution_id,
        Review.reviewer_id == actor.user_id,
        Review.conflict_reason.is_(None),
        scope.visible(actor, Role.REVIEWER),
    )


def _place_of(review_id: int) -> Any:
    return select(*_ORDER).where(Review.id == review_id).correlate(None).scalar_subquery()


def _reviews() -> Select[*tuple[Any, ...]]:
    return select(Review).join(Application, Application.id == Review.application_id)


def _counts(mine: ColumnElement[bool], now: datetime) -> Select[*tuple[Any, ...]]:
    is_open = Review.submitted_at.is_(None)
    return (
        _reviews()
        .with_only_columns(
            func.count().filter(is_open).label("open"),
            func.count().filter(Review.submitted_at.is_not(None)).label("scored"),
            func.count().filter(is_open, Review.due_at < now).label("overdue"),
        )
        .where(mine)
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Review.id,
            Application.number,
            Student.name,
            Unit.name.label("unit_name"),
            Call.title.label("call_title"),
            Call.time_zone,
            Review.due_at,
            Review.score,
            Review.submitted_at,
            Review.comment,
        )
        .join(Application, Application.id == Review.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
    )


def _line(row: Any) -> ReviewLine:
    return ReviewLine(
        id=row.id,
        number=row.number,
        name=row.name,
        unit_name=row.unit_name,
        call_title=row.call_title,
        due_at=row.due_at,
        time_zone=row.time_zone,
        score=row.score,
        submitted_at=row.submitted_at,
        is_begun=row.submitted_at is None and (row.score is not None or bool(row.comment)),
    )


def _sheet_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Review.id, Review.version, Review.application_id, Review.due_at, Review.score, Review.comment),
            *(Review.submitted_at, Application.number, Application.state, Application.workflow_id),
            *(Call.title.label("call_title"), Call.time_zone),
        )
        .join(Application, Application.id == Review.application_id)
        .join(Call, Call.id == Application.call_id)
    )


def _sections(held: Held) -> Iterator[AnswerSection]:
    return (one for one in answer_sheet(held) if one.section.key in held.form.reviewed)


def _documents(held: Held) -> Iterator[SheetDocument]:
    for kind in held.asked_documents:
        if kind.key in held.form.reviewed:
            yield SheetDocument(kind.title, held.documents.get(kind.key))


def _neighbours(review_id: int, mine: ColumnElement[bool]) -> Neighbours:
    ranked = (
        _reviews()
        .with_only_columns(
            Review.id,
            func.lag(Review.id).over(order_by=_ORDER).label("previous"),
            func.lead(Review.id).over(order_by=_ORDER).label("following"),
            func.row_number().over(order_by=_ORDER).label("position"),
            func.count().over().label("total"),
        )
        .where(mine)
        .subquery()
    )
    query = select(ranked.c.previous, ranked.c.following, ranked.c.position, ranked.c.total)
    return Neighbours(**db.session.execute(query.where(ranked.c.id == review_id)).one()._asdict())
