"""Compares a student's record with the one that was handed in: what changed since, and whether it would matter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, any_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from mobility.core.eligibility import Change, Verdict, changed_facts
from mobility.core.terms import Text
from mobility.core.workflow import StageKind
from mobility.database import db
from mobility.models import Application, Call, RecordChange, Student, StudentFact
from mobility.queries import stages
from mobility.queries.content import Held
from mobility.queries.counted import counted_record
from mobility.queries.hosts import standings
from mobility.queries.standing import asks_past, verdict_of
from mobility.queries.students import StudentRecord, from_plain, past_of

LEFT: Final = "left"
"""Under this key a snapshot keeps the record that the office looked at and left aside."""

RULED: Final = ("level", "is_vocational", "field", "entry_year", "category", "study_status", "birth_on")
"""Fields of the record, besides the unit and the facts, by which rules judge."""


@dataclass(frozen=True, slots=True)
class HostDrift:
    """How the student stood to a host wished for by the facts that count, and stands by the record of now."""

    name: Text
    then: Verdict
    now: Verdict

    @property
    def is_other(self) -> bool:
        return self.then.outcome is not self.now.outcome


@dataclass(frozen=True, slots=True)
class Drift:
    """How a record moved away from what was handed in.

    `then` is the verdict on the facts that count for the file, `now` that on the record as it stands. Both are of the
    same day, so that they differ by the facts alone. `is_left`: the office has seen this very record and left it aside.
    `seen` names the record as it stands, so that what is decided on is what was looked at.
    """

    changes: tuple[Change, ...]
    then: Verdict
    now: Verdict
    is_left: bool
    seen: str
    hosts: tuple[HostDrift, ...] = ()

    @property
    def is_open(self) -> bool:
        """Nobody has said yet whether the new facts count."""
        return bool(self.changes) and not self.is_left

    @property
    def is_verdict_other(self) -> bool:
        return self.then.outcome is not self.now.outcome


def drift(held: Held) -> Drift:
    """Compare; a statement each for what went before, where rules ask for it, and for the rules of hosts wished for."""
    record, snapshot = held.record, held.snapshot
    past = past_of(record.id) if asks_past(held.rules) else ()
    now = verdict_of(held.rules, record, held.call_id, held.today, past)
    if snapshot is None:
        return Drift((), now, now, is_left=False, seen=seen(record))
    changes = changes_between(from_plain(record, snapshot), record)
    counted = counted_record(held)
    then = verdict_of(held.rules, counted, held.call_id, held.today, past)
    left = snapshot.get(LEFT)
    is_left = left is not None and not changes_between(from_plain(record, left), record)
    return Drift(changes, then, now, is_left, seen(record), _hosts(held, counted) if changes else ())


def _hosts(held: Held, counted: StudentRecord) -> tuple[HostDrift, ...]:
    by_rules = [one for one in held.wishes if one.eligibility_id is not None]
    then, now = (standings(by_rules, record, held.today) for record in (counted, held.record))
    return tuple(HostDrift(one.option.name, one.verdict, two.verdict) for one, two in zip(then, now, strict=True))


def changes_between(before: StudentRecord, now: StudentRecord) -> tuple[Change, ...]:
    """What differs of all that rules look at: unit, fields, then facts by key. Who vouches for a value is no change."""
    units = [Change("unit", before.unit_name, now.unit_name)] if before.unit_id != now.unit_id else []
    fields = [
        Change(name, getattr(before, name), getattr(now, name))
        for name in RULED
        if getattr(before, name) != getattr(now, name)
    ]
    return (*units, *fields, *changed_facts(before.facts, now.facts))


def seen(record: StudentRecord) -> str:
    """A name for what rules look at in that record: another one as soon as any of it changes."""
    ruled = [getattr(record, name) for name in RULED]
    facts = sorted((fact.key, repr(sorted(fact.value.items())), fact.scale) for fact in record.facts)
    return sha256(repr((record.unit_id, ruled, facts)).encode()).hexdigest()[:20]


def changed_calls(user_id: int) -> tuple[Text, ...]:
    """The titles of the calls to which that person has handed in a file that differs from the record of now."""
    query = (
        select(Call.title)
        .join(Application, Application.call_id == Call.id)
        .join(Student, Student.id == Application.student_id)
        .where(Student.user_id == user_id, ~stages.of_kind(StageKind.END), has_open_changes())
    )
    return tuple(db.session.scalars(query.order_by(Application.id)))


def students_with_changed_files(student_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Of these students those with such a file, once each: columns institution_id, user_id and subject."""
    chosen = cast(literal(list(student_ids), ARRAY(BigInteger)), ARRAY(BigInteger))
    file = (
        select(Application.id)
        .where(Application.student_id == Student.id, ~stages.of_kind(StageKind.END), has_open_changes())
        .correlate(Student)
    )
    return select(Student.institution_id, Student.user_id, Student.id.label("subject")).where(
        Student.id == any_(chosen), file.exists()
    )


def may_have_changed() -> ColumnElement[bool]:
    """Narrow a list to the few files for which `has_open_changes` is worth asking."""
    # An array is looked up by key; a join would compare every file first where the planner guesses wrong.
    return Application.id == any_(func.array(select(RecordChange.application_id).scalar_subquery()))


def is_marked() -> ColumnElement[bool]:
    """The same for a line of a list that is there anyway: what is not marked need not be compared."""
    return select(RecordChange.application_id).where(RecordChange.application_id == Application.id).exists()


def has_open_changes() -> ColumnElement[bool]:
    """Tell of files joined to their students whether `Drift.is_open` holds; for lists, in SQL."""
    base = func.coalesce(Application.snapshot[LEFT], cast(Application.snapshot, JSONB))
    differs = or_(
        base["unit_id"].as_string() != cast(Student.unit_id, String),
        *(_differs(base, name) for name in RULED),
        _facts_of(base).is_distinct_from(_facts_now()),
    )
    return and_(Application.snapshot.is_not(None), differs)


def _differs(base: Any, name: str) -> ColumnElement[bool]:
    then: ColumnElement[str] = base[name].as_string()
    return then.is_distinct_from(cast(getattr(Student, name), String))


def _facts_of(base: Any) -> Any:
    one = func.jsonb_array_elements(base["facts"]).table_valued("value", name="fact_then")
    fact = cast(one.c.value, JSONB)
    pair = func.jsonb_build_array(fact["value"], fact["scale"])
    return select(func.jsonb_object_agg(fact["key"].as_string(), pair)).select_from(one).scalar_subquery()


def _facts_now() -> Any:
    pair = func.jsonb_build_array(StudentFact.value, StudentFact.scale)
    query = select(func.jsonb_object_agg(StudentFact.key, pair)).where(StudentFact.student_id == Student.id)
    return query.correlate(Student).scalar_subquery()
