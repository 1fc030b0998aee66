"""Enters students from the university's records: the account, the record and the facts of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import insert_rows, transaction
from mobility.models import Student, StudentFact, User
from mobility.queries.units import ids_by_code
from mobility.services.casework import audit
from mobility.services.people import addresses, names
from mobility.services.people.permits import permit


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact from the university's records, its value shaped by its key as `models.StudentFact` says."""

    key: str
    value: Mapping[str, Any]
    scale: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class NewStudent:
    """A student as the records have them; `unit` is the school's code, `level` EQF (5 and vocational: 专科)."""

    number: str
    name: str
    unit: str
    level: int
    entry_year: int
    program_years: int
    field: str
    birth_on: date
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    latin_family_name: str = ""
    latin_given_name: str = ""
    sort_key: str = ""
    category: str = "mainland"
    is_vocational: bool = False
    class_name: str = ""
    major: str = ""
    study_status: str = "enrolled"
    gender: str | None = None
    nationality: str | None = None
    facts: tuple[RecordedFact, ...] = ()


def enroll(actor: Actor, students: Sequence[NewStudent]) -> dict[str, int]:
    """Enter students with their accounts and facts, all or none, and return their ids by number. Posts no letter.

    Raises Refused `student.unknown_unit` with `number` and `unit`, `student.number_or_address_taken`,
    `address.impossible` or `person.no_name`.
    """
    permit(actor, Action.PEOPLE_INVITE)
    try:
        with transaction():
            ids = add(actor, students)
            params = {"count": len(ids)}
            audit.record(
                actor, Action.PEOPLE_INVITE, outcome="enrolled", object_kind="student", object_id=None, params=params
            )
            return ids
    except IntegrityError as error:
        raise Refused("student.number_or_address_taken") from error


def add(actor: Actor, students: Sequence[NewStudent]) -> dict[str, int]:
    """Enter students inside the caller's transaction, without an event in the audit; returns their ids by number.

    Raises Refused as `enroll` does, and IntegrityError where a number or an address is taken.
    """
    units = ids_by_code(actor.institution_id)
    users = [_user(actor, new) for new in students]
    user_ids = insert_rows(User, users)
    rows = [
        _student(actor, new, user, user_id, units) for new, user, user_id in zip(students, users, user_ids, strict=True)
    ]
    ids = insert_rows(Student, rows)
    facts = [
        _fact(actor, student_id, fact) for new, student_id in zip(students, ids, strict=True) for fact in new.facts
    ]
    insert_rows(StudentFact, facts)
    return {row["number"]: student_id for row, student_id in zip(rows, ids, strict=True)}


def _user(actor: Actor, new: NewStudent) -> dict[str, Any]:
    name = " ".join(new.name.split())
    if not name:
        raise Refused("person.no_name")
    key = new.sort_key or names.sort_key(name)
    return {
        "institution_id": actor.institution_id,
        "name": name,
        "sort_key": key,
        "search_key": names.search_key(name, key),
        "email": addresses.normalize(new.email) if new.email else None,
        "phone": new.phone or None,
        "locale": new.locale,
    }


def _student(
    actor: Actor, new: NewStudent, user: Mapping[str, Any], user_id: int, units: Mapping[str, int]
) -> dict[str, Any]:
    if new.unit not in units:
        raise Refused("student.unknown_unit", number=new.number, unit=new.unit)
    return {
        "institution_id": actor.institution_id,
        "user_id": user_id,
        "number": new.number.strip(),
        "name": user["name"],
        "latin_family_name": new.latin_family_name,
        "latin_given_name": new.latin_given_name,
        "sort_key": user["sort_key"],
        "category": new.category,
        "unit_id": units[new.unit],
        "level": new.level,
        "is_vocational": new.is_vocational,
        "entry_year": new.entry_year,
        "program_years": new.program_years,
        "class_name": new.class_name,
        "major": new.major,
        "field": new.field,
        "birth_on": new.birth_on.isoformat(),
        "study_status": new.study_status,
        "gender": new.gender,
        "nationality": new.nationality,
        "version": 1,
    }


def _fact(actor: Actor, student_id: int, new: RecordedFact) -> dict[str, Any]:
    return {
        "institution_id": actor.institution_id,
        "student_id": student_id,
        "key": new.key,
        "value": dict(new.value),
        "scale": new.scale,
        "as_of": new.as_of.isoformat() if new.as_of else None,
        "source": "records",
    }
