"""The catalogue itself: one page of calls by keyset, and what its filters offer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, asc, desc, func, select, tuple_

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, HostOption, Partner, Program
from mobility.queries.catalog import cards
from mobility.queries.catalog.cards import CallCard, public
from mobility.queries.catalog.hosts import has_options
from mobility.queries.catalog.wanted import Wanted, matches, order, term

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Catalog:
    """One page. `before` and `after` are the calls from which the pages to either side go on; None at an end.

    `is_similar`: nothing holds the words themselves, these are only written much like them.
    """

    cards: tuple[CallCard, ...]
    before: int | None
    after: int | None
    is_similar: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters offer: what occurs among the calls that can be seen. Countries by code, in no order."""

    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    terms: tuple[str, ...]


def catalog(
    actor: Actor,
    now: datetime,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
    *,
    after: int | None = None,
    before: int | None = None,
    among: Collection[int] | None = None,
) -> Catalog:
    """One page of the calls that match, in one statement, or in two where nothing holds the words looked for.

    `after` or `before` is the call next to which the page begins or ends; `among` narrows to calls with these ids.
    """
    exact = _page(actor, now, wanted, after, before, among, is_similar=False)
    if exact.cards or not wanted.words or after or before:
        return exact
    return _page(actor, now, wanted, None, None, among, is_similar=True)


def count(
    actor: Actor, now: datetime, wanted: Wanted, *, is_similar: bool = False, among: Collection[int] | None = None
) -> int:
    """How many calls match altogether."""
    query = select(func.count()).select_from(Call).join(Program, Program.id == Call.program_id)
    query = query.where(*_conditions(actor, now, wanted, among, is_similar=is_similar))
    return db.session.scalar(query) or 0


def facets(actor: Actor) -> Facets:
    """What the filters offer, in one statement."""
    row = db.session.execute(_facets(actor.institution_id)).one()
    return Facets(*(tuple(sorted(values)) for values in row))


@lru_cache(maxsize=64)
def _facets(institution_id: int) -> Select[Any]:
    """The same statement each time, so it is built once for each institution."""
    ours = public(Actor.anonymous(institution_id))
    options = select(HostOption).join(Call, Call.id == HostOption.call_id).where(ours, HostOption.state == "open")
    kinds = select(Program.kind).join(Call, Call.program_id == Program.id).where(ours).distinct()
    countries = select(Partner.country).where(Partner.institution_id == institution_id).distinct()
    languages = options.with_only_columns(func.unnest(HostOption.languages)).distinct()
    own_terms = options.with_only_columns(HostOption.term).where(HostOption.term.is_not(None))
    dated = select(term()).where(ours, Call.starts_on.is_not(None), ~has_options())
    found = [kinds, countries, languages, own_terms.union(dated)]
    return select(*(func.array(one.scalar_subquery()) for one in found))


def _conditions(
    actor: Actor, now: datetime, wanted: Wanted, among: Collection[int] | None, *, is_similar: bool
) -> list[ColumnElement[bool]]:
    found = matches(wanted, actor, now, is_similar=is_similar)
    if among is not None:
        found.append(Call.id.in_(sorted(among)))
    return found


def _page(
    actor: Actor,
    now: datetime,
    wanted: Wanted,
    after: int | None,
    before: int | None,
    among: Collection[int] | None,
    *,
    is_similar: bool,
) -> Catalog:
    columns, is_falling = order(wanted, now)
    is_backward = before is not None
    query = cards.cards(now).where(*_conditions(actor, now, wanted, among, is_similar=is_similar))
    if (place := before if is_backward else after) is not None:
        query = query.where(_beyond(columns, place, actor, is_up=is_falling is is_backward))
    direction = asc if is_falling is is_backward else desc
    query = query.order_by(*(direction(column) for column in columns)).limit(PAGE_SIZE + 1)
    rows = cards.read(query)
    shown, is_more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    if is_backward:
        shown = shown[::-1]
    return Catalog(
        cards=shown,
        before=shown[0].id if shown and (is_more if is_backward else after is not None) else None,
        after=shown[-1].id if shown and (is_backward or is_more) else None,
        is_similar=is_similar and bool(shown),
    )


def _beyond(columns: tuple[Any, ...], call_id: int, actor: Actor, *, is_up: bool) -> ColumnElement[bool]:
    """What comes after that call in the direction of the order; nothing where there is no such call."""
    here: Select[Any] = select(*columns).where(Call.id == call_id, public(actor))
    row, place = tuple_(*columns), here.correlate(None).scalar_subquery()
    return row > place if is_up else row < place
