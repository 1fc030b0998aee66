"""Makes the next edition of a call: everything as it was, with dates, numbers and years moved, as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.calendar import editions
from mobility.core.calendar.zones import local_date, shift_to_instant, zone_of
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db, transaction
from mobility.models import Call, Definition, HostOption
from mobility.queries.calls import in_reach
from mobility.services.calls.reach import permit_making
from mobility.services.casework import audit
from mobility.services.programs.attach import attach_again
from mobility.services.programs.setup import keep_definition


@dataclass(frozen=True, slots=True)
class MovedHost:
    """A host option of the next edition."""

    partner_id: int
    term: str | None
    nominate_by: date | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Edition:
    """What the next edition will be, before it is made; `days` is how far everything moves."""

    key: str
    edition: int
    title: Text
    number_prefix: str
    opens_at: datetime
    deadline_at: datetime
    starts_on: date | None
    timetable: tuple[tuple[date, Text], ...]
    hosts: tuple[MovedHost, ...]
    days: int
    years: int


def rehearse(call_id: int, edition: int, deadline_at: datetime, actor: Actor) -> Edition:
    """The next edition as `make` would make it. Raises Refused `call.unknown`, `call.edition_there`."""
    permit_making(actor)
    call = _call(call_id, actor)
    days = (local_date(deadline_at, call.time_zone) - local_date(call.deadline_at, call.time_zone)).days
    years = editions.years_of(days)
    key = _key(call, edition, years)
    taken = select(Call.id).where(Call.institution_id == call.institution_id, Call.key == key)
    if edition == call.edition or db.session.scalar(taken) is not None:
        raise Refused("call.edition_there", edition=edition)
    return Edition(
        key=key,
        edition=edition,
        title=Text(
            en=editions.renamed(call.title.en, call.edition, edition, years),
            zh_Hans=editions.renamed(call.title.zh_Hans, call.edition, edition, years),
        ),
        number_prefix=_prefix(call, edition),
        opens_at=_moved(call.opens_at, days, call.time_zone),
        deadline_at=deadline_at,
        starts_on=editions.by_days(call.starts_on, days),
        timetable=tuple(
            (date.fromisoformat(str(step["on"])), Text.model_validate(step["name"]))
            for step in _timetable(call.timetable, days)
        ),
        hosts=tuple(
            MovedHost(
                option.partner_id,
                editions.term(option.term, years),
                editions.by_days(option.nominate_by, days),
                editions.by_days(option.starts_on, days),
                editions.by_days(option.ends_on, days),
            )
            for option in _options(call_id)
        ),
        days=days,
        years=years,
    )


def make(call_id: int, edition: int, deadline_at: datetime, actor: Actor) -> int:
    """Make the next edition as a draft and return its id. Raises Refused as `rehearse` does."""
    try:
        with transaction() as session:
            moved = rehearse(call_id, edition, deadline_at, actor)
            old = _call(call_id, actor)
            new = Call(**_columns(old, _LEFT_OUT), **_anew(old, moved))
            session.add(new)
            session.flush()
            for option, host in zip(_options(call_id), moved.hosts, strict=True):
                session.add(_next_option(option, host, new, moved.years))
            attach_again(call_id, new)
            audit.record(
                actor,
                Action.CALL_EDIT,
                outcome="next_edition",
                object_kind="call",
                object_id=new.id,
                params={"call_id": call_id, "edition": edition},
            )
            return new.id
    except IntegrityError as taken:
        raise Refused("call.edition_there", edition=edition) from taken


_LEFT_OUT = frozenset(
    {
        *("id", "version", "state", "created_at", "published_at", "last_number", "settings", "search_key", "sort_key"),
        *("key", "edition", "title", "number_prefix", "opens_at", "deadline_at", "starts_on", "timetable"),
        *("eligibility_id", "workflow_id", "questionnaire_id", "notice", "conditions"),
    }
)
"""What is not taken over as it is; `settings` holds what was done in that edition, such as an appointment."""


def _anew(old: Call, moved: Edition) -> dict[str, Any]:
    return {
        "key": moved.key,
        "edition": moved.edition,
        "title": moved.title,
        "number_prefix": moved.number_prefix,
        "opens_at": moved.opens_at,
        "deadline_at": moved.deadline_at,
        "starts_on": moved.starts_on,
        "timetable": _timetable(old.timetable, moved.days),
        "workflow_id": _newest(old.workflow_id),
        "questionnaire_id": _newest(old.questionnaire_id),
        "eligibility_id": _conditions(old.eligibility_id, moved.key, moved.years),
        "notice": _renumbered(old.notice, old.edition, moved.edition),
        "conditions": _renumbered(old.conditions, old.edition, moved.edition) if old.conditions else None,
    }


def _next_option(option: HostOption, host: MovedHost, call: Call, years: int) -> HostOption:
    left_out = frozenset({"id", "version", "taken_count", "state", "call_id", "eligibility_id", *MovedHost.__slots__})
    conditions = option.eligibility_id
    return HostOption(
        **_columns(option, left_out),
        call_id=call.id,
        eligibility_id=_conditions(conditions, f"{call.key}:{option.key}"[:64], years) if conditions else None,
        **{name: getattr(host, name) for name in MovedHost.__slots__},
    )


def _columns(row: Call | HostOption, left_out: frozenset[str]) -> dict[str, Any]:
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: getattr(row, name) for name in names if name not in left_out}


def _conditions(definition_id: int, key: str, years: int) -> int:
    """The conditions so many years later, published under the new edition's own key."""
    old = db.session.get_one(Definition, definition_id)
    return keep_definition(old.institution_id, "eligibility", key, editions.conditions(old.body, years))


