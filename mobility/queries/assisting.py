"""Reads what an office assistant works on: whom to call and until when, and the documents of one file; no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select, tuple_

from mobility.core.questions.documents import TRAVEL_KINDS
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.core.workflow import Stage, StageKind
from mobility.database import db
from mobility.models import Application, Call, Document, Student, Unit, User
from mobility.queries import definitions, scope, stages
from mobility.queries.desk import matches
from mobility.spelling import fold

PAGE_SIZE: Final = 50
OPENED: Final = ("not_scanned", "clean")
"""What the scanner must have said of a document before anybody but its owner may open it."""


@dataclass(frozen=True, slots=True)
class PhoneFilter:
    """What the list shows; empty values mean every file that has not ended. `is_students`: the student has to act."""

    call_id: int | None = None
    text: str = ""
    is_students: bool = False


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Whom to call about which file. `phone` is empty where none is known."""

    id: int
    number: str
    name: str
    student_number: str
    unit_name: Text
    call_title: Text
    time_zone: str
    stage: Stage
    due_at: datetime | None
    phone: str


@dataclass(frozen=True, slots=True)
class PhonePage:
    """A page of the list; the next one begins after the file `following` (None: this was the last)."""

    lines: tuple[PhoneLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as it stands in a file."""

    id: int
    title: Text
    file_name: str
    state: str
    uploaded_at: datetime
    is_checked: bool


@dataclass(frozen=True, slots=True)
class AssistedFile:
    """One file with its documents, travel documents left out."""

    line: PhoneLine
    papers: tuple[Paper, ...]


def phones(actor: Actor, wanted: PhoneFilter, after: int | None = None, size: int = PAGE_SIZE) -> PhonePage:
    """A page of the files that an assistant may see, by name; one statement."""
    order = (Student.sort_key, Application.id)
    query = _lines(actor).where(~stages.of_kind(StageKind.END)).order_by(*order)
    if wanted.call_id is not None:
        query = query.where(Application.call_id == wanted.call_id)
    if wanted.is_students:
        query = query.where(stages.where(lambda _workflow, stage: stage.holder is Role.STUDENT))
    query = query.where(*(matches(word) for word in map(fold, wanted.text.split()) if word))
    if after is not None:
        last = select(*order).join(Student, Student.id == Application.student_id).where(Application.id == after)
        query = query.where(tuple_(*order) > last.scalar_subquery())
    rows = db.session.execute(query.limit(size + 1)).all()
    return PhonePage(tuple(map(_line, rows[:size])), rows[size - 1].id if len(rows) > size else None)


def calls(actor: Actor) -> tuple[tuple[int, Text], ...]:
    """The calls in which the assistant has files, the latest deadline first; one statement."""
    seen = select(Application.call_id).where(scope.visible(actor, Role.ASSISTANT))
    query = select(Call.id, Call.title).where(Call.id.in_(seen)).order_by(Call.deadline_at.desc(), Call.id.desc())
    return tuple((row.id, row.title) for row in db.session.execute(query))


def file(application_id: int, actor: Actor) -> AssistedFile:
    """One file. Raises Refused `application.unknown` for one out of an assistant's reach and for none alike."""
    row = db.session.execute(_lines(actor).where(Application.id == application_id)).one_or_none()
    if row is None:
        raise Refused("application.unknown")
    titles = {kind.key: kind.title for kind in definitions.form(row.questionnaire_id).documents}
    query = (
        select(Document)
        .where(
            Document.application_id == application_id,
            Document.replaced_at.is_(None),
            Document.kind.not_in(sorted(TRAVEL_KINDS)),
        )
        .order_by(Document.id)
    )
    papers = tuple(
        Paper(one.id, titles[one.kind], one.file_name, one.state, one.uploaded_at, one.scan in OPENED)
        for one in db.session.scalars(query)
        if one.kind in titles
    )
    return AssistedFile(_line(row), papers)


def _lines(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Application.id, Application.number, Application.workflow_id, Application.questionnaire_id),
            *(Application.state, Application.due_at, Student.name, Student.number.label("student_number")),
            *(Unit.name.label("unit_name"), Call.title, Call.time_zone, User.phone),
        )
        .select_from(Application)
        .join(Student, Student.id == Application.student_id)
        .join(User, User.id == Student.user_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .where(scope.visible(actor, Role.ASSISTANT))
    )


def _line(row: Any) -> PhoneLine:
    return PhoneLine(
        id=row.id,
        number=row.number or "",
        name=row.name,
        student_number=row.student_number,
        unit_name=row.unit_name,
        call_title=row.title,
        time_zone=row.time_zone,
        stage=definitions.workflow(row.workflow_id).shown(row.state),
        due_at=row.due_at,
        phone=row.phone or "",
    )
