"""Makes many files at once, for tests of what must cost the same for one and for a thousand."""

from __future__ import annotations

from datetime import date
from itertools import count as counter
from typing import Any

from sqlalchemy import insert

from mobility.database import db, now
from mobility.models import Application, Call, Student, User
from tests.factories.people import make_unit

_numbers = counter(1)


def make_many(call: Call, count: int, **columns: Any) -> None:
    """That many handed-in files of new students of one school, in `state` or the home selection."""
    unit, moment = make_unit(), now()
    numbers = [next(_numbers) for _ in range(count)]
    names = [f"黄蓉{number}" for number in numbers]
    of_all = {"institution_id": call.institution_id}
    users = _insert(User, [{**of_all, "name": name, "sort_key": name, "search_key": name} for name in names])
    person = {"level": 6, "entry_year": 2026, "program_years": 4, "field": "0913", "birth_on": date(2008, 1, 1)}
    given = zip(users, names, numbers, strict=True)
    students = _insert(
        Student,
        [
            {
                **of_all,
                **person,
                "user_id": user,
                "name": name,
                "number": f"M{number}",
                "unit_id": unit.id,
                "version": 1,
            }
            for user, name, number in given
        ],
    )
    file = {
        **of_all,
        "call_id": call.id,
        "unit_id": unit.id,
        "workflow_id": call.workflow_id,
        "questionnaire_id": call.questionnaire_id,
        "eligibility_id": call.eligibility_id,
        "state": "selection",
        "state_since": moment,
        "submitted_at": moment,
        "submission_count": 1,
        "version": 1,
        **columns,
    }
    rows = zip(students, numbers, strict=True)
    _insert(Application, [{**file, "student_id": student, "number": f"MANY-{number}"} for student, number in rows])
    db.session.commit()


def _insert(table: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    return list(db.session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))
