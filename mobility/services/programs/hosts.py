"""Adds what a call offers at its hosts: options with places, dates and conditions of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mobility.core import eligibility
from mobility.core.terms import Refused, Text
from mobility.database import db, transaction
from mobility.models import Call, HostOption, Partner, ProgramPartner
from mobility.services.programs.setup import publish_definition


@dataclass(frozen=True, slots=True)
class NewOption:
    """One host option: host × term × length × level or field. `place_count` None: to be announced.

    `key` is unique within the call; `partner` is the partner's key; `field` the beginning of an ISCED-F code.
    """

    key: str
    partner: str
    term: str | None = None
    length_months: int | None = None
    level: int | None = None
    field: str | None = None
    place_count: int | None = None
    languages: tuple[str, ...] = ()
    nominate_by: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: Text | None = None
    rules: eligibility.Rules | None = None


def add_options(call_id: int, options: Sequence[NewOption]) -> dict[str, int]:
    """Add host options to a call, in the order given, and return their ids by key.

    Raises Refused `call.unknown`, or `partner.unknown` for a host that the institution does not have.
    """
    with transaction() as session:
        call = session.get(Call, call_id)
        if call is None:
            raise Refused("call.unknown")
        known = select(Partner.key, Partner.id).where(Partner.institution_id == call.institution_id)
        partners = {row.key: row.id for row in session.execute(known)}
        if unknown := [new.partner for new in options if new.partner not in partners]:
            raise Refused("partner.unknown", partner=unknown[0])
        institution_id, call_key = call.institution_id, call.key
    rules = {
        new.key: publish_definition(
            institution_id, "eligibility", f"{call_key}:{new.key}"[:64], eligibility.dump(new.rules)
        )
        for new in options
        if new.rules is not None
    }
    with transaction() as session:
        rows = [
            _row(institution_id, call_id, partners[new.partner], position, new, rules.get(new.key))
            for position, new in enumerate(options, 1)
        ]
        session.add_all(rows)
        session.flush()
        return {row.key: row.id for row in rows}


def show_hosts(program_id: int, partner_ids: Sequence[int]) -> None:
    """Put hosts that are new to a program on its page, after those that are there; in the caller's transaction."""
    shown = set(db.session.scalars(select(ProgramPartner.partner_id).where(ProgramPartner.program_id == program_id)))
    new = [partner_id for partner_id in dict.fromkeys(partner_ids) if partner_id not in shown]
    db.session.add_all(
        ProgramPartner(program_id=program_id, partner_id=partner_id, position=position)
        for position, partner_id in enumerate(new, len(shown) + 1)
    )


def _row(
    institution_id: int, call_id: int, partner_id: int, position: int, new: NewOption, eligibility_id: int | None
) -> HostOption:
    return HostOption(
        institution_id=institution_id,
        call_id=call_id,
        partner_id=partner_id,
        key=new.key,
        position=position,
        term=new.term,
        length_months=new.length_months,
        level=new.level,
        field=new.field,
        place_count=new.place_count,
        languages=list(new.languages),
        nominate_by=new.nominate_by,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        note=new.note,
        eligibility_id=eligibility_id,
    )
