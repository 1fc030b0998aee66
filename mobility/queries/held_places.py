"""Counts the places of a call that earlier lists have given away, so that the next list gives only what is left."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from mobility.database import db
from mobility.models import Application, Decision
from mobility.queries import stages


def held_count(call_id: int) -> int:
    """How many hold a place of the call by a list, or are proposed or approved for one; in one statement.

    Whoever dropped out holds none; an alternate does from moving up. Exact for who has locked the call: a list is
    proposed under that lock, and who moves up comes in place of somebody in the same transaction.
    """
    query = (
        select(func.count())
        .select_from(Application)
        .join(Decision, and_(Decision.application_id == Application.id, Decision.voided_at.is_(None)))
        .where(Application.call_id == call_id, stages.holding_place(), ~stages.proposable())
    )
    return db.session.scalar(query) or 0
