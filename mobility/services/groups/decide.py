"""Go or no-go: one decision for the whole group, with one letter to everybody it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow import StageKind
from mobility.database import db, transaction
from mobility.models import Application, Call
from mobility.queries import scope, stages
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit


def go(call_id: int, actor: Actor, *, is_below_minimum_accepted: bool = False) -> int:
    """The program takes place: everybody whose place is secured goes on; returns how many.

    Who secures a place later follows by another go. Raises Refused `call.unknown`, `group.nobody`, or
    `group.below_minimum` unless that is accepted.
    """
    permit(actor, Action.GROUP_DECIDE)
    with transaction():
        call = take(call_id, actor)
        members = _ids(call, actor, stages.of_kind(StageKind.GROUP))
        if not members:
            raise Refused("group.nobody")
        gone = _ids(call, actor, stages.where(_is_past_group))
        total = len(members) + len(gone)
        if call.group_minimum is not None and total < call.group_minimum and not is_below_minimum_accepted:
            raise Refused("group.below_minimum", minimum=call.group_minimum, count=total)
        return _decide(call, members, "go", actor)


def no_go(call_id: int, actor: Actor) -> int:
    """The program does not take place: every live file ends, what was paid is owed back; returns how many ended.

    Raises Refused `call.unknown`, or `call.cancelled` where that is decided already.
    """
    permit(actor, Action.GROUP_DECIDE)
    with transaction():
        call = take(call_id, actor)
        if call.state == "cancelled":
            raise Refused("call.cancelled")
        call.state = "cancelled"
        return _decide(call, _ids(call, actor, ~stages.of_kind(StageKind.END)), "no_go", actor)


def _decide(call: Call, ids: Sequence[int], outcome: str, actor: Actor) -> int:
    count = each(ids, lambda one: advance(one, Action.GROUP_DECIDE, actor, outcome=outcome))
    audit.record(
        actor,
        Action.GROUP_DECIDE,
        outcome=outcome,
        object_kind="call",
        object_id=call.id,
        params={"call_id": call.id, "count": count},
    )
    return count


def _is_past_group(workflow: Any, stage: Any) -> bool:
    """Beyond the decision: what a "no go" would still end, and neither the group nor anything before it."""
    order = [one.key for one in workflow.stages]
    groups = workflow.keys_of(StageKind.GROUP)
    return bool(groups) and not stage.is_end and order.index(stage.key) > order.index(groups[0])


def _ids(call: Call, actor: Actor, condition: ColumnElement[bool]) -> list[int]:
    query = select(Application.id).where(
        Application.call_id == call.id, scope.visible(actor, Role.COORDINATOR), condition
    )
    return list(db.session.scalars(query.order_by(Application.id)))
