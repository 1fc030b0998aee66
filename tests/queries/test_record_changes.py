"""The database marks the files whose record may have changed: by whatever changes it, until it is settled or over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, RecordChange, Student, StudentFact
from mobility.queries.content import hold
from mobility.queries.record_changes import RULED, drift
from mobility.queries.students import as_plain, record_of
from mobility.services.casework.new_facts import Settlement, settle
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.desks import staff_of
from tests.factories.people import make_fact, make_student, make_unit


@pytest.fixture
def file(database_session: Session) -> Application:
    """A file beside which its student has one that ended and one that was never handed in."""
    stop_clock_at(NOON)
    student = make_student()
    make_fact(student, "average", {"value": 84}, scale="100")
    plain = as_plain(record_of(student.id))
    make_application(student=student, state="withdrawn", snapshot=plain)
    make_application(student=student)
    return make_application(student=student, state="school_check", snapshot=plain)


def _is_marked(file: Application) -> bool:
    """Whether it is, and nothing else; the mark is taken away again."""
    marked = list(db.session.scalars(select(RecordChange.application_id)))
    db.session.execute(delete(RecordChange))
    db.session.commit()
    assert set(marked) <= {file.id}
    return bool(marked)


def _change(table: type[Any], values: Mapping[str, Any]) -> None:
    db.session.execute(update(table).values(**values))
    db.session.commit()


def test_whatever_rules_look_at_marks_the_file_and_nothing_else_does(file: Application) -> None:
    ruled: dict[str, Any] = {
        "unit_id": make_unit().id,
        "level": 5,
        "is_vocational": True,
        "field": "0912",
        "entry_year": 2020,
        "category": "international",
        "study_status": "suspended",
        "birth_on": date(2001, 2, 3),
    }
    assert ruled.keys() == {*RULED, "unit_id"}
    for name, value in ruled.items():
        for _again in range(2):
            _change(Student, {name: value})
            assert _is_marked(file) is (_again == 0), name
    _change(Student, {"major": "Midwifery", "class_name": "7"})
    _change(StudentFact, {"source": "confirmed"})
    assert not _is_marked(file)
    _change(StudentFact, {"value": {"value": 76}})
    assert _is_marked(file)
    make_fact(db.session.get_one(Student, file.student_id), "gpa", {"value": 3}, scale="4.0")
    assert _is_marked(file)
    db.session.execute(delete(StudentFact))
    assert _is_marked(file)


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_mark_goes_when_the_change_is_settled(file: Application, is_taken: bool) -> None:
    _change(StudentFact, {"value": {"value": 76}})
    said = Settlement(is_taken, "The registry corrected it.", drift(hold(file.id)).seen)
    settle(file.id, staff_of(file.id, Role.COORDINATOR), said)
    assert not _is_marked(file)


def test_a_mark_goes_with_the_end_and_stays_where_only_a_reason_is_noted(file: Application) -> None:
    _change(StudentFact, {"value": {"value": 76}})
    file.snapshot = {**(file.snapshot or {}), "excepted": 1}
    file.state = "school_list"
    db.session.commit()
    assert db.session.scalars(select(RecordChange.application_id)).all() == [file.id]
    file.state = "withdrawn"
    db.session.commit()
    assert not _is_marked(file)
