"""Asks other offices about a file, in parallel, as the call says which office checks whom."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from mobility.database import db
from mobility.models import Call, OfficeCheck, Student, Unit
from mobility.services.casework import due
from mobility.services.casework.case import Case, Effect

CHECK_DAYS: Final = 3
"""Working days that an office has to answer."""


def _ask_offices(case: Case) -> None:
    """One question per office; an office that was asked before is asked again, since something has changed."""
    wanted = _wanted(case)
    if not wanted:
        return
    until = due.after_working_days(case.facts, CHECK_DAYS)
    rows = [
        {
            "institution_id": case.facts.institution_id,
            "application_id": case.facts.application_id,
            "unit_id": unit_id,
            "asked_at": case.facts.now,
            "due_at": until,
        }
        for unit_id in wanted
    ]
    row = insert(OfficeCheck).values(rows)
    again = {"asked_at": row.excluded.asked_at, "due_at": row.excluded.due_at}
    cleared = {"answer": None, "remark": None, "answered_by": None, "answered_at": None}
    db.session.execute(
        row.on_conflict_do_update(index_elements=["application_id", "unit_id"], set_={**again, **cleared})
    )


def _wanted(case: Case) -> list[int]:
    """Ids of the offices that the call's settings name for this student's level: `[{"unit": code, "levels": […]}]`."""
    call = select(Call.settings["checks"]).where(Call.id == case.facts.call_id)
    named: list[dict[str, Any]] = db.session.scalar(call) or []
    if not named:
        return []
    level = db.session.scalars(select(Student.level).where(Student.id == case.facts.student_id)).one()
    codes = [one["unit"] for one in named if not one.get("levels") or level in one["levels"]]
    query = select(Unit.id).where(Unit.institution_id == case.facts.institution_id, Unit.code.in_(codes))
    return list(db.session.scalars(query.order_by(Unit.id)))


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType({"ask_offices": _ask_offices})
"""What workflows may name of checks by other offices."""
