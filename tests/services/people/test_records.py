"""Students' records: entered whole or not at all, completed by students within bounds, confirmed by who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, set_clock
from mobility.models import Student, StudentFact, User
from mobility.queries.person import fingerprint
from mobility.services.people import records
from mobility.services.people.declared import DeclaredFact
from mobility.services.people.records import OwnDetails
from mobility.services.people.students import NewStudent, RecordedFact, enroll
from tests.factories.deputies import make_deputy
from tests.factories.people import (
    actor,
    home,
    make_fact,
    make_grant,
    make_institution,
    make_staff,
    make_student,
    make_unit,
)

TODAY = datetime(2026, 10, 12, 1, tzinfo=UTC)
ZHANG = NewStudent(
    number="20260001",
    name="张三",
    unit="nursing",
    level=5,
    is_vocational=True,
    entry_year=2026,
    program_years=3,
    field="0913",
    birth_on=date(2008, 3, 14),
    email="zhang@university.example",
    facts=(RecordedFact("average", {"value": 88.5}, "100", date(2026, 9, 1)),),
)


@pytest.fixture(autouse=True)
def today() -> None:
    set_clock(frozen_at=TODAY)


def test_students_are_entered_with_accounts_and_facts() -> None:
    unit = make_unit(code="nursing")
    ids = enroll(Actor.system(home().id), [ZHANG, replace(ZHANG, number="20260002", email=None, facts=())])
    student = db.session.get_one(Student, ids["20260001"])
    user = db.session.get_one(User, student.user_id)
    fact = db.session.scalars(select(StudentFact)).one()
    assert (student.unit_id, student.sort_key, user.search_key) == (unit.id, "zhang san", "张三 zhangsan zs")
    assert (fact.student_id, fact.value, fact.source) == (student.id, {"value": 88.5}, "records")
    assert actor(student).has_role(Role.STUDENT)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (replace(ZHANG, number="2", unit="law", email=None), "student.unknown_unit"),
        (replace(ZHANG, email="other@university.example"), "student.number_or_address_taken"),
        (replace(ZHANG, number="2"), "student.number_or_address_taken"),
        (replace(ZHANG, number="2", email="nonsense"), "address.impossible"),
    ],
)
def test_one_wrong_student_keeps_all_out(second: NewStudent, code: str) -> None:
    make_unit(code="nursing")
    assert _code(enroll, Actor.system(home().id), [ZHANG, second]) == code
    assert db.session.scalar(select(func.count(Student.id))) == 0


def test_a_student_completes_telephone_and_latin_name() -> None:
    student = make_student(name="买买提·艾力")
    records.edit_own(actor(student), OwnDetails(" +86 138 0000 0000", "", "Maimaiti-Aili", _seen(student)))
    user = db.session.get_one(User, student.user_id)
    assert (user.phone, student.latin_family_name, student.latin_given_name) == (
        "+86 138 0000 0000",
        "",
        "MAIMAITI-AILI",
    )


def test_a_latin_name_may_be_as_long_as_a_passport_allows() -> None:
    student, long = make_student(), "A" * 99
    records.edit_own(actor(student), OwnDetails("", long, long, _seen(student)))
    assert student.latin_family_name == long


@pytest.mark.parametrize(
    ("phone", "family", "given", "code"),
    [
        ("call me", "LI", "SI", "record.phone"),
        ("123", "LI", "SI", "record.phone"),
        ("", "李", "四", "record.latin_name"),
        ("", "LI4", "SI", "record.latin_name"),
        ("", "L" * 101, "SI", "record.latin_name"),
        ("", "LI", "", "record.latin_given_name_missing"),
    ],
)
def test_what_cannot_be_a_telephone_or_a_latin_name_is_refused(phone: str, family: str, given: str, code: str) -> None:
    student = make_student()
    assert _code(records.edit_own, actor(student), OwnDetails(phone, family, given, _seen(student))) == code


def test_a_record_changed_in_another_window_is_not_overwritten() -> None:
    student = make_student()
    seen = _seen(student)
    records.edit_own(actor(student), OwnDetails("", "LI", "SI", seen))
    assert _code(records.edit_own, actor(student), OwnDetails("", "LI", "WU", seen)) == "stale.record"


@pytest.mark.parametrize(
    ("new", "value"),
    [
        (DeclaredFact("average", date(2026, 10, 12), Decimal("88.5"), scale="100"), {"value": 88.5}),
        (DeclaredFact("gpa", date(2026, 9, 1), Decimal(4), scale="4.3"), {"value": 4}),
        (DeclaredFact("rank", date(2026, 9, 1), Decimal(5), of=80), {"position": 5, "of": 80}),
        (DeclaredFact("has_fails", date(2026, 9, 1), has_fails=False), {"value": False}),
        (
            DeclaredFact("language:ielts", date(2025, 5, 4), Decimal("6.5"), skills={"writing": Decimal(6)}),
            {"score": 6.5, "skills": {"writing": 6}, "taken_on": "2025-05-04"},
        ),
        (DeclaredFact("language:jlpt", date(2024, 7, 7), grade="n2"), {"score": "N2", "taken_on": "2024-07-07"}),
    ],
)
def test_a_student_declares_a_result(new: DeclaredFact, value: dict[str, Any]) -> None:
    student = make_student(entry_year=2026)
    records.declare(actor(student), new)
    fact = db.session.scalars(select(StudentFact)).one()
    assert (fact.key, fact.value, fact.scale, fact.as_of) == (new.key, value, new.scale, new.as_of)
    assert (fact.source, fact.student_id) == ("declared", student.id)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (DeclaredFact("average", date(2026, 10, 13), Decimal(88), scale="100"), "fact.in_future"),
        (DeclaredFact("average", date(2025, 9, 1), Decimal(88), scale="100"), "fact.before_entry"),
        (DeclaredFact("average", date(2026, 9, 1), Decimal(101), scale="100"), "fact.mark_outside"),
        (DeclaredFact("average", date(2026, 9, 1), None, scale="100"), "fact.mark_outside"),
        (DeclaredFact("gpa", date(2026, 9, 1), Decimal(3), scale="7.0"), "fact.scale"),
        (DeclaredFact("gpa", date(2026, 9, 1), Decimal("4.1"), scale="4.0"), "fact.mark_outside"),
        (DeclaredFact("rank", date(2026, 9, 1), Decimal(81), of=80), "fact.rank"),
        (DeclaredFact("rank", date(2026, 9, 1), Decimal("1.5"), of=80), "fact.rank"),
        (DeclaredFact("has_fails", date(2026, 9, 1)), "fact.unknown_kind"),
        (DeclaredFact("salary", date(2026, 9, 1), Decimal(1)), "fact.unknown_kind"),
        (DeclaredFact("language:klingon", date(2026, 9, 1), Decimal(1)), "fact.unknown_kind"),
        (DeclaredFact("language:cet4", date(2026, 9, 1), Decimal(711)), "fact.score_outside"),
        (DeclaredFact("language:jlpt", date(2026, 9, 1), grade="N6"), "fact.grade_unknown"),
        (
            DeclaredFact("language:ielts", date(2026, 9, 1), Decimal(6), skills={"writing": Decimal(10)}),
            "fact.skill_outside",
        ),
    ],
)
def test_an_impossible_result_is_refused(new: DeclaredFact, code: str) -> None:
    assert _code(records.declare, actor(make_student(entry_year=2026)), new) == code
    assert db.session.scalar(select(func.count(StudentFact.id))) == 0


def test_a_declared_result_can_be_corrected_and_taken_back() -> None:
    student = make_student(entry_year=2026)
    new = DeclaredFact("average", date(2026, 9, 1), Decimal(88), scale="100")
    records.declare(actor(student), new)
    records.declare(actor(student), replace(new, number=Decimal(90)))
    assert db.session.scalars(select(StudentFact)).one().value == {"value": 90}
    records.withdraw(actor(student), "average")
    assert _code(records.withdraw, actor(student), "average") == "fact.unknown"


@pytest.mark.parametrize("source", ["records", "confirmed"])
def test_what_the_records_or_the_office_say_stays(source: str) -> None:
    student = make_student(entry_year=2026)
    make_fact(student, "average", {"value": 70}, source=source)
    new = DeclaredFact("average", date(2026, 9, 1), Decimal(99), scale="100")
    assert _code(records.declare, actor(student), new) == "fact.settled"
    assert _code(records.withdraw, actor(student), "average") == "fact.settled"


def test_school_and_office_confirm_what_a_student_declared() -> None:
    student = make_student()
    fact = make_fact(student, "average", {"value": 88}, source="declared")
    officer = make_staff(Role.OFFICER, unit=make_unit())
    assert _code(records.confirm, actor(officer), student.id, "average") == "student.unknown"
    coordinator = actor(make_staff(Role.COORDINATOR))
    records.confirm(coordinator, student.id, "average")
    db.session.refresh(fact)
    assert (fact.source, fact.confirmed_by) == ("confirmed", coordinator.user_id)
    assert _code(records.confirm, coordinator, student.id, "average") == "fact.settled"


def test_nobody_confirms_for_themselves_or_across_institutions() -> None:
    unit = make_unit()
    student = make_student(unit)
    make_fact(student, "average", {"value": 88}, source="declared")
    user = db.session.get_one(User, student.user_id)
    make_grant(user, Role.OFFICER, unit=unit)
    stranger = make_staff(Role.COORDINATOR, institution=make_institution("other"))
    deputy = make_staff(Role.OFFICER, unit=make_unit())
    make_deputy(user, deputy)
    assert _code(records.confirm, actor(user), student.id, "average") == "student.unknown"
    assert _code(records.confirm, actor(deputy), student.id, "average") == "student.unknown"
    assert _code(records.confirm, actor(stranger), student.id, "average") == "student.unknown"
    assert _code(records.confirm, actor(student), student.id, "average") == "student.unknown"


def _seen(student: Student) -> str:
    phone = db.session.get_one(User, student.user_id).phone
    own = (student.latin_family_name, student.latin_given_name, student.gender, student.nationality)
    return fingerprint(phone, *own)


def _code(act: object, *given: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.code
