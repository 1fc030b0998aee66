"""The partners of an institution: how many there are in which country or region, and one page of them by keyset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, asc, desc, func, select, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.i18n import current_locale
from mobility.models import Call, Partner
from mobility.queries.catalog.cards import public, status_at
from mobility.queries.catalog.hosts import leads_to
from mobility.spelling import fold

PARTNERS_ON_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner with how many calls that are open now lead there."""

    id: int
    key: str
    name: Text
    country: str
    city: Text | None
    open_count: int


@dataclass(frozen=True, slots=True)
class PartnerList:
    """One page in the order of the names in the current language; `before` and `after` as in the catalogue."""

    lines: tuple[PartnerLine, ...]
    before: int | None
    after: int | None


def partner_counts(actor: Actor) -> Mapping[str, int]:
    """How many partners there are by country or region, in one statement."""
    query = select(Partner.country, func.count().label("partners")).where(
        Partner.institution_id == actor.institution_id
    )
    return {row.country: row.partners for row in db.session.execute(query.group_by(Partner.country))}


def partners(
    actor: Actor,
    now: datetime,
    *,
    text: str = "",
    country: str = "",
    after: int | None = None,
    before: int | None = None,
) -> PartnerList:
    """One page of the partners that match, in one statement; every word of `text` has to be found."""
    is_backward = before is not None
    name, direction = _name(), desc if is_backward else asc
    calls = _open_calls(actor, now)
    open_count = func.coalesce(calls.c["count"], 0).label("open_count")
    query = (
        select(Partner.id, Partner.key, Partner.name, Partner.country, Partner.city, open_count)
        .outerjoin(calls, calls.c.partner_id == Partner.id)
        .where(*_conditions(actor, text, country))
        .order_by(direction(name), direction(Partner.id))
        .limit(PARTNERS_ON_PAGE + 1)
    )
    if (place := before if is_backward else after) is not None:
        here = select(name, Partner.id).where(Partner.id == place, Partner.institution_id == actor.institution_id)
        edge, row = here.correlate(None).scalar_subquery(), tuple_(name, Partner.id)
        query = query.where(row < edge if is_backward else row > edge)
    rows = [PartnerLine(**row._asdict()) for row in db.session.execute(query)]
    shown, is_more = rows[:PARTNERS_ON_PAGE], len(rows) > PARTNERS_ON_PAGE
    shown = shown[::-1] if is_backward else shown
    return PartnerList(
        lines=tuple(shown),
        before=shown[0].id if shown and (is_more if is_backward else after is not None) else None,
        after=shown[-1].id if shown and (is_backward or is_more) else None,
    )


def _name() -> Any:
    if current_locale() == "zh_Hans":
        return Partner.sort_key
    return func.lower(type_coerce(Partner.name, JSONB)["en"].astext)


def _conditions(actor: Actor, text: str, country: str) -> list[ColumnElement[bool]]:
    found = [Partner.institution_id == actor.institution_id]
    found += [Partner.search_key.contains(word, autoescape=True) for word in map(fold, text.split()) if word]
    return [*found, Partner.country == country.upper()] if country else found


def _open_calls(actor: Actor, now: datetime) -> Any:
    """How many calls are open now by partner, counted once: a count in each line would read all calls again."""
    pairs = leads_to()
    query = select(pairs.c.partner_id, func.count(pairs.c.call_id.distinct()).label("count"))
    query = query.join(Call, Call.id == pairs.c.call_id).where(public(actor), status_at(now) == "open")
    return query.group_by(pairs.c.partner_id).subquery()
