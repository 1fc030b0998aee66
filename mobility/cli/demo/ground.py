"""Founds a university of the demo: its units, its staff with their accounts, its partners and its students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from random import Random
from typing import Any

from sqlalchemy import select

from mobility.cli.demo import facts, students
from mobility.cli.demo.home_terms import terms_around
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.students import MadeStudent
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import Student
from mobility.queries.home_terms import seen
from mobility.queries.identity import actor_of
from mobility.queries.institution import settings_of
from mobility.queries.units import ids_by_code
from mobility.services.institutions.edit import Change, edit
from mobility.services.institutions.found import found
from mobility.services.institutions.home_terms import set_home_terms
from mobility.services.people.accounts import NewPerson, add_people
from mobility.services.people.credentials import set_passwords
from mobility.services.people.roles import NewRole
from mobility.services.people.students import NewStudent, enroll
from mobility.services.programs import setup


@dataclass(frozen=True)
class Ground:
    """A university as the later steps need to know it. `moment` is when the world is built, `today` its day there."""

    key: str
    institution_id: int
    zone: str
    moment: datetime
    today: date
    system: Actor
    units: dict[str, int]
    staff: dict[str, int]
    partners: dict[str, int]
    students: list[Enrolled] = field(default_factory=list)

    @property
    def year(self) -> int:
        """The year of entry of this academic year's first-years."""
        return facts.entry_year(self.today)

    def member(self, local: str) -> Actor:
        """Somebody of the staff, as they may act now."""
        actor = actor_of(self.staff[local])
        db.session.rollback()
        return actor

    @cached_property
    def officers(self) -> dict[int, Actor]:
        """The officer of each school and laboratory by its id."""
        return {
            self.units[role["unit"]]: self.member(one["local"])
            for one in facts.read(self.key)["staff"]
            for role in one["roles"]
            if role["role"] == Role.OFFICER
        }

    def mainland(self, *, since: int | None = None, units: Sequence[str] = ()) -> list[Enrolled]:
        """Mainland students who came `since` years ago (None: whenever) in these units (none: all); never the demo's
        own student."""
        return [
            one
            for one in self.students
            if one.made.category == "mainland"
            and not one.made.is_demo
            and since in (None, self.year - one.made.entry_year)
            and (not units or one.unit in units)
        ]


def lay(key: str, moment: datetime, hosts: str, random: Random, *, password: str) -> Ground:
    """Found the university `key` with its people; the file `hosts` names its partners.

    The staff and the demo's own student get `password`; nobody else can sign in.
    """
    institution_id = found(facts.institution(key), facts.units(key))
    zone = facts.institution(key).time_zone
    system = Actor.system(institution_id)
    units = ids_by_code(institution_id)
    ground = Ground(
        key=key,
        institution_id=institution_id,
        zone=zone,
        moment=moment,
        today=local_date(moment, zone),
        system=system,
        units=units,
        staff=_add_staff(key, system, units),
        partners=setup.add_partners(institution_id, facts.partners(hosts)),
    )
    _limit_applications(ground)
    set_home_terms(terms_around(ground.today), ground.member("admin"), seen=seen(()))
    ground.students.extend(_enroll(ground, random))
    own = [one.user_id for one in ground.students if one.made.is_demo]
    set_passwords(system, [*ground.staff.values(), *own], password)
    return ground


def _limit_applications(ground: Ground) -> None:
    """Three applications at a time in one term, of which one exchange: what such offices allow."""
    admin = ground.member("admin")
    shown = settings_of(admin)
    limits = (("all", 3), ("exchange", 1))
    edit(admin, Change(replace(shown, most_per_term=limits), shown.seen))


def add_program(ground: Ground, given: dict[str, Any]) -> int:
    """Add a program as its facts give it: `key`, `kind`, `name`, `summary` and the keys of its `partners`."""
    return setup.add_program(
        ground.institution_id,
        given["key"],
        given["kind"],
        Text(**given["name"]),
        Text(**given["summary"]),
        [ground.partners[key] for key in given["partners"]],
    )


def publish(ground: Ground, kind: setup.DefinitionKind, key: str, body: dict[str, Any]) -> int:
    return setup.publish_definition(ground.institution_id, kind, key, body)


def _add_staff(key: str, system: Actor, units: dict[str, int]) -> dict[str, int]:
    """The accounts by the part of their address before the @."""
    staff = facts.read(key)["staff"]
    people = [
        NewPerson(
            name=given["name"],
            email=f"{given['local']}@{facts.domain(key)}",
            roles=tuple(NewRole(Role(one["role"]), unit_id=units.get(one.get("unit", ""))) for one in given["roles"]),
        )
        for given in staff
    ]
    ids = add_people(system, people)
    return {given["local"]: user_id for given, user_id in zip(staff, ids, strict=True)}


def _enroll(ground: Ground, random: Random) -> list[Enrolled]:
    given = facts.read(ground.key)
    count, year = given["students"]["count"], ground.year
    made = students.make_students(facts.majors(ground.key), count, year, ground.today, random)
    students.with_the_demo_student(made, given["students"]["demo"], year, ground.today)
    ids = enroll(ground.system, [_new(one, facts.domain(ground.key)) for one in made])
    query = select(Student.id, Student.user_id).where(Student.institution_id == ground.institution_id)
    users = {row.id: row.user_id for row in db.session.execute(query)}
    db.session.rollback()
    return [Enrolled(one, ids[one.number], users[ids[one.number]]) for one in made]


def _new(made: MadeStudent, domain: str) -> NewStudent:
    local = "student" if made.is_demo else f"s{made.number}"
    return NewStudent(
        number=made.number,
        name=made.name.native,
        latin_family_name=made.name.latin_family,
        latin_given_name=made.name.latin_given,
        email=f"{local}@{domain}" if made.has_address else None,
        phone=made.phone,
        unit=made.major.unit,
        level=made.major.level,
        is_vocational=made.is_vocational,
        entry_year=made.entry_year,
        program_years=made.major.years,
        class_name=made.class_name,
        major=made.major.name,
        field=made.major.field,
        birth_on=made.birth_on,
        category=made.category,
        gender=made.gender,
        nationality=made.nationality,
        facts=made.facts,
    )
