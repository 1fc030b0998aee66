"""Makes institutions, units and people for tests: real rows with sound defaults.

Each call commits, so that a service which refuses and rolls back takes nothing of them with it; in a test that is
rolled back the commit only releases a savepoint.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import func, select

from mobility.core.terms import Actor, Role, Text
from mobility.database import Base, db
from mobility.models import Call, Institution, RoleGrant, Student, StudentFact, Unit, User
from mobility.queries.identity import actor_of
from mobility.services.people import names

PASSWORD = "a long walk by the river"
"""The password of everybody whom these factories make."""

_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = count(1)

Row = TypeVar("Row", bound=Base)


def make_institution(key: str = "home", **columns: Any) -> Institution:
    """A university. The one with the key "home" answers to any host name that no other one has."""
    given = {
        "hosts": [] if key == "home" else [f"{key}.example"],
        "name": Text(en="Hebei Medical University", zh_Hans="河北医科大学"),
        "short_name": Text(en="HEBMU", zh_Hans="河北医大"),
        "office_name": Text(en="International Office", zh_Hans="国际合作处（港澳台办）"),
        "contact_email": "office@university.example",
        "settings": {},
    }
    return _add(Institution(key=key, **(given | columns)))


def home() -> Institution:
    """The institution of tests that do not care which one: the first there is, made when there is none."""
    return db.session.scalar(select(Institution).order_by(Institution.id).limit(1)) or make_institution()


def make_unit(institution: Institution | None = None, *, parent: Unit | None = None, **columns: Any) -> Unit:
    """A school, under `parent` where one is given, with its path filled in."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "institution_id": parent.institution_id if parent else (institution or home()).id,
        "parent_id": parent.id if parent else None,
        "kind": "school",
        "code": f"u{number}",
        "name": Text(en=f"School {number}", zh_Hans=f"第{number}学院"),
        "sort_key": f"{number:06}",
    }
    unit = _add(Unit(**(given | columns)))
    unit.path = [*(parent.path if parent else ()), unit.id]
    db.session.commit()
    return unit


def make_user(institution: Institution | None = None, **columns: Any) -> User:
    """An active person without a role, with a verified address and `PASSWORD`."""
    number = next(_numbers)
    name = columns.pop("name", f"周伯通{number}")
    key = names.sort_key(name)
    given: dict[str, Any] = {
        "institution_id": (institution or home()).id,
        "name": name,
        "sort_key": key,
        "search_key": names.search_key(name, key),
        "email": f"person{number}@university.example",
        "password_hash": _HASH,
        "locale": "en",
    }
    user = User(**(given | columns))
    if user.email and "email_verified_at" not in columns:
        user.email_verified_at = db.session.scalar(select(func.mobility_now()))
    return _add(user)


def make_student(unit: Unit | None = None, *, user: User | None = None, **columns: Any) -> Student:
    """A first-year of nursing of `unit`, with a user of their own."""
    unit = unit or make_unit()
    number = next(_numbers)
    name = columns.pop("name", None) or (user.name if user else f"李秀宁{number}")
    if user is None:
        institution = db.session.get_one(Institution, unit.institution_id)
        user = make_user(institution, name=name, email=f"student{number}@university.example")
    given: dict[str, Any] = {
        "institution_id": unit.institution_id,
        "user_id": user.id,
        "number": f"2026{number:06}",
        "name": name,
        "sort_key": names.sort_key(name),
        "unit_id": unit.id,
        "level": 6,
        "entry_year": 2026,
        "program_years": 4,
        "class_name": "Nursing 2026-1",
        "major": "Nursing",
        "field": "0913",
        "birth_on": date(2008, 3, 14),
    }
    return _add(Student(**(given | columns)))


def make_grant(user: User, role: Role, *, unit: Unit | None = None, call: Call | None = None) -> RoleGrant:
    """A role of `user`, for the whole institution, a unit or a call."""
    return _add(
        RoleGrant(
            institution_id=user.institution_id,
            user_id=user.id,
            role=role,
            unit_id=unit.id if unit else None,
            call_id=call.id if call else None,
        )
    )


def make_staff(
    role: Role,
    *,
    institution: Institution | None = None,
    unit: Unit | None = None,
    call: Call | None = None,
    **columns: Any,
) -> User:
    """A person who holds `role`; an officer without a unit gets a new one."""
    if unit is None and role is Role.OFFICER:
        unit = make_unit(institution)
    if institution is None and unit is not None:
        institution = db.session.get_one(Institution, unit.institution_id)
    user = make_user(institution, **columns)
    make_grant(user, role, unit=unit, call=call)
    return user


def make_fact(student: Student, key: str, value: dict[str, Any], **columns: Any) -> StudentFact:
    """A fact about a student, from the records where nothing else is said."""
    given = {"institution_id": student.institution_id, "student_id": student.id, "key": key, "value": value}
    return _add(StudentFact(**({"source": "records"} | given | columns)))


def actor(person: User | Student) -> Actor:
    """The person as an actor, with the roles they hold now."""
    return actor_of(person.user_id if isinstance(person, Student) else person.id)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
