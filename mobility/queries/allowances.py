"""Reads what was allowed beyond a call's own numbers, and what each school may recommend now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import Allowance, Application, Call, SchoolList, Unit, User
from mobility.queries.calls import in_reach


@dataclass(frozen=True, slots=True)
class SchoolCap:
    """How many one school may recommend; `file_count`: its applications handed in by students."""

    unit_id: int
    name: Text
    cap: int
    file_count: int
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """One such act. `unit_name` is None where it is about the whole call."""

    id: int
    kind: str
    unit_name: Text | None
    from_count: int | None
    to_count: int | None
    reason: str
    made_by: str
    made_at: datetime
    taken_back_by: str | None
    taken_back_at: datetime | None


def school_caps(call_id: int, actor: Actor) -> tuple[SchoolCap, ...]:
    """Every school with the number it may recommend in this call, in the schools' order; one statement.

    None where the call sets no number.
    """
    files = select(Application.unit_id, func.count().label("files"))
    files = files.where(Application.call_id == call_id, Application.submission_count > 0)
    counted = files.group_by(Application.unit_id).subquery()
    cap = func.coalesce(SchoolList.cap, Call.school_cap).label("cap")
    query = (
        select(Unit.id, Unit.name, cap, func.coalesce(counted.c.files, 0), SchoolList.handed_in_at)
        .join(Call, and_(Call.institution_id == Unit.institution_id, Call.id == call_id))
        .outerjoin(SchoolList, and_(SchoolList.call_id == Call.id, SchoolList.unit_id == Unit.id))
        .outerjoin(counted, counted.c.unit_id == Unit.id)
        .where(in_reach(actor, Role.COORDINATOR), Unit.kind == "school", cap.is_not(None))
        .order_by(Unit.sort_key, Unit.id)
    )
    return tuple(SchoolCap(*row) for row in db.session.execute(query))


def allowances(call_id: int, actor: Actor) -> tuple[AllowanceLine, ...]:
    """What was allowed in this call, the newest first, taken back or not; in one statement."""
    maker, taker = aliased(User), aliased(User)
    query: Select[*tuple[Any, ...]] = (
        select(
            *(Allowance.id, Allowance.kind, Unit.name, Allowance.from_count, Allowance.to_count, Allowance.reason),
            *(maker.name, Allowance.made_at, taker.name, Allowance.taken_back_at),
        )
        .join(Call, Call.id == Allowance.call_id)
        .join(maker, maker.id == Allowance.made_by)
        .outerjoin(taker, taker.id == Allowance.taken_back_by)
        .outerjoin(Unit, Unit.id == Allowance.unit_id)
        .where(in_reach(actor, Role.COORDINATOR), Allowance.call_id == call_id)
        .order_by(Allowance.id.desc())
    )
    return tuple(AllowanceLine(*row) for row in db.session.execute(query))
