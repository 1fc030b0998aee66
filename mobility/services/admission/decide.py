"""Decides a rolling admission for one file or many, all or none: a place, the waiting list, or an end with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Reason, Refused, Role
from mobility.database import db, transaction
from mobility.models import Application
from mobility.queries import scope
from mobility.services.calls.reach import take
from mobility.services.casework import remarks
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit

OUTCOMES: Final = ("placed", "waiting", "not_selected", "not_qualified")


@dataclass(frozen=True, slots=True)
class Admission:
    """What is decided of one file; `host_option_id` belongs to a place, `remark` is read by the student."""

    outcome: str
    host_option_id: int | None = None
    remark: str = ""


def admit(
    call_id: int,
    decisions: Mapping[int, Admission],
    actor: Actor,
    *,
    order: Sequence[int] = (),
    versions: Mapping[int, int] | None = None,
) -> int:
    """Decide files by application id, in one transaction, and return how many; each student gets one letter.

    Positions on the waiting list follow `order`, ids as they were shown. Raises Refused `call.unknown`,
    `selection.no_files`, `application.unknown`, `admission.unknown_outcome`, `selection.no_host`, `params.missing`
    (a reason), `host.full`, or what else the door says of each file, with its `application_id`.
    """
    permit(actor, Action.ADMISSION_DECIDE)
    if not decisions:
        raise Refused("selection.no_files")
    with transaction():
        take(call_id, actor)
        _refuse_foreign(call_id, decisions, actor)
        _refuse_flaws(decisions)
        positions = _positions(call_id, decisions, order)
        seen = versions or {}
        return each(decisions, lambda one: _decide(one, decisions[one], positions.get(one), actor, seen.get(one)))


def _refuse_foreign(call_id: int, decisions: Mapping[int, Admission], actor: Actor) -> None:
    mine = select(func.count()).where(
        Application.id.in_(decisions), Application.call_id == call_id, scope.visible(actor, Role.COORDINATOR)
    )
    if db.session.scalar(mine) != len(decisions):
        raise Refused("application.unknown")


def _refuse_flaws(decisions: Mapping[int, Admission]) -> None:
    reasons = [flaw for application_id, one in sorted(decisions.items()) for flaw in _flaws(application_id, one)]
    if reasons:
        first, *more = reasons
        raise Refused(first.code, *more, **first.params)


def _flaws(application_id: int, one: Admission) -> Iterator[Reason]:
    about: dict[str, Param] = {"application_id": application_id}
    if one.outcome not in OUTCOMES:
        yield Reason("admission.unknown_outcome", about)
    if one.outcome == "placed" and one.host_option_id is None:
        yield Reason("selection.no_host", about)
    if one.outcome == "not_qualified" and not one.remark.strip():
        yield Reason("params.missing", {"name": "remark", **about})


def _positions(call_id: int, decisions: Mapping[int, Admission], order: Sequence[int]) -> dict[int, int]:
    """Places on the waiting list, behind those who wait already, in the order shown; the call is locked."""
    waiting = [one for one, decision in decisions.items() if decision.outcome == "waiting"]
    shown = {application_id: place for place, application_id in enumerate(order)}
    waiting.sort(key=lambda one: (shown.get(one, len(shown)), one))
    last = select(func.max(Application.waiting_position)).where(Application.call_id == call_id)
    first = (db.session.scalar(last) or 0) + 1
    return {one: first + place for place, one in enumerate(waiting)}


def _decide(application_id: int, one: Admission, position: int | None, actor: Actor, version: int | None) -> None:
    params: dict[str, Param] = {}
    if one.host_option_id is not None and one.outcome == "placed":
        params["host_option_id"] = one.host_option_id
    if position is not None:
        params["position"] = position
    if one.remark.strip():
        application = remarks.locked(application_id, actor)
        params["remark"] = remarks.write(application, actor, one.remark, is_shown_to_student=True)
    advance(
        application_id,
        Action.ADMISSION_DECIDE,
        actor,
        outcome=one.outcome,
        params=params,
        expected_version=version,
    )
