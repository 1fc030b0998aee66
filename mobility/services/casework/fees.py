"""Fees as effects of a move: asked for with the confirmation, recorded when they come in, owed back in the end."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import case as sql_case
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from mobility.database import db
from mobility.models import Call, Fee
from mobility.services.casework import due
from mobility.services.casework.case import Case, Effect


def _ask_fee(case: Case) -> None:
    """Ask for the call's fee; whoever confirms again after an earlier fee was settled is asked anew."""
    query = select(Call.fee_minor, Call.fee_currency).where(Call.id == case.facts.call_id)
    amount, currency = db.session.execute(query).one()
    until = due.fee_ends(case)
    case.params |= {"fee_minor": amount, "fee_currency": currency, "fee_due_at": until.isoformat()}
    asked = {"amount_minor": amount, "currency": currency, "state": "due", "due_at": until, "paid_at": None}
    row = insert(Fee).values(
        institution_id=case.facts.institution_id, application_id=case.facts.application_id, **asked
    )
    db.session.execute(row.on_conflict_do_update(index_elements=["application_id"], set_=asked))


def _record_fee(case: Case) -> None:
    change = update(Fee).where(Fee.application_id == case.facts.application_id)
    db.session.execute(change.values(state="paid", paid_at=case.facts.now, recorded_by=case.actor.user_id))


def _refund_fee(case: Case) -> None:
    """What was paid is owed back, what was only due is not asked for any more."""
    change = update(Fee).where(Fee.application_id == case.facts.application_id, Fee.state.in_(("paid", "due")))
    db.session.execute(change.values(state=sql_case((Fee.state == "paid", "refund_due"), else_="waived")))


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {"ask_fee": _ask_fee, "record_fee": _record_fee, "refund_fee": _refund_fee}
)
"""What workflows may name of fees."""
