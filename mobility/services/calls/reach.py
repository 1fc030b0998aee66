"""Takes hold of a call for an act that is about all of it."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Call
from mobility.queries.calls import in_reach
from mobility.services.people.permits import permit


def take(call_id: int, actor: Actor) -> Call:
    """Lock a call that the actor coordinates, inside the caller's transaction.

    Raises Refused `call.unknown` for a call out of reach and for none alike.
    """
    query = select(Call).where(Call.id == call_id, in_reach(actor, Role.COORDINATOR))
    call = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if call is None:
        raise Refused("call.unknown")
    return call


def permit_making(actor: Actor) -> None:
    """Let pass who coordinates the whole institution, and the program itself: a new call is nobody's alone.

    Raises Refused `access.role`, or `access.not_yours` for who coordinates single calls or schools.
    """
    permit(actor, Action.CALL_EDIT)
    whole = [one for one in actor.grants if one.role is Role.COORDINATOR and not one.unit_ids and one.call_id is None]
    if not whole and not actor.has_role(Role.SYSTEM):
        raise Refused("access.not_yours")
