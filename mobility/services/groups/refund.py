"""Notes that what a student had paid was given back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import transaction
from mobility.models import Application, Fee
from mobility.queries import scope
from mobility.services.casework import audit
from mobility.services.people.permits import permit


def note_refunds(call_id: int, fee_ids: Sequence[int], actor: Actor) -> int:
    """Mark fees of the call that are owed back as given back, all or none, and return how many.

    Raises Refused `selection.no_files`, `fee.unknown`, or `fee.not_owed` for one that is not owed back.
    """
    permit(actor, Action.OUTCOME_RECORD)
    if not fee_ids:
        raise Refused("selection.no_files")
    with transaction() as session:
        query = (
            select(Fee)
            .join(Application, Application.id == Fee.application_id)
            .where(Fee.id.in_(fee_ids), Application.call_id == call_id, scope.visible(actor, Role.COORDINATOR))
            .order_by(Fee.id)
            .with_for_update(of=Fee)
        )
        fees = session.scalars(query).all()
        if len(fees) != len(set(fee_ids)):
            raise Refused("fee.unknown")
        if any(fee.state != "refund_due" for fee in fees):
            raise Refused("fee.not_owed")
        for fee in fees:
            fee.state = "refunded"
            audit.record(
                actor,
                Action.OUTCOME_RECORD,
                outcome="fee_refunded",
                object_kind="fee",
                object_id=fee.id,
                application_id=fee.application_id,
                params={"call_id": call_id},
            )
        return len(fees)
