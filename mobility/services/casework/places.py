"""Places and offers as effects of a move: a place is held from the proposal on, and an offer says until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select, update

from mobility.core.terms import Refused
from mobility.database import db
from mobility.models import HostOption, Offer, Placement
from mobility.services.casework import due
from mobility.services.casework.case import Case, Effect, whole


def _take_place(case: Case) -> None:
    """Hold a place at the host option named, if one is named; under the option's lock, and its constraint behind it.

    Raises Refused `host.unknown` for an option of another call, `host.withdrawn`, or `host.full`.
    """
    if case.params.get("host_option_id") is None:
        return
    option = _locked(case, whole(case.params["host_option_id"]))
    if option.state != "open":
        raise Refused("host.withdrawn", host=option.key)
    if option.taken_count >= (option.place_count or 0):
        raise Refused("host.full", host=option.key, places=option.place_count or 0)
    db.session.add(
        Placement(
            institution_id=case.facts.institution_id,
            application_id=case.facts.application_id,
            host_option_id=option.id,
            taken_at=case.facts.now,
        )
    )
    db.session.flush()


def _locked(case: Case, option_id: int) -> HostOption:
    """FOR NO KEY UPDATE: a decision that names the host holds its key already, and two of those must not deadlock."""
    query = select(HostOption).where(HostOption.id == option_id, HostOption.call_id == case.facts.call_id)
    option = db.session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if option is None:
        raise Refused("host.unknown")
    return option


def _free_place(case: Case) -> None:
    change = update(Placement).where(
        Placement.application_id == case.facts.application_id, Placement.freed_at.is_(None)
    )
    db.session.execute(change.values(freed_at=case.facts.now))


def _open_offer(case: Case) -> None:
    """Offer the place held, or the host named, until the instant named or else the one that the calendar gives."""
    option = _held(case)
    partner_id = option.partner_id if option is not None else whole(case.params["host_partner_id"])
    if case.params.get("confirm_by") in (None, ""):
        case.params["confirm_by"] = due.offer_ends(case, option.nominate_by if option else None).isoformat()
    offer = Offer(
        institution_id=case.facts.institution_id,
        application_id=case.facts.application_id,
        partner_id=partner_id,
        host_option_id=option.id if option is not None else None,
        opened_at=case.facts.now,
        confirm_by=datetime.fromisoformat(str(case.params["confirm_by"])),
    )
    db.session.add(offer)
    db.session.flush()
    case.params["offer_id"] = offer.id
    case.params["host_partner_id"] = partner_id


def _held(case: Case) -> HostOption | None:
    query = (
        select(HostOption)
        .join(Placement, Placement.host_option_id == HostOption.id)
        .where(Placement.application_id == case.facts.application_id, Placement.freed_at.is_(None))
    )
    return db.session.scalar(query)


def _end_offer(state: str) -> Effect:
    def effect(case: Case) -> None:
        change = (
            update(Offer)
            .where(Offer.application_id == case.facts.application_id, Offer.state.in_(("open", "confirmed")))
            .values(state=state, answered_at=case.facts.now)
        )
        db.session.execute(change)

    return effect


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "take_place": _take_place,
        "free_place": _free_place,
        "open_offer": _open_offer,
        "confirm_offer": _end_offer("confirmed"),
        "close_offer": _end_offer("declined"),
        "lapse_offer": _end_offer("lapsed"),
    }
)
"""What workflows may name of places and offers."""
