"""Lives through last year's nursing scholarship, day by day, by the services that everybody's clicks reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from mobility import database
from mobility.cli.demo import answers, applicants
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.seasons import Season, school_places, set_clock
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.database import db
from mobility.models import Application, Review
from mobility.services.applications import moves
from mobility.services.casework import acts
from mobility.services.outcomes.record import record
from mobility.services.school import listing
from mobility.services.selection.assign import assign
from mobility.services.selection.propose import Proposed, propose
from mobility.services.selection.qualify import qualify
from mobility.services.selection.waitlist import close

APPLICANTS: Final = 24
NOT_RECOMMENDED: Final = 2
ALTERNATES: Final = 2
CANDIDATES: Final = 12
RESERVES: Final = 4
CAP: Final = 12


class NursingSeason(Season):
    """One edition under way. Each method is one of its weeks."""

    def live_through(self, people: Sequence[Enrolled]) -> None:
        """Take `APPLICANTS` of the students from sign-up to dispatch, with what goes otherwise on the way."""
        self.sign_up(people[:APPLICANTS])
        self.schools_hand_in()
        self.office_selects()
        self.train()
        self.funder_decides()
        self.contracts()
        set_clock(None)

    def sign_up(self, people: Sequence[Enrolled]) -> None:
        for place, one in enumerate(people):
            set_clock(self.deadline_at - timedelta(days=9) + timedelta(hours=8 * place))
            is_minor = one.is_minor_on(local_date(database.now(), self.ground.zone))
            filled, papers = answers.nursing(self.random), answers.nursing_papers(is_minor=is_minor)
            application_id = applicants.fill_in(self.call_key, one.actor, filled, papers)
            self.students[application_id] = one.actor
            applicants.hand_in(application_id, one.actor)
        self.on(1)

    def schools_hand_in(self) -> None:
        for local, code in (("officer", "nursing"), ("officer.vocational", "vocational")):
            officer, unit_id = self.ground.member(local), self.ground.units[code]
            ids = self.ids_of(code)
            for application_id in ids:
                acts.act(application_id, Action.SCHOOL_CHECK, officer)
            places = school_places(ids, cap=CAP, alternates=ALTERNATES, left_out=NOT_RECOMMENDED)
            listing.save(self.call_id, unit_id, places, officer, version=None)
            listing.hand_in(self.call_id, unit_id, officer)

    def office_selects(self) -> None:
        coordinator = self.ground.member("coordinator")
        self.on(4)
        waiting = self.ids("qualification_check")
        qualify(waiting[:-1], coordinator)
        acts.act(
            waiting[-1],
            Action.QUALIFICATION_DECIDE,
            coordinator,
            outcome="not_qualified",
            remark="入学年份与报名条件不符。",
        )
        reviewers = [self.ground.staff[local] for local in ("reviewer", "reviewer.english", "reviewer.science")]
        assign(self.call_id, self.ids("selection"), reviewers, coordinator)
        self.on(8)
        self.score()
        self.on(9)
        propose(self.call_id, self._decisions(), coordinator, note="按平均分排序。")
        self.on(10)
        self.approve(notice_days=5)
        self.on(11)

    def _decisions(self) -> dict[int, Proposed]:
        """By mean score: the best are candidates, the next reserves; a school's alternate is a reserve at most."""
        rows = _by_mean_score(self.call_id)
        candidates = [row.id for row in rows if row.school_outcome == "recommended"][:CANDIDATES]
        others = [row.id for row in rows if row.id not in candidates]
        decided = {application_id: Proposed("candidate") for application_id in candidates}
        for position, application_id in enumerate(others, start=1):
            is_reserve = position <= RESERVES
            decided[application_id] = Proposed("reserve", position) if is_reserve else Proposed("not_selected")
        return decided

    def train(self) -> None:
        self.on(20)
        coordinator = self.ground.member("coordinator")
        self.on(45)
        left = self.ids("training")[3]
        record({left: self.outcome("training_left", remark="因家庭原因退出。")}, coordinator)
        self.on(78)
        record({one: self.outcome("training_finished") for one in self.ids("training")}, coordinator)

    def funder_decides(self) -> None:
        coordinator = self.ground.member("coordinator")
        self.on(82)
        examined = self.ids("funder_exam")
        hosts = [self.ground.partners["nyp"], self.ground.partners["np"]]
        outcomes = {
            one: self.outcome("exam_awarded", partner_id=hosts[place % 2]) for place, one in enumerate(examined[:-3])
        }
        outcomes |= {one: self.outcome("exam_reserve", position=n) for n, one in enumerate(examined[-3:-1], start=1)}
        outcomes[examined[-1]] = self.outcome("exam_not_selected")
        record(outcomes, coordinator)

    def contracts(self) -> None:
        coordinator = self.ground.member("coordinator")
        self.on(83)
        offered = self.ids("contract")
        for application_id in offered[1:]:
            moves.confirm_offer(application_id, self.students[application_id], has_accepted=True)
        self.on(102)  # the first one has not answered: the offer lapses, the funder's next is offered the place
        for application_id in self.ids("contract"):
            moves.confirm_offer(application_id, self.students[application_id], has_accepted=True)
        self.on(104)
        record({one: self.outcome("contract_signed") for one in self.ids("signing")}, coordinator)
        self.on(119)
        record({one: self.outcome("formalities_cleared") for one in self.ids("formalities")}, coordinator)
        close(self.call_id, coordinator)
        self.on(121)


def _by_mean_score(call_id: int) -> Sequence[Any]:
    mean = func.avg(Review.score)
    query = (
        select(Application.id, Application.school_outcome)
        .join(Review, Review.application_id == Application.id)
        .where(Application.call_id == call_id, Application.state == "selection")
        .group_by(Application.id)
        .order_by(mean.desc(), Application.id)
    )
    rows = db.session.execute(query).all()
    db.session.rollback()
    return rows
