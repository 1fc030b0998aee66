"""Takes hold of a call for an act that is about all of it."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Call
from mobility.queries.calls import in_reach


def take(call_id: int, actor: Actor) -> Call:
    """Lock a call that the actor coordinates, inside the caller's transaction.

    Raises Refused `call.unknown` for a call out of reach and for none alike.
    """
    query = select(Call).where(Call.id == call_id, in_reach(actor, Role.COORDINATOR))
    call = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if call is None:
        raise Refused("call.unknown")
    return call
