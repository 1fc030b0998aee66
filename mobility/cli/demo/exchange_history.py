"""Lives through seasons of the exchange, as far as each has come, by the services that everybody's clicks reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from mobility import database
from mobility.cli.demo import answers, applicants
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.seasons import Season, school_places, set_clock
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import Rules, evaluate
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Choice, HostOption, OfficeCheck
from mobility.queries.checks import mark_of
from mobility.services.applications import moves
from mobility.services.applications.choices import save_choices
from mobility.services.casework import acts
from mobility.services.checks.answer import answer
from mobility.services.outcomes.record import record
from mobility.services.school import listing
from mobility.services.selection.assign import assign
from mobility.services.selection.propose import Proposed, propose
from mobility.services.selection.qualify import qualify
from mobility.services.selection.waitlist import close

CAP: Final = 8
WISHES: Final = 3
RESERVES: Final = 3
PLEDGE: Final = ("pledge", "guardian_consent")
PAPERS: Final = ("travel_document", "insurance")


@dataclass(frozen=True, slots=True)
class _File:
    """A file in assessment, with the host options wished for, the first wish first."""

    id: int
    wishes: tuple[int, ...]
    is_alternate: bool


class ExchangeSeason(Season):
    """One season under way. `options` are the ids of its host options by key, `rules` their conditions."""

    options: Mapping[str, int]
    rules: Mapping[str, Rules]

    def live_through(self, people: Sequence[Enrolled], count: int) -> None:
        """From sign-up to dispatch, with what goes otherwise on the way."""
        self._until_nominated(people, count)
        self.on(100)
        *admitted, refused = self.ids("host_decision")
        self._record(admitted, "host_admitted")
        self._record([refused], "host_refused", remark="接收院校本学期该专业名额已满。")
        self.on(180)
        self._hand_in_papers(self.ids("formalities"))
        self._record(self.ids("formalities"), "formalities_cleared")
        close(self.call_id, self.ground.member("coordinator"))
        self.on(185)
        set_clock(None)

    def live_until_hosts_decide(self, people: Sequence[Enrolled], count: int) -> None:
        """Two months after sign-up: some are nominated, some admitted, some busy with their papers."""
        self._until_nominated(people, count, leave=3)
        self.on(55)
        back, other, *waiting = self.ids("host_decision")
        self._record(waiting[: len(waiting) - 2], "host_admitted")
        self._hand_in_papers(self.ids("formalities")[:2])
        self._record([back], "host_refused_back", remark="接收院校因专业不符未录取。")
        propose(self.call_id, self._decisions(), self.ground.member("coordinator"), note="外方未录取，重新安排。")
        self._record([other], "host_refused_back", remark="接收院校本学期名额调整。")
        set_clock(None)

    def live_until_reviewed(self, people: Sequence[Enrolled], count: int) -> None:
        """Two weeks after sign-up: the last files are checked, one is given back, the reviewers have begun."""
        self._sign_up(people, count)
        self._schools_hand_in()
        coordinator = self.ground.member("coordinator")
        self.on(9)
        *qualified, returned, _unchecked = self.ids("qualification_check")
        self._offices_answer(qualified)
        self._offices_answer([returned], "no", "上学期两门课程的成绩尚未登记。")
        qualify(qualified, coordinator)
        self._ask_again(returned, Action.OFFICE_RETURN, coordinator, days=9)
        reviewers = [self.ground.staff[local] for local in ("reviewer", "reviewer.english")]
        assign(self.call_id, qualified, reviewers, coordinator)
        self.on(12)
        self.score(leave=5)
        set_clock(None)

    def live_until_today(self, people: Sequence[Enrolled], count: int) -> None:
        """Sign-up is still open: most have handed in, some are writing, a school has looked at the first."""
        moment = self.ground.moment
        for place, one in enumerate(self._fit(people, count)):
            set_clock(moment - timedelta(days=14) + timedelta(hours=13 * place))
            is_writing = place % 6 == 4
            application_id = self._begin(one)
            if not is_writing:
                applicants.hand_in(application_id, one.actor)
        set_clock(moment - timedelta(hours=3))
        checked, returned = self.ids("school_check")[:5], self.ids("school_check")[5:7]
        for application_id in checked:
            acts.act(application_id, Action.SCHOOL_CHECK, self.officer_of(application_id))
        for application_id in returned:
            self._ask_again(application_id, Action.SCHOOL_RETURN, self.officer_of(application_id), days=5)
        set_clock(None)

    def _until_nominated(self, people: Sequence[Enrolled], count: int, *, leave: int = 0) -> None:
        """Up to the nomination of all but the last `leave` of those who confirmed."""
        self._sign_up(people, count)
        self._schools_hand_in()
        self._places_are_given()
        self._students_confirm()
        self.on(40)
        nominated = self.ids("nomination")
        self._record(nominated[: len(nominated) - leave], "nominated")

    def _sign_up(self, people: Sequence[Enrolled], count: int) -> None:
        for place, one in enumerate(self._fit(people, count)):
            set_clock(self.deadline_at - timedelta(days=12) + timedelta(hours=5 * place))
            applicants.hand_in(self._begin(one), one.actor)
        self.on(1)

    def _begin(self, one: Enrolled) -> int:
        papers = ("transcript", "language_certificate")
        application_id = applicants.fill_in(self.call_key, one.actor, answers.exchange(self.random), papers)
        wishes = [self.options[key] for key in self._wishes(one)]
        save_choices(application_id, wishes, one.actor, is_willing=self.random.random() < 0.6, revision=0)
        self.students[application_id] = one.actor
        return application_id

    def _fit(self, people: Iterable[Enrolled], count: int) -> list[Enrolled]:
        """The first of the people who meet the conditions of the call and of at least one host."""
        found: list[Enrolled] = []
        for one in people:
            if len(found) == count:
                break
            average = one.made.average or 0
            has_fails = any(fact.key == "has_fails" and fact.value["value"] for fact in one.made.facts)
            if average >= 75 and not has_fails and self._wishes(one):
                found.append(one)
        return found

    def _wishes(self, one: Enrolled) -> list[str]:
        """The hosts, three at most, whose conditions somebody meets for sure; not everybody wants the same."""
        day = local_date(self.deadline_at, self.ground.zone)
        fitting = [key for key, rules in self.rules.items() if evaluate(rules, one.as_judged, day).is_eligible]
        start = one.student_id % max(1, len(fitting))
        return (fitting[start:] + fitting[:start])[:WISHES]

    def _schools_hand_in(self) -> None:
        for unit_id, officer in self.ground.officers.items():
            ids = self._ids_of_unit(unit_id)
            for application_id in ids:
                acts.act(application_id, Action.SCHOOL_CHECK, officer)
            if ids:
                places = school_places(ids, cap=CAP, alternates=1 if len(ids) > 3 else 0, left_out=len(ids) > 4)
                listing.save(self.call_id, unit_id, places, officer, version=None)
            listing.hand_in(self.call_id, unit_id, officer)

    def _ids_of_unit(self, unit_id: int) -> list[int]:
        mine = (Application.call_id == self.call_id, Application.unit_id == unit_id)
        query = select(Application.id).where(*mine, Application.state == "school_check").order_by(Application.id)
        found = list(db.session.scalars(query))
        db.session.rollback()
        return found

    def _places_are_given(self) -> None:
        coordinator = self.ground.member("coordinator")
        self.on(8)
        self._offices_answer(self.ids("qualification_check"))
        qualify(self.ids("qualification_check"), coordinator)
        self.on(14)
        propose(self.call_id, self._decisions(), coordinator, note="按推荐排序和志愿分配。")
        self.on(16)
        self.approve(notice_days=5)
        self.on(17)

    def _offices_answer(self, application_ids: Sequence[int], said: str = "yes", remark: str = "") -> None:
        """The offices that were asked about these files say so of each."""
        asked = select(OfficeCheck).where(OfficeCheck.application_id.in_(application_ids), OfficeCheck.answer.is_(None))
        open_ones = {one.id: mark_of(one.asked_at, None) for one in db.session.scalars(asked.order_by(OfficeCheck.id))}
        db.session.rollback()
        checker = self.ground.member("checker")
        for check_id, mark in open_ones.items():
            answer(check_id, said, remark, checker, seen=mark)

    def _decisions(self) -> dict[int, Proposed]:
        """Wish by wish in order of averages; the last three, a school's alternates and whoever finds no place wait."""
        ranked, free = self._ranked(), Counter(self._places())
        decided, left = dict[int, Proposed](), list[int]()
        for file in ranked:
            option_id = next((one for one in file.wishes if free[one] > 0), None)
            if option_id is None or file.is_alternate or len(decided) >= max(1, len(ranked) - RESERVES):
                left.append(file.id)
            else:
                free[option_id] -= 1
                decided[file.id] = Proposed("candidate", host_option_id=option_id)
        for position, application_id in enumerate(left, 1):
            is_reserve = position <= RESERVES
            decided[application_id] = Proposed("reserve", position) if is_reserve else Proposed("not_selected")
        return decided

    def _students_confirm(self) -> None:
        self.on(18)
        declining, *others = self.ids("confirmation")
        moves.decline_offer(declining, self.students[declining])
        for application_id in others[1:]:  # the first of them forgets, and the offer lapses
            self._confirm(application_id)
        self.on(20)
        for application_id in self.ids("confirmation"):
            if application_id != others[0]:
                self._confirm(application_id)
        self.on(30)
        for application_id in self.ids("confirmation"):
            self._confirm(application_id)

    def _confirm(self, application_id: int) -> None:
        student = self.students[application_id]
        for kind in PLEDGE:
            applicants.upload(application_id, kind, student)
        moves.confirm_offer(application_id, student, has_accepted=True)

    def _hand_in_papers(self, application_ids: Iterable[int]) -> None:
        for application_id in application_ids:
            for kind in PAPERS:
                applicants.upload(application_id, kind, self.students[application_id])

    def _ask_again(self, application_id: int, action: Action, actor: Actor, *, days: int) -> None:
        """Give a file back for a better transcript, until so many days from now."""
        until = database.now() + timedelta(days=days)
        db.session.rollback()
        asked = "请补充上学期成绩，并重新上传成绩单。"
        acts.return_to_student(application_id, action, actor, remark=asked, items=["transcript"], until=until)

    def _record(self, application_ids: Sequence[int], outcome: str, *, remark: str = "") -> None:
        if application_ids:
            outcomes = {one: self.outcome(outcome, remark=remark) for one in application_ids}
            record(outcomes, self.ground.member("coordinator"))

    def _ranked(self) -> list[_File]:
        """The files in assessment with their wishes, those with the better averages first."""
        averages = {one.student_id: one.made.average or 0 for one in self.ground.students}
        wishes = func.array_agg(aggregate_order_by(Choice.host_option_id, Choice.rank))
        query = (
            select(Application.id, Application.student_id, Application.school_outcome, wishes.label("wishes"))
            .join(Choice, Choice.application_id == Application.id)
            .where(Application.call_id == self.call_id, Application.state == "selection")
            .group_by(Application.id)
        )
        rows = sorted(db.session.execute(query), key=lambda row: (-averages[row.student_id], row.id))
        db.session.rollback()
        return [_File(row.id, tuple(row.wishes), row.school_outcome == "alternate") for row in rows]

    def _places(self) -> dict[int, int]:
        query = select(HostOption.id, HostOption.place_count).where(HostOption.call_id == self.call_id)
        found = {row.id: row.place_count or 0 for row in db.session.execute(query)}
        db.session.rollback()
        return found
