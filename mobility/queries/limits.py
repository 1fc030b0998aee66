"""Reads what limits of applications per term rest on: the institution's setting, and the others of the term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Integer, ScalarSelect, Select, bindparam, cast, func, literal, select
from sqlalchemy.orm import aliased

from mobility.core.eligibility.limits import ALL, Other, over_limit
from mobility.core.programs import ends
from mobility.core.programs.kinds import KINDS
from mobility.core.terms import Reason, Text
from mobility.database import db
from mobility.models import Application, Call, Institution, Program

SETTING: Final = "most_per_term"
LIMITS: Final = (ALL, *KINDS)
"""What a limit can be set for."""

_FIRST_MONTH: Final = 2
_MONTHS: Final = 6
"""Half the academic year begins in February, the other in August."""
_ENDS: Final = sorted(end.key for end in ends.ALL)


def limits_of(settings: Mapping[str, Any]) -> dict[str, int]:
    """The limits among an institution's settings."""
    return {str(key): int(most) for key, most in (settings.get(SETTING) or {}).items()}


def reason_of(settings: Mapping[str, Any], kind: str, others: list[dict[str, Any]] | None) -> Reason | None:
    """What `kind_of` and `others` read, judged."""
    found = [Other(one["kind"], Text.model_validate(one["title"])) for one in others or ()]
    return over_limit(limits_of(settings), kind, found)


def before_beginning(student_id: int, call_id: int) -> Reason | None:
    """Why the student cannot begin an application to that call besides the others of the term; in one statement."""
    row = db.session.execute(_before_beginning(), {"student": student_id, "call": call_id}).one_or_none()
    return None if row is None else reason_of(row.settings, row.kind, row.others)


@cache
def _before_beginning() -> Select[*tuple[Any, ...]]:
    """Put together once, with the parameters `student` and `call`: the page of a call is opened by everybody."""
    student = bindparam("student", type_=BigInteger)
    begun = select(Application.call_id).where(Application.student_id == student)
    return (
        select(Institution.settings, kind_of().label("kind"), others(student, literal(0)).label("others"))
        .select_from(Call)
        .join(Institution, Institution.id == Call.institution_id)
        .where(Call.id == bindparam("call"), Call.id.not_in(begun))
    )


def kind_of() -> ScalarSelect[str]:
    """The kind of program of the call asked about."""
    return select(Program.kind).where(Program.id == Call.program_id).correlate(Call).scalar_subquery()


def others(student_id: Any, least: ColumnElement[int]) -> ScalarSelect[Any]:
    """The student's live applications to other calls of the same term, handed in at least that many times."""
    other, its_call, its_program = aliased(Application), aliased(Call), aliased(Program)
    found = func.jsonb_agg(func.jsonb_build_object("kind", its_program.kind, "title", its_call.title))
    query = (
        select(found)
        .select_from(other)
        .join(its_call, its_call.id == other.call_id)
        .join(its_program, its_program.id == its_call.program_id)
        .where(
            other.student_id == student_id,
            other.call_id != Call.id,
            other.state.not_in(_ENDS),
            other.submission_count >= least,
            _half(its_call) == _half(Call),
        )
    )
    return query.correlate_except(other, its_call, its_program).scalar_subquery()


def _half(call: Any) -> ColumnElement[int]:
    """The number of the half of the academic year, by the local day of the deadline: from August, and from February."""
    day = func.timezone(call.time_zone, call.deadline_at)
    months = func.extract("year", day) * 12 + func.extract("month", day) - _FIRST_MONTH
    return cast(func.floor(months / _MONTHS), Integer)
