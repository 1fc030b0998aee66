"""The summer school of the demo: last year's group is back, this year's sign-up is under way in every stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from mobility.cli.demo import answers, applicants, facts
from mobility.cli.demo.ground import Ground, add_program, publish
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.seasons import Season, set_clock
from mobility.core import eligibility
from mobility.core.access import Action
from mobility.core.calendar.zones import shift_to_instant
from mobility.core.programs.form import dump_form
from mobility.core.programs.summer_form import FORM, eligibility_rules
from mobility.core.programs.summer_school import WORKFLOW
from mobility.core.terms import Actor, Text
from mobility.services.admission.decide import Admission, admit
from mobility.services.applications import moves
from mobility.services.casework import acts
from mobility.services.groups.decide import go
from mobility.services.outcomes.record import record
from mobility.services.programs import hosts, setup
from mobility.services.selection.propose import Proposed, propose
from mobility.services.selection.waitlist import close

EDITION: Final = 7
DAYS_LEFT: Final = 12
FEE_MINOR: Final = 2_680_000
PLACES: Final = 10
MINIMUM: Final = 8
PAPERS: Final = ("pledge", "guardian_consent", "travel_document", "insurance")
LAST_APPLICANTS: Final = 15
THIS_APPLICANTS: Final = 24
WAITING: Final = 3


class Summer:
    """Both editions, opened; each then lived as far as it has come."""

    def __init__(self, ground: Ground, random: Random) -> None:
        self._ground = ground
        self._random = random
        program_id = add_program(ground, facts.read(ground.key)["summer"]["program"])
        self.last = self._open(program_id, EDITION - 1, ground.today - timedelta(days=300))
        self.this = self._open(program_id, EDITION, ground.today + timedelta(days=DAYS_LEFT))

    def live_last_year(self) -> None:
        self.last.live_through(self._ground.mainland(since=3)[:LAST_APPLICANTS])

    def apply_this_year(self) -> None:
        self.this.live_until_today(self._ground.mainland(since=2)[:THIS_APPLICANTS])

    def _open(self, program_id: int, edition: int, last_day: date) -> SummerSeason:
        ground = self._ground
        starts_on = last_day + timedelta(days=100)
        deadline_at = shift_to_instant(last_day, facts.EVENING, ground.zone)
        new = facts.call(
            facts.read(ground.key)["summer"]["call"],
            f"summer-cork-{edition}",
            deadline_at,
            ground.zone,
            term=Text(en=str(starts_on.year), zh_Hans=f"{starts_on.year}年"),
            edition=edition,
            starts_on=starts_on,
            number_prefix=f"SC{edition}",
            place_count=PLACES,
            group_minimum=MINIMUM,
            fee_minor=FEE_MINOR,
            fee_currency="CNY",
        )
        call_id = setup.open_call(
            program_id,
            new,
            workflow_id=publish(ground, "workflow", WORKFLOW.key, WORKFLOW.model_dump(mode="json")),
            questionnaire_id=publish(ground, "questionnaire", FORM.questionnaire.key, dump_form(FORM)),
            eligibility_id=publish(ground, "eligibility", "summer_school", eligibility.dump(eligibility_rules())),
        )
        option = hosts.NewOption(
            key="cork",
            partner="ucc",
            term=f"{starts_on.year}-summer",
            place_count=PLACES,
            languages=("en",),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=21),
        )
        season = SummerSeason(ground, call_id, new.key, deadline_at, self._random)
        season.option_id = hosts.add_options(call_id, [option])["cork"]
        return season


class SummerSeason(Season):
    """One summer under way."""

    option_id: int

    def live_through(self, people: Sequence[Enrolled]) -> None:
        """From sign-up to the filed list: one has second thoughts, one forgets to confirm, one does not pay."""
        self._sign_up(people)
        self._schools_agree()
        self._admit()
        self._confirm_and_pay()
        self._gather_papers()
        self._file()
        set_clock(None)

    def _sign_up(self, people: Sequence[Enrolled]) -> None:
        for place, one in enumerate(people):
            set_clock(self.deadline_at - timedelta(days=8) + timedelta(hours=11 * place))
            self.hand_in(one)
        self.on(1)

    def hand_in(self, one: Enrolled) -> int:
        application_id = applicants.fill_in(self.call_key, one.actor, answers.summer(self.random), ("transcript",))
        self.students[application_id] = one.actor
        applicants.hand_in(application_id, one.actor)
        return application_id

    def _schools_agree(self) -> None:
        *agreed, refused = self.ids("school_consent")
        for application_id in agreed:
            self.agree(application_id)
        officer = self.officer_of(refused)
        acts.act(refused, Action.SCHOOL_REFUSE, officer, remark="与毕业实习时间冲突。")

    def agree(self, application_id: int) -> None:
        acts.act(application_id, Action.SCHOOL_CHECK, self.officer_of(application_id))

    def _admit(self) -> None:
        self.on(2)
        *fit, unfit = self.ids("admission")
        decided = {one: Admission("placed", self.option_id) for one in fit[:PLACES]}
        decided |= {one: Admission("waiting") for one in fit[PLACES:]}
        decided[unfit] = Admission("not_qualified", remark="项目期间学籍状态不符合要求。")
        admit(self.call_id, decided, self.ground.member("coordinator"), order=fit)

    def confirm(self, application_ids: Sequence[int]) -> None:
        for application_id in application_ids:
            moves.confirm_offer(application_id, self.students[application_id], has_accepted=True)

    def pay(self, application_ids: Sequence[int]) -> None:
        if application_ids:
            record({one: self.outcome("fee_paid") for one in application_ids}, self.ground.member("coordinator"))

    def _confirm_and_pay(self) -> None:
        self.on(3)
        declining, forgetting, *others = self.ids("confirmation")
        moves.decline_offer(declining, self.students[declining])
        self.confirm(others)
        self.on(4)
        self.confirm([one for one in self.ids("confirmation") if one != forgetting])
        self.on(9)  # whoever forgot has lapsed, and the next in the list has a day or two
        self.confirm(self.ids("confirmation"))
        self.pay(self.ids("payment")[:-1])
        self.on(21)  # whoever did not pay has lapsed
        self.confirm(self.ids("confirmation"))
        self.pay(self.ids("payment"))

    def _gather_papers(self) -> None:
        coordinator = self.ground.member("coordinator")
        self.on(24)
        go(self.call_id, coordinator)
        close(self.call_id, coordinator)
        self.on(50)
        group = self.ids("papers")
        for application_id in group:
            for kind in PAPERS:
                applicants.upload(application_id, kind, self.students[application_id])
        record({one: self.outcome("papers_accepted") for one in group}, coordinator)

    def _file(self) -> None:
        self.on(80)
        coordinator = self.ground.member("coordinator")
        propose(self.call_id, {one: Proposed("candidate") for one in self.ids("ready")}, coordinator)
        self.on(81)
        self.approve(notice_days=3)
        self.on(82)

    def live_until_today(self, people: Sequence[Enrolled]) -> None:
        """Sign-up has been open for twelve days: the first have paid, the latest are still writing."""
        moment = self.ground.moment
        for place, one in enumerate(people[:-3]):
            set_clock(moment - timedelta(days=11) + timedelta(hours=8 * place))
            self.hand_in(one)
        self._decide_rolling()
        for one in people[-3:]:
            applicants.begin_only(self.call_key, one.actor, answers.summer(self.random), sections=1)
        set_clock(None)

    def _decide_rolling(self) -> None:
        """The first fourteen were decided three days ago; of those admitted some have confirmed, some have paid."""
        coordinator = self.ground.member("coordinator")
        signed_up = self.ids("school_consent")
        set_clock(self.ground.moment - timedelta(days=3))
        for application_id in signed_up[: PLACES + WAITING + 1]:
            self.agree(application_id)
        first = self.ids("admission")
        decided = {one: Admission("placed", self.option_id) for one in first[:PLACES]}
        decided |= {one: Admission("waiting") for one in first[PLACES : PLACES + WAITING]}
        decided[first[-1]] = Admission("not_selected")
        admit(self.call_id, decided, coordinator, order=first)
        set_clock(self.ground.moment - timedelta(days=2))
        self.confirm(first[: PLACES - 3])
        self.pay(first[: PLACES - 5])
        set_clock(self.ground.moment - timedelta(hours=20))
        for application_id in signed_up[PLACES + WAITING + 1 : -3]:
            self.agree(application_id)
        self._return_two(signed_up[-2:])

    def _return_two(self, application_ids: Sequence[int]) -> None:
        """A school and the office each ask for something better."""
        by_school, by_office = application_ids
        self._ask_again(by_school, Action.SCHOOL_RETURN, self.officer_of(by_school))
        self.agree(by_office)
        self._ask_again(by_office, Action.OFFICE_RETURN, self.ground.member("coordinator"))

    def _ask_again(self, application_id: int, action: Action, actor: Actor) -> None:
        acts.return_to_student(
            application_id,
            action,
            actor,
            remark="成绩单不完整，请重新上传。",
            items=["transcript"],
            until=self.ground.moment + timedelta(days=4),
        )
