"""Reads what an office tells a whole class about a call: its dates, and nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Call, Offer
from mobility.queries import calls
from mobility.queries.catalog import CallPage, call_page


@dataclass(frozen=True, slots=True)
class Announcement:
    """The public page of a call and, besides its own dates, until when offers that are open have to be confirmed."""

    page: CallPage
    confirm_by: tuple[datetime, ...]


def announcement(call_id: int, actor: Actor, at: datetime) -> Announcement:
    """What can be told of a call. Raises Refused `call.unknown` outside the actor's reach and for drafts."""
    found = calls.call(call_id, actor)
    query = (
        select(Offer.confirm_by)
        .join(Application, Application.id == Offer.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Call.id == found.id, Offer.state == "open", Offer.confirm_by > at)
    )
    dates = db.session.scalars(query.distinct().order_by(Offer.confirm_by)).all()
    return Announcement(call_page(actor, found.key, at), tuple(dates))
