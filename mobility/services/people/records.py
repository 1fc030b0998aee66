"""What students say of themselves: telephone, what the travel document says, results; and who confirms it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Student, StudentFact, User
from mobility.queries.person import fingerprint
from mobility.regions import nationalities
from mobility.services.casework import audit
from mobility.services.people.declared import DeclaredFact, judge
from mobility.services.people.permits import permit

_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{4,28}[0-9]")
_LATIN: Final = re.compile(r"[A-Z](?:[A-Z' -]*[A-Z])?")

GENDERS: Final = ("female", "male", "unspecified")
"""As travel documents have them: F, M and X (ICAO 9303)."""


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What a student may write into their own record. `seen` is the fingerprint of what they saw before."""

    phone: str
    latin_family_name: str
    latin_given_name: str
    seen: str
    gender: str | None = None
    nationality: str | None = None


def edit_own(actor: Actor, details: OwnDetails) -> None:
    """Take over a student's telephone and what their travel document says; the Latin name is written in capitals.

    Raises Refused `record.phone`, `record.latin_name`, `record.latin_given_name_missing`, `record.gender`,
    `record.nationality`, or `stale.record`.
    """
    permit(actor, Action.STUDENT_RECORD_EDIT)
    family, given = _latin(details.latin_family_name), _latin(details.latin_given_name)
    if family and not given:
        raise Refused("record.latin_given_name_missing")
    if details.gender is not None and details.gender not in GENDERS:
        raise Refused("record.gender")
    if details.nationality is not None and details.nationality not in nationalities():
        raise Refused("record.nationality")
    with transaction():
        student, user = _own(actor)
        own = (student.latin_family_name, student.latin_given_name, student.gender, student.nationality)
        if details.seen != fingerprint(user.phone, *own):
            raise Refused("stale.record")
        user.phone = _phone(details.phone)
        student.latin_family_name, student.latin_given_name = family, given
        student.gender, student.nationality = details.gender, details.nationality
        _audit(actor, student.id, "details_edited")


def declare(actor: Actor, new: DeclaredFact) -> None:
    """Put down a result that a student says they have; it counts as declared until somebody confirms it.

    Raises Refused with a reason of `declared.judge`, or `fact.settled` where the records or the office have spoken.
    """
    permit(actor, Action.STUDENT_RECORD_EDIT)
    with transaction() as session:
        student, _user = _own(actor)
        value = judge(new, now().date(), student.entry_year)
        fact = _fact(student.id, new.key)
        if fact is None:
            fact = StudentFact(institution_id=student.institution_id, student_id=student.id, key=new.key)
            session.add(fact)
        elif fact.source != "declared":
            raise Refused("fact.settled")
        fact.value, fact.scale, fact.as_of, fact.source, fact.updated_at = (
            value,
            new.scale,
            new.as_of,
            "declared",
            now(),
        )
        _audit(actor, student.id, "fact_declared", new.key)


def withdraw(actor: Actor, key: str) -> None:
    """Take back a declared result. Raises Refused `fact.unknown` or `fact.settled`."""
    permit(actor, Action.STUDENT_RECORD_EDIT)
    with transaction() as session:
        student, _user = _own(actor)
        fact = _fact(student.id, key)
        if fact is None:
            raise Refused("fact.unknown")
        if fact.source != "declared":
            raise Refused("fact.settled")
        session.delete(fact)
        _audit(actor, student.id, "fact_withdrawn", key)


def confirm(actor: Actor, student_id: int, key: str) -> None:
    """Confirm what a student declared, after seeing the paper: their school or the office may, nobody for themselves.

    Raises Refused `student.unknown` outside the actor's reach, `fact.unknown` or `fact.settled`.
    """
    permit(actor, Action.FACT_CONFIRM)
    with transaction():
        student = _reachable(actor, student_id)
        fact = _fact(student.id, key)
        if fact is None:
            raise Refused("fact.unknown")
        if fact.source != "declared":
            raise Refused("fact.settled")
        fact.source, fact.confirmed_by, fact.updated_at = "confirmed", actor.user_id, now()
        audit.record(
            actor,
            Action.FACT_CONFIRM,
            outcome="fact_confirmed",
            object_kind="student",
            object_id=student.id,
            params={"key": key},
        )


def _latin(text: str) -> str:
    plain = " ".join(text.replace("\u2019", "'").upper().split())
    if plain and not (_LATIN.fullmatch(plain) and len(plain) <= 100):
        raise Refused("record.latin_name")
    return plain


def _phone(text: str) -> str | None:
    plain = " ".join(text.split())
    if plain and not _PHONE.fullmatch(plain):
        raise Refused("record.phone")
    return plain or None


def _own(actor: Actor) -> tuple[Student, User]:
    query = (
        select(Student, User)
        .join(User, User.id == Student.user_id)
        .where(Student.id == actor.student_id, Student.institution_id == actor.institution_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("student.unknown")
    return row[0], row[1]


def _reachable(actor: Actor, student_id: int) -> Student:
    """The student where an officer of their school or the office's coordinator may look; nobody reaches
    themselves or whom they act for."""
    query = select(Student).where(Student.id == student_id, Student.institution_id == actor.institution_id)
    student = db.session.scalar(query)
    if student is None or student.id in actor.own_student_ids or not _reaches(actor, student.unit_id):
        raise Refused("student.unknown")
    return student


def _reaches(actor: Actor, unit_id: int) -> bool:
    grants = [grant for grant in actor.grants if grant.role in (Role.OFFICER, Role.COORDINATOR, Role.SYSTEM)]
    return any(unit_id in grant.unit_ids or (grant.role is not Role.OFFICER and not grant.unit_ids) for grant in grants)


def _fact(student_id: int, key: str) -> StudentFact | None:
    query = select(StudentFact).where(StudentFact.student_id == student_id, StudentFact.key == key)
    return db.session.scalar(query.with_for_update())


def _audit(actor: Actor, student_id: int, outcome: str, key: str | None = None) -> None:
    params = {} if key is None else {"key": key}
    audit.record(
        actor,
        Action.STUDENT_RECORD_EDIT,
        outcome=outcome,
        object_kind="student",
        object_id=student_id,
        params=params,
    )
