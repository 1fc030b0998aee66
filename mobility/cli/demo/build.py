"""Builds the whole demo world in order: ground, students, last year, this year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select

from mobility import database
from mobility.cli.demo import applicants, facts, students, world
from mobility.cli.demo.history import live_through, set_clock
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.students import MadeStudent
from mobility.cli.demo.world import DOMAIN, EDITION, World
from mobility.core.calendar.zones import local_date
from mobility.core.programs.scholarship_form import NURSING
from mobility.database import db
from mobility.models import Institution, Student
from mobility.services.notices.deliver import file_as_sent
from mobility.services.people.credentials import set_passwords
from mobility.services.people.students import NewStudent, enroll

THIS_YEAR: Final = 250
LAST_YEAR: Final = 50
MAJOR: Final = "护理"
ACCOUNTS: Final = ("officer", "reviewer", "coordinator", "head", "admin")
"""The staff accounts that a newcomer is told of, besides the student's."""


def is_built() -> bool:
    """Tell whether the demo's university stands already."""
    return db.session.scalar(select(Institution.id).limit(1)) is not None


def build(password: str, say: Callable[[str], None]) -> None:
    """Build the world around this moment; every demo account gets `password`."""
    random = Random(students.SEED)  # noqa: S311 - the same made-up people every time, not a secret
    moment = database.now()
    ground = world.lay_out(moment)
    say("university, staff and program")
    first_years, second_years = _enroll(ground, moment, random)
    say(f"{len(first_years) + len(second_years)} students")
    user_ids = [*ground.staff.values(), first_years[0].user_id]
    set_passwords(ground.system, user_ids, password)
    live_through(ground, second_years, random)
    say("last year's edition, from sign-up to dispatch")
    _apply_this_year(ground, first_years[1:], moment, random)
    file_as_sent()
    say("this year's applications")


def _enroll(ground: World, moment: datetime, random: Random) -> tuple[list[Enrolled], list[Enrolled]]:
    """First-years and second-years, in the order they were made. The first first-year is the demo's own student."""
    year = facts.entry_year(local_date(moment, ground.zone))
    made = [*students.make_students(year, THIS_YEAR, random), *students.make_students(year - 1, LAST_YEAR, random)]
    made[0] = students.the_demo_student(year)
    ids = enroll(ground.system, [_new(one, is_first=one is made[0]) for one in made])
    rows = {row.id: row.user_id for row in db.session.execute(select(Student.id, Student.user_id))}
    enrolled = [Enrolled(one, ids[one.number], rows[ids[one.number]]) for one in made]
    return enrolled[:THIS_YEAR], enrolled[THIS_YEAR:]


def _new(made: MadeStudent, *, is_first: bool) -> NewStudent:
    local = "student" if is_first else f"s{made.number}"
    return NewStudent(
        number=made.number,
        name=made.name.native,
        latin_family_name=made.name.latin_family,
        latin_given_name=made.name.latin_given,
        email=f"{local}@{DOMAIN}" if made.has_address else None,
        phone=made.phone,
        unit=made.unit,
        level=made.level,
        is_vocational=made.is_vocational,
        entry_year=made.entry_year,
        program_years=made.program_years,
        class_name=made.class_name,
        major=MAJOR,
        field=NURSING,
        birth_on=made.birth_on,
        category=made.category,
    )


def _apply_this_year(ground: World, people: list[Enrolled], moment: datetime, random: Random) -> None:
    """The call has been open for ten days: thirty have handed in, a dozen are still writing."""
    key = f"singapore-nursing-{EDITION}"
    eligible = [one for one in people if one.made.category == "mainland"]
    for place, one in enumerate(eligible[:42]):
        set_clock(moment - timedelta(days=9) + timedelta(hours=5 * place))
        if place % 7 in (3, 5):
            applicants.begin_only(key, one.actor, random)
        else:
            today = local_date(database.now(), ground.zone)
            application_id = applicants.fill_in(key, one.actor, one.is_minor_on(today), random)
            applicants.hand_in(application_id, one.actor)
    set_clock(None)
