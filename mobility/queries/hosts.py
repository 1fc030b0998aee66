"""Reads what a call offers at its hosts, what a student wished for, and how the student stands to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from mobility.core.calendar.clash import HomeTerm, clashes
from mobility.core.eligibility import Asked, Rules, Step, Verdict, asked
from mobility.core.terms import Actor, Reason, Text
from mobility.core.workflow import StageKind
from mobility.database import db
from mobility.models import Application, Choice, HostOption, Institution, Partner
from mobility.queries import definitions, stages
from mobility.queries.home_terms import SETTING, terms_in
from mobility.queries.standing import advised, asks_past
from mobility.queries.students import StudentRecord, past_of

NO_RULES = Rules()
"""What a host asks that asks nothing besides the call's own conditions."""


@dataclass(frozen=True, slots=True)
class Option:
    """A host option of a call. `place_count` None: to be announced; `country` is an ISO 3166 code."""

    id: int
    key: str
    call_id: int
    partner_id: int
    partner_key: str
    name: Text
    country: str
    city: Text | None
    term: str | None
    length_months: int | None
    level: int | None
    field: str | None
    place_count: int | None
    taken_count: int
    languages: tuple[str, ...]
    nominate_by: date | None
    starts_on: date | None
    ends_on: date | None
    note: Text | None
    eligibility_id: int | None
    state: str
    home_terms: tuple[HomeTerm, ...] = ()

    @property
    def clashes(self) -> tuple[Reason, ...]:
        """Where the stay cuts into a term at home: a warning."""
        return clashes(self.home_terms, self.starts_on, self.ends_on)

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def free_count(self) -> int:
        return max(0, (self.place_count or 0) - self.taken_count)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one student stands to one host option, and what would meet each condition that is not met."""

    option: Option
    verdict: Verdict
    advice: tuple[Step, ...] = ()


def options(call_id: int, actor: Actor) -> tuple[Option, ...]:
    """Every host option of a call of the actor's institution, in the order of the call; in one statement."""
    query = _query().where(HostOption.call_id == call_id, HostOption.institution_id == actor.institution_id)
    return tuple(_option(row) for row in db.session.execute(query.order_by(HostOption.position, HostOption.id)))


def wishes(application_id: int) -> tuple[Option, ...]:
    """The host options that one application ranks, the first wish first; in one statement."""
    query = _query().join(Choice, Choice.host_option_id == HostOption.id)
    query = query.where(Choice.application_id == application_id).order_by(Choice.rank)
    return tuple(_option(row) for row in db.session.execute(query))


@dataclass(frozen=True, slots=True)
class Demand:
    """How much one option is wanted: first and all wishes of live files, places held, and who would be told of its end.

    `told_count` are those who wish for it, hold no place there and have not been decided on yet.
    """

    option: Option
    first_count: int
    wish_count: int
    placed_count: int
    told_count: int


def still_wishing() -> ColumnElement[bool]:
    """Applications for which wishes still matter: being written, at a desk, in the selection or waiting for a place."""
    kinds = (StageKind.DRAFT, StageKind.RETURNED, StageKind.DESK, StageKind.LIST, StageKind.ASSESSMENT)
    return stages.of_kind(*kinds, StageKind.WAITING)


def demand(call_id: int, actor: Actor) -> tuple[Demand, ...]:
    """Every option of a call of the actor's institution with its demand, in two statements."""
    live, wishing = ~stages.of_kind(StageKind.END), still_wishing()
    wishes = (
        select(
            Choice.host_option_id,
            func.count().filter(Choice.rank == 1, live).label("first"),
            func.count().filter(live).label("wished"),
            func.count().filter(wishing).label("told"),
        )
        .join(Application, Application.id == Choice.application_id)
        .where(Application.call_id == call_id)
        .group_by(Choice.host_option_id)
        .subquery()
    )
    query = _query().add_columns(wishes.c.first, wishes.c.wished, wishes.c.told)
    query = query.outerjoin(wishes, wishes.c.host_option_id == HostOption.id)
    query = query.where(HostOption.call_id == call_id, HostOption.institution_id == actor.institution_id)
    rows = db.session.execute(query.order_by(HostOption.position, HostOption.id)).all()
    return tuple(Demand(_option(row), row.first or 0, row.wished or 0, row.taken_count, row.told or 0) for row in rows)


def standings(offered: Sequence[Option], record: StudentRecord, today: date) -> tuple[Standing, ...]:
    """Judge every host's own rules for one student, in two statements at most; the same rules are judged once."""
    known = definitions.rules_of(_rule_ids(offered))
    past = past_of(record.id) if any(asks_past(rules) for rules in known.values()) else ()
    found: dict[tuple[int | None, int], tuple[Verdict, tuple[Step, ...]]] = {}
    for one in offered:
        if (key := (one.eligibility_id, one.call_id)) not in found:
            rules = known[one.eligibility_id] if one.eligibility_id is not None else NO_RULES
            found[key] = advised(rules, record, one.call_id, today, past)
    return tuple(Standing(one, *found[one.eligibility_id, one.call_id]) for one in offered)


def conditions(offered: Sequence[Option]) -> tuple[tuple[Asked, ...], ...]:
    """What each host asks by its own rules, for whoever is not judged; in one statement."""
    known = definitions.rules_of(_rule_ids(offered))
    told = {rules_id: asked(rules) for rules_id, rules in known.items()}
    return tuple(told[one.eligibility_id] if one.eligibility_id is not None else () for one in offered)


def _rule_ids(offered: Iterable[Option]) -> set[int]:
    return {one.eligibility_id for one in offered if one.eligibility_id is not None}


def _query() -> Select[*tuple[Any, ...]]:
    return select(
        *(HostOption.id, HostOption.key, HostOption.call_id, HostOption.partner_id, Partner.key.label("partner_key")),
        *(Partner.name, Partner.country, Partner.city, HostOption.term, HostOption.length_months, HostOption.level),
        *(HostOption.field, HostOption.place_count, HostOption.taken_count, HostOption.languages),
        *(HostOption.nominate_by, HostOption.starts_on, HostOption.ends_on, HostOption.note),
        *(HostOption.eligibility_id, HostOption.state, _home_terms().label("home_terms")),
    ).join(Partner, Partner.id == HostOption.partner_id)


def _home_terms() -> Any:
    """As text: it is the same for every option, and read once."""
    own = select(Institution.settings[SETTING].astext).where(Institution.id == HostOption.institution_id)
    return own.correlate(HostOption).scalar_subquery()


def _option(row: Any) -> Option:
    given = {field.name: getattr(row, field.name) for field in fields(Option)}
    return Option(**{**given, "languages": tuple(row.languages), "home_terms": terms_in(row.home_terms)})
