"""Reads the documents that desks check: those that wait, by call and school, and one with all that a verdict needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from mobility.core.access import POLICY, Action
from mobility.core.calendar.zones import local_date
from mobility.core.questions.documents import too_early
from mobility.core.terms import Actor, Reason, Text
from mobility.core.workflow.editing import why_not_checkable
from mobility.database import db, now
from mobility.models import Application, Call, Document, Student, Unit, User
from mobility.queries import definitions, scope, stages
from mobility.queries.calls import Option
from mobility.queries.desk import matches
from mobility.queries.documents import checkable
from mobility.queries.stay import dates_of, stay
from mobility.spelling import fold

PAGE_SIZE: Final = 50
STATES: Final = ("to_check", "returned", "accepted")
"""Documents that nobody has looked at, that lie with their students, and that are done with."""


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """What the list shows; empty values mean everything. `state` is one of `STATES`."""

    state: str = "to_check"
    call_id: int | None = None
    unit_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One document of the list, named by its kind."""

    id: int
    title: Text
    name: str
    student_number: str
    number: str
    call_title: Text
    unit_name: Text
    time_zone: str
    page_count: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One page of the list, the oldest first; `following` continues after that document, None at the end."""

    lines: tuple[CheckLine, ...]
    count: int
    following: int | None


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One document as a desk decides on it. `is_open`: something may be said of it now; `following` waits next.

    `too_early` says why its last day is before the one that is asked for, where that is so.
    """

    id: int
    application_id: int
    title: Text
    name: str
    number: str
    call_title: Text
    time_zone: str
    state: str
    scan: str
    version: int
    return_code: str | None
    return_reason: str | None
    checker: str | None
    checked_at: datetime | None
    is_replaced: bool
    is_open: bool
    following: int | None
    expires_on: date | None
    too_early: Reason | None


def queue(actor: Actor, wanted: CheckFilter, after: int | None = None) -> CheckPage:
    """One page of the documents of submitted files that a desk has at the moment, in three statements."""
    found = _conditions(actor, wanted)
    query = (
        select(
            *(Document.id, Document.kind, Document.page_count, Document.uploaded_at, Application.questionnaire_id),
            *(Application.number, Student.name, Student.number.label("student_number"), Unit.name.label("unit_name")),
            *(Call.title, Call.time_zone),
        )
        .join(Application, Application.id == Document.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .where(*found)
        .order_by(Document.id)
        .limit(PAGE_SIZE + 1)
    )
    rows = db.session.execute(query if after is None else query.where(Document.id > after)).all()
    counted = select(func.count()).select_from(Document).join(Application, Application.id == Document.application_id)
    return CheckPage(
        lines=tuple(_line(row) for row in rows[:PAGE_SIZE]),
        count=db.session.scalars(counted.where(*found)).one(),
        following=rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None,
    )


def options(actor: Actor) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """The calls and the schools of the files that the actor may check, to filter by; in two statements."""
    mine = (scope.visible(actor, *sorted(POLICY[Action.DOCUMENT_CHECK].roles)), Application.submission_count > 0)
    calls = select(Call.id, Call.title).where(Call.id.in_(select(Application.call_id).where(*mine)))
    units = select(Unit.id, Unit.name).where(Unit.id.in_(select(Application.unit_id).where(*mine)))
    return (
        tuple(Option(*row) for row in db.session.execute(calls.order_by(Call.deadline_at.desc(), Call.id))),
        tuple(Option(*row) for row in db.session.execute(units.order_by(Unit.sort_key, Unit.id))),
    )


def sheet(document_id: int, actor: Actor, wanted: CheckFilter) -> CheckSheet | None:
    """One document with what was said of it, and the next that waits by that filter; None where it is not the
    actor's to check. Two statements."""
    following = _next(actor, wanted, document_id)
    query = (
        select(
            *(Document, Application.number, Application.questionnaire_id, Application.workflow_id, Application.state),
            *(Student.name, Call.title, Call.time_zone, User.name.label("checker"), following.label("following")),
            *(Call.starts_on, Call.deadline_at, stay().label("stay")),
        )
        .join(Application, Application.id == Document.application_id)
        .join(Student, Student.id == Application.student_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(User, User.id == Document.checked_by)
        .where(Document.id == document_id, checkable(actor), Application.submission_count > 0)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else _sheet(row)


def _sheet(row: Any) -> CheckSheet:
    document: Document = row.Document
    is_replaced = document.replaced_at is not None
    stage = definitions.workflow(row.workflow_id).stage(row.state)
    is_open = not is_replaced and why_not_checkable(stage) is None and document.scan in ("clean", "not_scanned")
    kind = definitions.form(row.questionnaire_id).document(document.kind)
    last_days = {document.kind: document.expires_on}
    early = too_early([kind] if kind else [], last_days, dates_of(row), local_date(now(), row.time_zone))
    return CheckSheet(
        id=document.id,
        application_id=document.application_id,
        title=definitions.document_title(row.questionnaire_id, document.kind),
        name=row.name,
        number=row.number or "",
        call_title=row.title,
        time_zone=row.time_zone,
        state=document.state,
        scan=document.scan,
        version=document.version,
        return_code=document.return_code,
        return_reason=document.return_reason,
        checker=row.checker,
        checked_at=document.checked_at,
        is_replaced=is_replaced,
        is_open=is_open,
        following=row.following,
        expires_on=document.expires_on,
        too_early=early.get(document.kind),
    )


def _next(actor: Actor, wanted: CheckFilter, document_id: int) -> Any:
    """The next document behind that one, from the beginning again where it is the last."""
    waiting = select(Document.id).join(Application, Application.id == Document.application_id)
    waiting = waiting.where(*_conditions(actor, wanted), Document.id != document_id)
    return waiting.order_by(Document.id < document_id, Document.id).limit(1).correlate(None).scalar_subquery()


def _conditions(actor: Actor, wanted: CheckFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        checkable(actor),
        Application.submission_count > 0,
        Document.replaced_at.is_(None),
        Document.scan.in_(("clean", "not_scanned")),
        stages.where(lambda _workflow, stage: why_not_checkable(stage) is None),
    ]
    states = {"returned": "returned", "accepted": "accepted"}
    found.append(Document.state == states.get(wanted.state, "uploaded"))
    if wanted.call_id is not None:
        found.append(Application.call_id == wanted.call_id)
    if wanted.unit_id is not None:
        found.append(Application.unit_id == wanted.unit_id)
    return found + [matches(word) for word in map(fold, wanted.text.split()) if word]


def _line(row: Any) -> CheckLine:
    return CheckLine(
        id=row.id,
        title=definitions.document_title(row.questionnaire_id, row.kind),
        name=row.name,
        student_number=row.student_number,
        number=row.number or "",
        call_title=row.title,
        unit_name=row.unit_name,
        time_zone=row.time_zone,
        page_count=row.page_count,
        uploaded_at=row.uploaded_at,
    )
