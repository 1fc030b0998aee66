"""Allows one school more recommendations than its cap, or a call more places: with a reason, until it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Allowance, Call, SchoolList, Unit
from mobility.queries import definitions
from mobility.queries.held_places import held_count
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.people.permits import permit

LONGEST_REASON: Final = 500
MOST: Final = 10_000


def raise_cap(call_id: int, unit_id: int, count: int, reason: str, actor: Actor, *, seen: int | None = None) -> int:
    """Let one school recommend `count`, more than its cap, while its list is not handed in; return the act's id.

    `seen` is the cap that the coordinator looked at. Raises Refused `call.unknown`, `call.not_published`,
    `unit.unknown`, `allowance.no_cap`, `allowance.not_more`, `allowance.too_many`, `allowance.no_reason`,
    `allowance.long_reason`, `school_list.handed_in`, or `stale.allowance`.
    """
    permit(actor, Action.CALL_ALLOW)
    with transaction():
        call = _published(call_id, actor)
        school_list = _list_of(call, unit_id)
        if school_list.handed_in_at is not None:
            raise Refused("school_list.handed_in")
        before = _more(school_list.cap, count, seen)
        row = _keep(call, actor, "cap", reason, unit_id=unit_id, from_count=before, to_count=count)
        school_list.cap = count
        _record(actor, row, "cap_raised")
        return row.id


def raise_places(call_id: int, count: int, reason: str, actor: Actor, *, seen: int | None = None) -> int:
    """Let the call have `count` places, more than it has; return the act's id. Raises Refused as `raise_cap` does."""
    permit(actor, Action.CALL_ALLOW)
    with transaction():
        call = _published(call_id, actor)
        before = _more(call.place_count, count, seen)
        row = _keep(call, actor, "places", reason, from_count=before, to_count=count)
        call.place_count = count
        _record(actor, row, "places_raised")
        return row.id


def keep_reason(call: Call, actor: Actor, reason: str) -> int | None:
    """Keep why the call's deadline is moved, inside the caller's transaction; None where nothing is said."""
    return _keep(call, actor, "deadline", reason).id if reason.strip() else None


def take_back(allowance_id: int, call_id: int, actor: Actor) -> None:
    """Set the count back to what it was, unless it is used by now. Done already where it was done before.

    Raises Refused `call.unknown`, `allowance.unknown`, `allowance.not_last` where another raise came after it,
    `school_list.handed_in` once the school's list is in, or `allowance.used` where lists hold more places.
    """
    permit(actor, Action.CALL_ALLOW)
    with transaction():
        call = take(call_id, actor)
        query = select(Allowance).where(
            Allowance.id == allowance_id, Allowance.call_id == call_id, Allowance.kind != "deadline"
        )
        row = db.session.scalar(query.execution_options(populate_existing=True))
        if row is None:
            raise Refused("allowance.unknown")
        if row.taken_back_at is not None:
            return
        _set_back(call, row)
        row.taken_back_at, row.taken_back_by = now(), actor.user_id
        _record(actor, row, f"{row.kind}_taken_back")


def _set_back(call: Call, row: Allowance) -> None:
    if row.kind == "cap" and row.unit_id is not None:
        school_list = _list_of(call, row.unit_id)
        if school_list.handed_in_at is not None:
            raise Refused("school_list.handed_in")
        if school_list.cap != row.to_count:
            raise Refused("allowance.not_last")
        school_list.cap = row.from_count
        return
    if call.place_count != row.to_count:
        raise Refused("allowance.not_last")
    if (held := held_count(call.id)) > (row.from_count or 0):
        raise Refused("allowance.used", held=held)
    call.place_count = row.from_count


def _published(call_id: int, actor: Actor) -> Call:
    call = take(call_id, actor)
    if call.state != "published":
        raise Refused("call.not_published")
    return call


def _list_of(call: Call, unit_id: int) -> SchoolList:
    """The school's list, locked, made with the call's cap where the school has not begun it."""
    school = select(Unit.id).where(
        Unit.id == unit_id, Unit.institution_id == call.institution_id, Unit.kind == "school"
    )
    if db.session.scalar(school) is None or not definitions.workflow(call.workflow_id).keys_of(StageKind.LIST):
        raise Refused("unit.unknown")
    row = insert(SchoolList).values(
        institution_id=call.institution_id, call_id=call.id, unit_id=unit_id, cap=call.school_cap, version=1
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["call_id", "unit_id"]))
    query = select(SchoolList).where(SchoolList.call_id == call.id, SchoolList.unit_id == unit_id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def _more(now_allowed: int | None, count: int, seen: int | None) -> int:
    if now_allowed is None:
        raise Refused("allowance.no_cap")
    if seen not in (None, now_allowed):
        raise Refused("stale.allowance", count=now_allowed)
    if count <= now_allowed:
        raise Refused("allowance.not_more", count=now_allowed)
    if count > MOST:
        raise Refused("allowance.too_many", max=MOST)
    return now_allowed


def _keep(call: Call, actor: Actor, kind: str, reason: str, **columns: int | None) -> Allowance:
    words = reason.strip()
    if not words:
        raise Refused("allowance.no_reason")
    if len(words) > LONGEST_REASON:
        raise Refused("allowance.long_reason", max=LONGEST_REASON)
    given = {"institution_id": call.institution_id, "call_id": call.id, "made_by": actor.user_id, "made_at": now()}
    row = Allowance(**given, **columns, kind=kind, reason=words)
    db.session.add(row)
    db.session.flush()
    return row


def _record(actor: Actor, row: Allowance, outcome: str) -> None:
    said: Mapping[str, Param] = {
        "allowance": row.id,
        "unit_id": row.unit_id,
        "from": row.from_count,
        "to": row.to_count,
    }
    audit.record(
        actor,
        Action.CALL_ALLOW,
        outcome=outcome,
        object_kind="call",
        object_id=row.call_id,
        params={name: value for name, value in said.items() if value is not None},
    )
