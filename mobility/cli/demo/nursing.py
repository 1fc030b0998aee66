"""The Singapore Nursing Scholarship of the demo: last year's edition decided, this year's open for eight more days."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from mobility import database
from mobility.cli.demo import answers, applicants, facts
from mobility.cli.demo.ground import Ground, add_program, publish
from mobility.cli.demo.nursing_history import NursingSeason
from mobility.cli.demo.seasons import set_clock
from mobility.core import eligibility
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.programs.form import dump_form
from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.programs.scholarship_form import FORM, eligibility_rules
from mobility.services.programs import setup

EDITION: Final = 21
DAYS_LEFT: Final = 8
"""How long this year's call is still open when the world is built."""

NURSES: Final = ("nursing", "vocational")


class Nursing:
    """Both editions, opened; each then lived as far as it has come."""

    def __init__(self, ground: Ground, random: Random) -> None:
        self._ground = ground
        self._random = random
        program_id = add_program(ground, facts.read(ground.key)["scholarship"]["program"])
        self.last = self._open(program_id, EDITION - 1, ground.today + timedelta(days=DAYS_LEFT - 371))
        self.this = self._open(program_id, EDITION, ground.today + timedelta(days=DAYS_LEFT))

    def live_last_year(self) -> None:
        """From sign-up to dispatch, with what goes otherwise on the way."""
        self.last.live_through(self._ground.mainland(since=1, units=NURSES))

    def apply_this_year(self) -> None:
        """The call has been open for ten days: twenty have handed in, eight are still writing."""
        key, zone = self.this.call_key, self._ground.zone
        people = self._ground.mainland(since=0, units=NURSES)
        by_place_in_class = sorted(people, key=lambda one: one.made.number[-4:])  # so that both schools have some
        for place, one in enumerate(by_place_in_class[:30]):
            set_clock(self._ground.moment - timedelta(days=9) + timedelta(hours=5 * place))
            filled = answers.nursing(self._random)
            if place % 7 in (3, 5):
                applicants.begin_only(key, one.actor, filled, sections=1)
            else:
                papers = answers.nursing_papers(is_minor=one.is_minor_on(local_date(database.now(), zone)))
                application_id = applicants.fill_in(key, one.actor, filled, papers)
                applicants.hand_in(application_id, one.actor)
        set_clock(None)

    def _open(self, program_id: int, edition: int, last_day: date) -> NursingSeason:
        ground = self._ground
        deadline_at = shift_to_instant(last_day, facts.EVENING, ground.zone)
        starts_on = last_day + timedelta(days=120)
        rules = eligibility.dump(eligibility_rules(facts.entry_year(last_day), starts_on))
        new = facts.call(
            facts.read(ground.key)["scholarship"]["call"],
            f"singapore-nursing-{edition}",
            deadline_at,
            ground.zone,
            edition=edition,
            starts_on=starts_on,
            number_prefix=f"SNS{edition}",
            place_count=None if edition == EDITION else 20,
            school_cap=12,
        )
        call_id = setup.open_call(
            program_id,
            new,
            workflow_id=publish(ground, "workflow", WORKFLOW.key, WORKFLOW.model_dump(mode="json")),
            questionnaire_id=publish(ground, "questionnaire", FORM.questionnaire.key, dump_form(FORM)),
            eligibility_id=publish(ground, "eligibility", "singapore_nursing", rules),
        )
        return NursingSeason(ground, call_id, new.key, deadline_at, self._random)
