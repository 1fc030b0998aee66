"""The small world that everything else is copied from: the demo's ground, one file handed in, one ready to be."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from mobility import database
from mobility.app import create_app
from mobility.cli import schema
from mobility.cli.demo import applicants, facts, students, world
from mobility.cli.demo.build import new_student
from mobility.cli.demo.people import Enrolled
from mobility.config import Settings
from mobility.core.calendar.zones import local_date
from mobility.database import db
from mobility.models import Student
from mobility.services.notices.deliver import file_as_sent
from mobility.services.people.students import enroll


@dataclass(frozen=True)
class Patterns:
    """What is copied: a file of the school's desk, a complete draft, and whose pages are measured."""

    institution_id: int
    call_id: int
    other_call_id: int
    program_id: int
    handed_in: int
    draft: int
    coordinator: int
    unit_ids: tuple[int, ...]
    partner_id: int


def build(owner_url: str) -> Patterns:
    """Migrate, lay out the demo's ground and have two students apply, by the services that clicks reach."""
    schema.upgrade(owner_url)
    random = Random(students.SEED)
    with create_app(Settings()).app_context():
        moment = database.now()
        ground = world.lay_out(moment)
        year = facts.entry_year(local_date(moment, ground.zone))
        made = [one for one in students.make_students(year, 8, random) if one.category == "mainland"][:2]
        ids = enroll(ground.system, [new_student(one, is_first=False) for one in made])
        people = [Enrolled(one, ids[one.number], _user_of(ids[one.number])) for one in made]
        key = f"singapore-nursing-{world.EDITION}"
        today = local_date(moment, ground.zone)
        files = [applicants.fill_in(key, one.actor, one.is_minor_on(today), random) for one in people]
        applicants.hand_in(files[0], people[0].actor)
        file_as_sent()
        return Patterns(
            institution_id=ground.institution_id,
            call_id=ground.this_call,
            other_call_id=ground.last_call,
            program_id=ground.program_id,
            handed_in=files[0],
            draft=files[1],
            coordinator=ground.staff["coordinator"],
            unit_ids=tuple(sorted(ground.units.values())),
            partner_id=min(ground.partners.values()),
        )


def _user_of(student_id: int) -> int:
    student = db.session.get_one(Student, student_id)
    return student.user_id
