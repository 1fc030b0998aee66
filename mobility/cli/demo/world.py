"""Builds the ground of the demo world: the university, its people, the program and its two editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mobility.cli.demo import facts
from mobility.cli.demo.facts import EVENING
from mobility.core import eligibility
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.programs.form import dump_form
from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.programs.scholarship_form import FORM, eligibility_rules
from mobility.core.terms import Actor, Role, Text
from mobility.queries.units import ids_by_code
from mobility.services.institutions.found import found
from mobility.services.people.accounts import NewPerson, add_people
from mobility.services.people.roles import NewRole
from mobility.services.programs import setup

DOMAIN = "demo.example"
EDITION = 21
DAYS_LEFT = 8
"""How long this year's call is still open when the world is built."""


@dataclass(frozen=True, slots=True)
class World:
    """What the later steps need to know of what stands."""

    institution_id: int
    zone: str
    system: Actor
    units: dict[str, int]
    staff: dict[str, int]
    partners: dict[str, int]
    program_id: int
    this_call: int
    last_call: int
    this_deadline: datetime
    last_deadline: datetime


def lay_out(now: datetime) -> World:
    """Found the university and set up both editions, with dates that fit the day of `now`."""
    institution_id = found(facts.institution(), facts.units())
    system = Actor.system(institution_id)
    units = ids_by_code(institution_id)
    staff = _add_staff(system, units)
    partners = setup.add_partners(institution_id, facts.partners())
    program_id = _add_program(institution_id, list(partners.values()))
    zone = facts.institution().time_zone
    today = local_date(now, zone)
    deadlines = {edition: shift_to_instant(day, EVENING, zone) for edition, day in _last_days(today).items()}
    calls = {edition: _open(institution_id, program_id, edition, at, zone) for edition, at in deadlines.items()}
    return World(
        institution_id=institution_id,
        zone=zone,
        system=system,
        units=units,
        staff=staff,
        partners=partners,
        program_id=program_id,
        this_call=calls[EDITION],
        last_call=calls[EDITION - 1],
        this_deadline=deadlines[EDITION],
        last_deadline=deadlines[EDITION - 1],
    )


def _last_days(today: date) -> dict[int, date]:
    return {EDITION - 1: today + timedelta(days=DAYS_LEFT - 371), EDITION: today + timedelta(days=DAYS_LEFT)}


def _open(institution_id: int, program_id: int, edition: int, deadline_at: datetime, zone: str) -> int:
    starts_on = local_date(deadline_at, zone) + timedelta(days=120)
    year = facts.entry_year(local_date(deadline_at, zone))
    rules = eligibility.dump(eligibility_rules(year, starts_on))
    new = facts.call(
        edition,
        f"singapore-nursing-{edition}",
        deadline_at,
        zone,
        starts_on,
        number_prefix=f"SNS{edition}",
        place_count=None if edition == EDITION else 20,
        school_cap=12,
    )
    return setup.open_call(
        program_id,
        new,
        workflow_id=_publish(institution_id, "workflow", WORKFLOW.key, WORKFLOW.model_dump(mode="json")),
        questionnaire_id=_publish(institution_id, "questionnaire", FORM.questionnaire.key, dump_form(FORM)),
        eligibility_id=_publish(institution_id, "eligibility", "singapore_nursing", rules),
    )


def _publish(institution_id: int, kind: setup.DefinitionKind, key: str, body: dict[str, Any]) -> int:
    return setup.publish_definition(institution_id, kind, key, body)


def _add_program(institution_id: int, partner_ids: list[int]) -> int:
    given = facts.facts()["program"]
    return setup.add_program(
        institution_id,
        given["key"],
        given["kind"],
        Text(**given["name"]),
        Text(**given["summary"]),
        partner_ids,
    )


def _add_staff(system: Actor, units: dict[str, int]) -> dict[str, int]:
    """The demo's accounts by the part of their address before the @."""
    staff = facts.facts()["staff"]
    people = [
        NewPerson(
            name=given["name"],
            email=f"{given['local']}@{DOMAIN}",
            roles=tuple(NewRole(Role(one["role"]), unit_id=units.get(one.get("unit", ""))) for one in given["roles"]),
        )
        for given in staff
    ]
    ids = add_people(system, people)
    return {given["local"]: user_id for given, user_id in zip(staff, ids, strict=True)}
