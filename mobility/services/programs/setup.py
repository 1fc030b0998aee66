"""Adds partners, programs and calls, and publishes the definitions that calls point to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import select

from mobility.core.terms import Refused, Text
from mobility.database import db, now, transaction
from mobility.models import Call, Definition, Partner, Program, ProgramPartner

DefinitionKind = Literal["workflow", "questionnaire", "eligibility"]


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A host institution; `country` is the ISO 3166 code of its country or region."""

    key: str
    name: Text
    country: str
    city: Text | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class NewCall:
    """One edition of a program. Times are aware; `opens_at` lies before `deadline_at`."""

    key: str
    edition: int
    title: Text
    opens_at: datetime
    deadline_at: datetime
    number_prefix: str
    notice: Text
    time_zone: str = "Asia/Shanghai"
    place_count: int | None = None
    school_cap: int | None = None
    choice_limit: int | None = None
    first_timers: str = "equal"
    group_minimum: int | None = None
    fee_minor: int | None = None
    fee_currency: str | None = None
    starts_on: date | None = None
    conditions: Text | None = None
    costs: Text | None = None
    funding: Text | None = None
    contact: Text | None = None
    bond: Text | None = None
    timetable: Sequence[Mapping[str, Any]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def add_partners(institution_id: int, partners: Sequence[NewPartner]) -> dict[str, int]:
    """Add host institutions and return their ids by key."""
    with transaction() as session:
        rows = [
            Partner(
                institution_id=institution_id,
                key=new.key,
                name=new.name,
                country=new.country,
                city=new.city,
                website=new.website,
            )
            for new in partners
        ]
        session.add_all(rows)
        session.flush()
        return {row.key: row.id for row in rows}


def add_program(
    institution_id: int, key: str, kind: str, name: Text, summary: Text, partner_ids: Sequence[int] = ()
) -> int:
    """Add a program with its hosts, in the order given, and return its id."""
    with transaction() as session:
        program = Program(institution_id=institution_id, key=key, kind=kind, name=name, summary=summary)
        session.add(program)
        session.flush()
        session.add_all(
            ProgramPartner(program_id=program.id, partner_id=partner_id, position=position)
            for position, partner_id in enumerate(partner_ids, start=1)
        )
        return program.id


def publish_definition(institution_id: int, kind: DefinitionKind, key: str, body: Mapping[str, Any]) -> int:
    """Publish the next version of a definition and return its id; the same body again gives the version there is."""
    with transaction():
        return keep_definition(institution_id, kind, key, body)


def keep_definition(institution_id: int, kind: DefinitionKind, key: str, body: Mapping[str, Any]) -> int:
    """The same inside the caller's transaction."""
    session = db.session()
    newest = session.scalars(
        select(Definition)
        .where(Definition.institution_id == institution_id, Definition.kind == kind, Definition.key == key)
        .order_by(Definition.version.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.body == dict(body):
        return newest.id
    version = newest.version + 1 if newest else 1
    definition = Definition(institution_id=institution_id, kind=kind, key=key, version=version, body=dict(body))
    session.add(definition)
    session.flush()
    return definition.id


def open_call(program_id: int, new: NewCall, *, workflow_id: int, questionnaire_id: int, eligibility_id: int) -> int:
    """Publish a call, visible at once, open to applications from its `opens_at`; return its id.

    Raises Refused `program.unknown`, or `call.dates_order` where it would close before it opens.
    """
    if new.opens_at >= new.deadline_at:
        raise Refused("call.dates_order")
    with transaction() as session:
        program = session.get(Program, program_id)
        if program is None:
            raise Refused("program.unknown")
        call = Call(
            institution_id=program.institution_id,
            program_id=program_id,
            key=new.key,
            edition=new.edition,
            title=new.title,
            state="published",
            opens_at=new.opens_at,
            deadline_at=new.deadline_at,
            time_zone=new.time_zone,
            workflow_id=workflow_id,
            questionnaire_id=questionnaire_id,
            eligibility_id=eligibility_id,
            number_prefix=new.number_prefix,
            place_count=new.place_count,
            school_cap=new.school_cap,
            choice_limit=new.choice_limit,
            first_timers=new.first_timers,
            group_minimum=new.group_minimum,
            fee_minor=new.fee_minor,
            fee_currency=new.fee_currency,
            starts_on=new.starts_on,
            notice=new.notice,
            conditions=new.conditions,
            costs=new.costs,
            funding=new.funding,
            contact=new.contact,
            bond=new.bond,
            timetable=[dict(step) for step in new.timetable],
            settings=dict(new.settings),
            published_at=now(),
        )
        session.add(call)
        session.flush()
        return call.id
