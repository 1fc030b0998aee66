"""Closes a call's waiting list, with a letter to everybody who is still on it."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.core.workflow import StageKind
from mobility.database import transaction
from mobility.models import Application
from mobility.queries import scope, stages
from mobility.services.calls.reach import take
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit


def close(call_id: int, actor: Actor) -> int:
    """End every application that waits on a list of the call, all or none, and return how many there were.

    Raises Refused `call.unknown`.
    """
    permit(actor, Action.WAITLIST_CLOSE)
    with transaction() as session:
        take(call_id, actor)
        waiting = (
            select(Application.id)
            .where(
                Application.call_id == call_id,
                stages.of_kind(StageKind.WAITING),
                scope.visible(actor, Role.COORDINATOR),
            )
            .order_by(Application.id)
        )
        return each(session.scalars(waiting), lambda one: advance(one, Action.WAITLIST_CLOSE, actor))
