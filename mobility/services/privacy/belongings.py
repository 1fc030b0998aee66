"""Which rows are about a person: the one place that exports, erasures and their tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, false, select

from mobility.core.terms import Refused
from mobility.database import db
from mobility.models import Application, Student, User
from mobility.models.privacy import Class, class_of, models

ELSEWHERE = frozenset({"audit_event", "audit_seal", "audit_head", "job"})
"""Tables that hold ids of people and nothing about them; who they were is told by the person's own row alone."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, with their record as a student and their applications."""

    institution_id: int
    user_id: int
    student_id: int | None
    application_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A table and which of its rows are about the person."""

    table: Table
    classes: dict[str, Class]
    condition: ColumnElement[bool]

    def named(self, *wanted: Class) -> list[str]:
        """The names of the columns of these classes."""
        return [name for name, given in self.classes.items() if given in wanted]


def subject(user_id: int) -> Subject:
    """Who is meant. Raises Refused `person.unknown`."""
    query = select(User.institution_id, Student.id).outerjoin(Student, Student.user_id == User.id)
    row = db.session.execute(query.where(User.id == user_id)).one_or_none()
    if row is None:
        raise Refused("person.unknown")
    applications = db.session.scalars(_applications(row[1]))
    return Subject(row[0], user_id, row[1], tuple(applications))


def belongings(of: Subject) -> Iterator[Belonging]:
    """Every table with rows about a person, by how they are tied to them: as user, as student, by an application."""
    for model in models():
        table = model.__table__
        assert isinstance(table, Table)
        condition = _condition(table, of)
        if condition is None or table.name in ELSEWHERE:
            continue
        classes = {column.name: class_of(model, column) or Class.SENSITIVE for column in table.columns}
        yield Belonging(table, classes, condition)


def _condition(table: Table, of: Subject) -> ColumnElement[bool] | None:
    columns = table.c
    if table.name in {"user", "student"}:
        own = of.user_id if table.name == "user" else of.student_id
        return columns.id == own if own is not None else false()
    for name, value in (("user_id", of.user_id), ("student_id", of.student_id)):
        if name in columns:
            return columns[name] == value if value is not None else false()
    return columns.application_id.in_(of.application_ids) if "application_id" in columns else None


def _applications(student_id: int | None) -> Select[int]:
    return select(Application.id).where(Application.student_id == student_id).order_by(Application.id)
