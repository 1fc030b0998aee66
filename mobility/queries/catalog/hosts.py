"""Which hosts a call leads to: those of its own host options, or those of its program where it has none.

What is always the same part of a statement is built once, since building it takes longer than sending it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, cast, exists, func, select, type_coerce, union_all
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from mobility.models import Call, HostOption, Partner, ProgramPartner


def has_options() -> ColumnElement[bool]:
    """The call names its hosts itself."""
    return exists().where(HostOption.call_id == Call.id, HostOption.state == "open")


def leads_to() -> Subquery:
    """Pairs of call and partner with the order in which hosts are shown; a partner may come more than once."""
    own = select(HostOption.call_id, HostOption.partner_id, HostOption.position).where(HostOption.state == "open")
    of_program = (
        select(Call.id, ProgramPartner.partner_id, ProgramPartner.position)
        .join(ProgramPartner, ProgramPartner.program_id == Call.program_id)
        .where(~has_options())
    )
    return union_all(own, of_program).subquery("leads_to")


def calls_with_partner(*conditions: ColumnElement[bool]) -> Any:
    """The ids of the calls that lead to a partner of which all this is true."""
    of_options = select(HostOption.call_id).join(Partner, Partner.id == HostOption.partner_id)
    of_programs = (
        select(Call.id)
        .join(ProgramPartner, ProgramPartner.program_id == Call.program_id)
        .join(Partner, Partner.id == ProgramPartner.partner_id)
    )
    return union_all(
        of_options.where(HostOption.state == "open", *conditions),
        of_programs.where(~has_options(), *conditions),
    )


@cache
def hosts_of_call(limit: int) -> Any:
    """The hosts of the call of the outer query as JSON: how many there are, where, and the first `limit` of them."""
    pairs = leads_to()
    ranked = (
        select(pairs.c.partner_id, func.min(pairs.c.position).label("position"))
        .where(pairs.c.call_id == Call.id)
        .group_by(pairs.c.partner_id)
        .correlate(Call)
        .subquery("ranked")
    )
    one = func.jsonb_build_object(
        *("key", Partner.key, "name", type_coerce(Partner.name, JSONB), "country", Partner.country)
    )
    in_order = func.array_agg(aggregate_order_by(one, ranked.c.position, Partner.sort_key, Partner.id))
    return (
        select(
            func.jsonb_build_object(
                *("count", func.count()),
                *("countries", func.array_agg(Partner.country.distinct())),
                *("first", func.trim_array(in_order, cast(func.greatest(func.count() - limit, 0), Integer))),
            )
        )
        .select_from(ranked)
        .join(Partner, Partner.id == ranked.c.partner_id)
        .having(func.count() > 0)
        .scalar_subquery()
    )


@cache
def places_of_options() -> Any:
    """The places of all options of the call of the outer query; NULL where one of them is still to be announced."""
    total = func.sum(HostOption.place_count)
    known = func.count() == func.count(HostOption.place_count)
    return (
        select(total)
        .where(HostOption.call_id == Call.id, HostOption.state == "open")
        .having(known)
        .correlate(Call)
        .scalar_subquery()
    )