def _newest(definition_id: int) -> int:
    """The newest version of what the last edition began with."""
    old = db.session.get_one(Definition, definition_id)
    query = select(Definition.id).where(
        Definition.institution_id == old.institution_id, Definition.kind == old.kind, Definition.key == old.key
    )
    return db.session.scalars(query.order_by(Definition.version.desc()).limit(1)).one()


def _call(call_id: int, actor: Actor) -> Call:
    found = db.session.scalar(select(Call).where(Call.id == call_id, in_reach(actor, Role.COORDINATOR)))
    if found is None:
        raise Refused("call.unknown")
    return found


def _options(call_id: int) -> list[HostOption]:
    query = select(HostOption).where(HostOption.call_id == call_id, HostOption.state == "open")
    return list(db.session.scalars(query.order_by(HostOption.position, HostOption.id)))


def _key(call: Call, edition: int, years: int) -> str:
    renamed = editions.renamed(call.key, call.edition, edition, years)
    return renamed if renamed != call.key else f"{call.key[:56]}-{edition}"


def _prefix(call: Call, edition: int) -> str:
    """Numbers of applications begin otherwise in each edition: the number may stand next to letters, as in SNS21."""
    begun = call.number_prefix.removesuffix(str(call.edition))
    return f"{begun}{edition}" if begun != call.number_prefix else f"{call.number_prefix[:17]}-{edition}"


def _moved(at: datetime, days: int, zone: str) -> datetime:
    local = at.astimezone(zone_of(zone))
    day = editions.by_days(local.date(), days)
    assert day is not None
    return shift_to_instant(day, local.time(), zone)


def _timetable(steps: list[dict[str, object]], days: int) -> list[dict[str, object]]:
    moved = ((editions.by_days(date.fromisoformat(str(step["on"])), days), step["name"]) for step in steps)
    return [{"on": day.isoformat(), "name": name} for day, name in moved if day]


def _renumbered(text: Text, old: int, new: int) -> Text:
    return Text(en=editions.renumbered(text.en, old, new), zh_Hans=editions.renumbered(text.zh_Hans, old, new))
