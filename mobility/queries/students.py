"""Reads a student's record with its facts, in one statement: for eligibility, conditions, snapshots and pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Date, Integer, Select, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from mobility.core.eligibility import (
    Category,
    Fact,
    History,
    OtherApplication,
    Participation,
    Source,
    StudentFacts,
    StudyStatus,
)
from mobility.core.programs import ends
from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Application, Call, Program, Student, StudentFact, Unit


@dataclass(frozen=True, slots=True)
class StudentRecord:
    """What the office knows of one student. `unit_codes` are those of the student's unit and of all above it."""

    id: int
    institution_id: int
    user_id: int
    number: str
    name: str
    latin_family_name: str
    latin_given_name: str
    category: str
    unit_id: int
    unit_code: str
    unit_name: Text
    unit_codes: tuple[str, ...]
    level: int
    is_vocational: bool
    entry_year: int
    program_years: int
    class_name: str
    major: str
    field: str
    birth_on: date
    study_status: str
    facts: tuple[Fact, ...]

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    @property
    def for_rules(self) -> StudentFacts:
        """The same as the rules of eligibility see it."""
        return StudentFacts(
            level=self.level,
            is_vocational=self.is_vocational,
            field=self.field,
            unit_codes=frozenset(self.unit_codes),
            entry_year=self.entry_year,
            category=Category(self.category),
            study_status=StudyStatus(self.study_status),
            birth_on=self.birth_on,
            facts=self.facts,
        )


@dataclass(frozen=True, slots=True)
class Past:
    """One application of a student as the rules about what went before need it.

    `level` is that of the studies when it was handed in; `year` the one in which its stay begins, else of the deadline.
    """

    call_id: int
    state: str
    edition: int
    title: Text
    kind: str
    key: str
    level: int | None
    year: int


def record_of(student_id: int) -> StudentRecord:
    """Return the record of that student; LookupError where there is none."""
    row = db.session.execute(_one(), {"student_id": student_id}).one_or_none()
    if row is None:
        raise LookupError(f"no student with id {student_id}")
    return _record(row)


def records_of(student_ids: Collection[int]) -> dict[int, StudentRecord]:
    """The records of these students by their ids, in one statement."""
    rows = db.session.execute(_query().where(Student.id.in_(sorted(student_ids))))
    return {row.id: _record(row) for row in rows}


def _record(row: Any) -> StudentRecord:
    facts = tuple(_fact(fact) for fact in row.facts or ())
    return StudentRecord(**{**row._asdict(), "facts": facts, "unit_codes": tuple(row.unit_codes)})


def own_record(actor: Actor) -> StudentRecord | None:
    """The record of the student who asks; None for everybody else."""
    return None if actor.student_id is None else record_of(actor.student_id)


def past_of(student_id: int) -> tuple[Past, ...]:
    """Every application of that student, in one statement."""
    level = cast(Application.snapshot["level"].astext, Integer).label("level")
    began_on = func.coalesce(Call.starts_on, cast(Call.deadline_at, Date))
    year = cast(func.extract("year", began_on), Integer).label("year")
    query = (
        select(Application.call_id, Application.state, Call.edition, Call.title, Program.kind, Program.key, level, year)
        .join(Call, Call.id == Application.call_id)
        .join(Program, Program.id == Call.program_id)
        .where(Application.student_id == student_id)
    )
    return tuple(Past(**row._asdict()) for row in db.session.execute(query))


def history_besides(past: tuple[Past, ...], call_id: int) -> History:
    """What went before besides that call: programs that ended well, and other applications."""
    others = [one for one in past if one.call_id != call_id]
    return History(
        participations=tuple(
            Participation(one.kind, one.key, one.title, one.year, one.level) for one in others if one.state in GOOD_ENDS
        ),
        applications=tuple(OtherApplication(str(one.edition), one.state not in _END_KEYS) for one in others),
    )


def as_plain(record: StudentRecord) -> dict[str, Any]:
    """The record as plain JSON, the form in which a submission keeps it."""
    plain = {name: getattr(record, name) for name in _PLAIN}
    return {
        **plain,
        "unit_name": record.unit_name.model_dump(),
        "unit_codes": list(record.unit_codes),
        "birth_on": record.birth_on.isoformat(),
        "facts": [_plain_fact(fact) for fact in record.facts],
    }


def from_plain(record: StudentRecord, plain: Mapping[str, Any]) -> StudentRecord:
    """The record as `as_plain` once wrote it; what that did not keep is taken from `record`, of the same student.

    Where no units above the student's own were kept, they are those of now, unless the student changed units.
    """
    above = record.unit_codes if plain["unit_id"] == record.unit_id else (plain["unit_code"],)
    return replace(
        record,
        **{name: plain[name] for name in _PLAIN},
        unit_name=Text.model_validate(plain["unit_name"]),
        unit_codes=tuple(plain.get("unit_codes") or above),
        birth_on=date.fromisoformat(plain["birth_on"]),
        facts=tuple(_fact(fact) for fact in plain["facts"]),
    )


_PLAIN: Final = (
    *("number", "name", "latin_family_name", "latin_given_name", "category", "unit_id", "unit_code", "level"),
    *("is_vocational", "entry_year", "program_years", "class_name", "major", "field", "study_status"),
)
_END_KEYS: Final = frozenset(end.key for end in ends.ALL)
GOOD_ENDS: Final = frozenset(end.key for end in ends.ALL if end.is_good_end)


def _plain_fact(fact: Fact) -> dict[str, Any]:
    as_of = fact.as_of.isoformat() if fact.as_of else None
    return {
        "key": fact.key,
        "value": dict(fact.value),
        "scale": fact.scale,
        "as_of": as_of,
        "source": str(fact.source),
    }


def _fact(stored: dict[str, Any]) -> Fact:
    as_of = stored["as_of"]
    day = date.fromisoformat(as_of) if as_of else None
    return Fact(stored["key"], stored["value"], stored["scale"], day, Source(stored["source"]))


@cache
def _one() -> Select[*tuple[Any, ...]]:
    """The statement of one student; put together once."""
    return _query().where(Student.id == bindparam("student_id"))


def _query() -> Select[*tuple[Any, ...]]:
    fact = func.jsonb_build_object(
        *("key", StudentFact.key, "value", StudentFact.value, "scale", StudentFact.scale),
        *("as_of", StudentFact.as_of, "source", StudentFact.source),
    )
    ordered = aggregate_order_by(fact, StudentFact.key)
    facts = select(func.jsonb_agg(ordered)).where(StudentFact.student_id == Student.id)
    above = Unit.__table__.alias("above")
    codes = select(func.array_agg(above.c.code)).where(above.c.id == any_(Unit.path))
    return select(
        Student.id,
        Student.institution_id,
        Student.user_id,
        Student.number,
        Student.name,
        Student.latin_family_name,
        Student.latin_given_name,
        Student.category,
        Student.unit_id,
        Unit.code.label("unit_code"),
        Unit.name.label("unit_name"),
        codes.scalar_subquery().label("unit_codes"),
        Student.level,
        Student.is_vocational,
        Student.entry_year,
        Student.program_years,
        Student.class_name,
        Student.major,
        Student.field,
        Student.birth_on,
        Student.study_status,
        facts.scalar_subquery().label("facts"),
    ).join(Unit, Unit.id == Student.unit_id)
