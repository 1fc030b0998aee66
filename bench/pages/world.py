"""The small world that everything else is copied from: the demo's ground, one file handed in, one ready to be."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from mobility import database
from mobility.app import create_app
from mobility.cli import schema
from mobility.cli.demo import answers, applicants, ground, students
from mobility.cli.demo.ground import Ground
from mobility.cli.demo.nursing import NURSES, Nursing
from mobility.cli.demo.people import Enrolled
from mobility.config import Settings
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call
from mobility.services.notices.deliver import file_as_sent


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


def build(owner_url: str, password: str) -> Patterns:
    """Migrate, lay out a university of the demo and have two students apply, by the services that clicks reach."""
    schema.upgrade(owner_url)
    random = Random(students.SEED)
    with create_app(Settings()).app_context():
        moment = database.now()
        db.session.rollback()
        home = ground.lay("hebmu", moment, "hebmu", random, password=password)
        nursing = Nursing(home, random)
        handed_in, draft = (_fill_in(home, nursing, one, random) for one in home.mainland(since=0, units=NURSES)[:2])
        applicants.hand_in(*handed_in)
        file_as_sent()
        call = db.session.get_one(Call, nursing.this.call_id)
        return Patterns(
            institution_id=home.institution_id,
            call_id=call.id,
            other_call_id=nursing.last.call_id,
            program_id=call.program_id,
            handed_in=handed_in[0],
            draft=draft[0],
            coordinator=home.staff["coordinator"],
            unit_ids=tuple(sorted(home.units.values())),
            partner_id=min(home.partners.values()),
        )


def _fill_in(home: Ground, nursing: Nursing, one: Enrolled, random: Random) -> tuple[int, Actor]:
    papers = answers.nursing_papers(is_minor=one.is_minor_on(home.today))
    filled = answers.nursing(random)
    return applicants.fill_in(nursing.this.call_key, one.actor, filled, papers), one.actor
