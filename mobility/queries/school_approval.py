"""Reads a vice dean's desk: the lists that wait for approval, and those that were handed in lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Call, SchoolList, Unit, User

LATELY: Final = 20
"""How many of the lists handed in are shown."""


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One list of a school; `version` is the one that was seen."""

    id: int
    call_id: int
    unit_id: int
    call_title: Text
    unit_name: Text
    time_zone: str
    prepared_by: str | None
    prepared_at: datetime | None
    handed_in_at: datetime | None
    version: int


def lists(actor: Actor, *, is_handed_in: bool = False) -> tuple[WaitingList, ...]:
    """The lists of the actor's schools that wait, the oldest first, or the last ones that went in; one statement."""
    query = _lists(actor)
    if is_handed_in:
        query = query.where(SchoolList.handed_in_at.is_not(None)).order_by(SchoolList.handed_in_at.desc()).limit(LATELY)
    else:
        waits = (SchoolList.prepared_at.is_not(None), SchoolList.handed_in_at.is_(None))
        query = query.where(*waits).order_by(SchoolList.prepared_at, SchoolList.id)
    return tuple(WaitingList(*row) for row in db.session.execute(query))


def one(list_id: int, actor: Actor) -> WaitingList:
    """One list of the actor's schools. Raises Refused `school_list.unknown` for another's and for none alike."""
    row = db.session.execute(_lists(actor).where(SchoolList.id == list_id)).one_or_none()
    if row is None:
        raise Refused("school_list.unknown")
    return WaitingList(*row)


def _lists(actor: Actor) -> Select[*tuple[Any, ...]]:
    units = {unit for grant in actor.grants if grant.role is Role.VICE_DEAN for unit in grant.unit_ids}
    return (
        select(
            *(SchoolList.id, SchoolList.call_id, SchoolList.unit_id, Call.title, Unit.name, Call.time_zone, User.name),
            *(SchoolList.prepared_at, SchoolList.handed_in_at, SchoolList.version),
        )
        .join(Call, Call.id == SchoolList.call_id)
        .join(Unit, Unit.id == SchoolList.unit_id)
        .outerjoin(User, User.id == SchoolList.prepared_by)
        .where(SchoolList.institution_id == actor.institution_id, SchoolList.unit_id.in_(sorted(units)))
    )
