"""Answers whoever helps a student: how the student stands to a call and its hosts, as their own page would say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import Standing, Step, Verdict
from mobility.core.terms import Actor, Reason, Refused
from mobility.database import db
from mobility.models import Call, Student
from mobility.queries import definitions, hosts, limits, standing
from mobility.queries.students import record_of


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The verdict of the call's own conditions on a day, those of its open hosts, and what follows from both.

    `advice`: what would meet those of the call's own conditions that are not met. `over_limit`: why one more
    application of the term is one too many; None also where one to this call was begun.
    """

    student_number: str
    call_key: str
    on: date
    outcome: Standing
    verdict: Verdict
    advice: tuple[Step, ...]
    hosts: tuple[hosts.Standing, ...]
    over_limit: Reason | None = None


def inquire(institution_id: int, student_number: str, call_key: str, at: datetime) -> Inquiry:
    """Judge one student for one call, drafts too. Raises Refused `student.unknown` or `call.unknown`."""
    ours = Student.institution_id == institution_id
    student_id = db.session.scalar(select(Student.id).where(ours, Student.number == student_number))
    if student_id is None:
        raise Refused("student.unknown")
    call = db.session.scalar(select(Call).where(Call.institution_id == institution_id, Call.key == call_key))
    if call is None:
        raise Refused("call.unknown")
    record, on = record_of(student_id), local_date(at, call.time_zone)
    verdict, advice = standing.advised(definitions.rules(call.eligibility_id), record, call.id, on)
    offered = [one for one in hosts.options(call.id, Actor.system(institution_id)) if one.is_open]
    judged = hosts.standings(offered, record, on)
    outcome = standing.combined(verdict.outcome, [one.verdict.outcome for one in judged])
    over_limit = limits.before_beginning(student_id, call.id)
    return Inquiry(student_number, call_key, on, outcome, verdict, advice, judged, over_limit)
