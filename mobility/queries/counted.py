"""What of a student's record counts for a file: what was handed in, or what the office took over since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Numeric, and_, case, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from mobility.core.eligibility import with_origins
from mobility.database import db
from mobility.models import Application, StudentFact
from mobility.queries.content import Held
from mobility.queries.students import StudentRecord, from_plain, records_of

VERDICT: Final = "verdict"
"""Under this key a snapshot keeps how its student stood to the conditions of the call when it came to count."""

EXCEPTED: Final = "excepted"
"""Under this key it keeps the id of the remark for which the file goes on although the conditions are not met."""


def is_not_eligible(snapshot: Mapping[str, Any] | None) -> bool:
    """Tell whether the facts that count did not meet the conditions when they came to count."""
    return snapshot is not None and snapshot.get(VERDICT) == "not_eligible"


def needs_reason(snapshot: Mapping[str, Any] | None) -> bool:
    """Tell whether nobody has said yet why such a file goes on."""
    return snapshot is not None and is_not_eligible(snapshot) and EXCEPTED not in snapshot


def needing_reason() -> ColumnElement[bool]:
    """The same for the application of the outer query; for statements."""
    not_eligible = func.coalesce(Application.snapshot[VERDICT].as_string(), "") == "not_eligible"
    return and_(not_eligible, Application.snapshot[EXCEPTED].as_string().is_(None))


def counted_record(held: Held) -> StudentRecord:
    """The record by which the file is judged: that of its snapshot; the record of now while nothing is handed in.

    Who vouches for a value is that of now: a result that a school confirms stays what it was, only better proved.
    """
    return _counted(held.record, held.snapshot)


def counted_records(application_ids: Collection[int]) -> dict[int, StudentRecord]:
    """The same for many files by their ids, in two statements."""
    query = select(Application.id, Application.student_id, Application.snapshot)
    rows = db.session.execute(query.where(Application.id.in_(sorted(application_ids)))).all()
    records = records_of({row.student_id for row in rows})
    return {row.id: _counted(records[row.student_id], row.snapshot) for row in rows}


def _counted(record: StudentRecord, snapshot: Mapping[str, Any] | None) -> StudentRecord:
    if snapshot is None:
        return record
    before = from_plain(record, snapshot)
    return replace(before, facts=with_origins(before.facts, record.facts))


def counted_average() -> Any:
    """The weighted average out of 100 that counts for the application of the outer query; for statements."""
    one = func.jsonb_array_elements(cast(Application.snapshot, JSONB)["facts"]).table_valued("value", name="handed_in")
    fact = cast(one.c.value, JSONB)
    then = select(cast(fact["value"]["value"].astext, Numeric)).select_from(one)
    then = then.where(fact["key"].astext == "average", fact["scale"].astext == "100").limit(1)
    now = select(cast(StudentFact.value["value"].astext, Numeric)).where(
        StudentFact.student_id == Application.student_id, StudentFact.key == "average", StudentFact.scale == "100"
    )
    return case(
        (Application.snapshot.is_(None), now.limit(1).correlate(Application).scalar_subquery()),
        else_=then.correlate(Application).scalar_subquery(),
    )
