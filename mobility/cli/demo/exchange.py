"""The exchanges of the demo, opened season by season; each is then lived through as far as it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from mobility.cli.demo import facts, hosts
from mobility.cli.demo.exchange_history import WISHES, ExchangeSeason
from mobility.cli.demo.ground import Ground, add_program, publish
from mobility.cli.demo.language_test import examine
from mobility.cli.demo.seasons import set_clock
from mobility.core import eligibility
from mobility.core.calendar.zones import shift_to_instant
from mobility.core.programs.exchange import WORKFLOW
from mobility.core.programs.exchange_form import FORM, eligibility_rules
from mobility.core.programs.form import dump_form
from mobility.core.terms import Text
from mobility.services.programs import setup
from mobility.services.programs.hosts import NewOption, add_options

DAYS_LEFT: Final = 8
"""How long the open call is still open when the world is built."""

DAYS_SINCE: Final = 62
"""How long ago sign-up ended for the season in between."""

DAYS_IN_REVIEW: Final = 13
"""How long ago sign-up ended for the season that is being reviewed."""

BEFORE_NOMINATION: Final = timedelta(days=45)
"""The least time that a season needs from the end of sign-up to a host's date."""

LONGER: Final = 45
"""Days by which semesters of hosts that teach in German last longer, so that they cut into the next term at home."""

LAST_APPLICANTS: Final = 18
BETWEEN_APPLICANTS: Final = 18
OPEN_APPLICANTS: Final = 20
REVIEWED_APPLICANTS: Final = 12
SCHOOL_CAP: Final = 8

CHECKS: Final = {"checks": [{"unit": "academic", "levels": [5, 6]}]}
"""Academic affairs is asked about everybody below the master's level whom a school recommends."""


class Exchange:
    """The large exchange: last year's season dispatched, this spring's on its way to the hosts, the next one open."""

    def __init__(self, ground: Ground, random: Random) -> None:
        self._ground = ground
        given = facts.read(ground.key)["exchange"]
        program_id = add_program(ground, given["program"] | {"partners": list(ground.partners)})
        last_day = ground.today + timedelta(days=DAYS_LEFT)
        starts_on = hosts.first_start(last_day)
        opener = _Opener(ground, program_id, given["call"], hosts.all_hosts(), "EX", random)
        self.last = opener.open(last_day - timedelta(days=364), starts_on.replace(year=starts_on.year - 1))
        self.between = opener.open(ground.today - timedelta(days=DAYS_SINCE), _half_a_year_before(starts_on))
        self.open = opener.open(last_day, starts_on)

    def live_last_year(self) -> None:
        self.last.live_through(self._ground.mainland(since=3), LAST_APPLICANTS)

    def live_season_between(self) -> None:
        self.between.live_until_hosts_decide(self._ground.mainland(since=2), BETWEEN_APPLICANTS)

    def apply_this_year(self) -> None:
        self.open.live_until_today(self._ground.mainland(since=1), OPEN_APPLICANTS)


class ChunMiao:
    """The small exchange: one season, two weeks after the end of its sign-up, with reviewers at work."""

    def __init__(self, ground: Ground, random: Random) -> None:
        self._ground = ground
        given = facts.read(ground.key)["exchange"]
        last_day = ground.today - timedelta(days=DAYS_IN_REVIEW)
        opener = _Opener(ground, add_program(ground, given["program"]), given["call"], given["hosts"], "CM", random)
        self.this = opener.open(last_day, hosts.first_start(last_day))

    def apply_this_year(self) -> None:
        self.this.live_until_reviewed(self._ground.mainland(since=2), REVIEWED_APPLICANTS)
        set_clock(self._ground.moment - timedelta(hours=2))
        examine(self._ground, self.this.call_id)
        set_clock(None)


class _Opener:
    """Opens one season after another of one program."""

    def __init__(
        self,
        ground: Ground,
        program_id: int,
        texts: dict[str, Any],
        offered: Sequence[dict[str, Any]],
        prefix: str,
        random: Random,
    ) -> None:
        self._ground = ground
        self._program_id = program_id
        self._texts = texts
        self._offered = offered
        self._prefix = prefix
        self._random = random

    def open(self, last_day: date, starts_on: date) -> ExchangeSeason:
        ground, term = self._ground, f"{starts_on.year}-{_season_of(starts_on)}"
        deadline_at = shift_to_instant(last_day, facts.EVENING, ground.zone)
        new = facts.call(
            self._texts,
            f"{self._prefix.lower()}-{term}",
            deadline_at,
            ground.zone,
            term=_name_of(starts_on),
            edition=starts_on.year * 10 + starts_on.month // 6,
            starts_on=starts_on,
            number_prefix=f"{self._prefix}{starts_on:%y%m}",
            school_cap=SCHOOL_CAP,
            choice_limit=WISHES,
            first_timers="ties",
            settings=CHECKS,
        )
        rules = eligibility.dump(eligibility_rules(str(new.edition)))
        call_id = setup.open_call(
            self._program_id,
            new,
            workflow_id=publish(ground, "workflow", WORKFLOW.key, WORKFLOW.model_dump(mode="json")),
            questionnaire_id=publish(ground, "questionnaire", FORM.questionnaire.key, dump_form(FORM)),
            eligibility_id=publish(ground, "eligibility", "exchange", rules),
        )
        offered = [_option(host, term, starts_on) for host in self._offered]
        in_time = [one for one in offered if (one.nominate_by or starts_on) >= last_day + BEFORE_NOMINATION]
        season = ExchangeSeason(ground, call_id, new.key, deadline_at, self._random)
        season.options = add_options(call_id, in_time)
        season.rules = {one.key: one.rules or eligibility.Rules() for one in in_time}
        return season


def _option(host: dict[str, Any], term: str, starts_on: date) -> NewOption:
    """The places are for a semester or, where the host offers both, a year: they are one pool."""
    months = min(host["months"])
    return NewOption(
        key=host["key"],
        partner=host["partner"],
        term=term,
        length_months=months,
        place_count=host["places"],
        languages=tuple(host["taught_in"]),
        nominate_by=hosts.moved(host.get("nominate_on"), starts_on),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=30 * months + (LONGER if "de" in host["taught_in"] else 0)),
        note=Text(**host["note"]) if "note" in host else None,
        rules=hosts.rules_of(host, starts_on),
    )


def _half_a_year_before(starts_on: date) -> date:
    return starts_on.replace(month=3) if starts_on.month == 9 else date(starts_on.year - 1, 9, 1)


def _season_of(starts_on: date) -> str:
    return "autumn" if starts_on.month == 9 else "spring"


def _name_of(starts_on: date) -> Text:
    zh = "秋季" if starts_on.month == 9 else "春季"
    return Text(en=f"{_season_of(starts_on)} {starts_on.year}", zh_Hans=f"{starts_on.year}年{zh}学期")
