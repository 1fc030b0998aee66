"""Lives through last year's edition, day by day, by the services that everybody's clicks reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import func, select

from mobility import database
from mobility.cli.demo import applicants
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.world import EDITION, World
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Actor
from mobility.database import db, transaction
from mobility.models import Application, Proposal, Review
from mobility.queries.identity import actor_of
from mobility.queries.release_times import ReleaseChoice
from mobility.services.applications import moves
from mobility.services.approval.approve import approve
from mobility.services.casework import acts
from mobility.services.casework.sweep import run_due
from mobility.services.notices.deliver import file_as_sent
from mobility.services.outcomes.record import Outcome, record
from mobility.services.review import score
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
ELEVEN: Final = timedelta(hours=-12, minutes=-59)
"""From 23:59, when the call closed, to 11:00 of the same day."""


def live_through(ground: World, people: Sequence[Enrolled], random: Random) -> None:
    """Take `APPLICANTS` of the students from sign-up to dispatch, with what goes otherwise on the way."""
    season = _Season(ground, random)
    season.sign_up([one for one in people if one.made.category == "mainland"][:APPLICANTS])
    season.schools_hand_in()
    season.office_selects()
    season.train()
    season.funder_decides()
    season.contracts()
    set_clock(None)


def set_clock(moment: datetime | None) -> None:
    """Set the product's clock, so that what is made up has happened when it should have; None: as it is."""
    with transaction():
        database.set_clock(frozen_at=moment)


class _Season:
    """One edition under way. Each method is one of its weeks; days count from the last day of sign-up."""

    def __init__(self, ground: World, random: Random) -> None:
        self._ground = ground
        self._random = random
        self._call_id = ground.last_call
        self._by_student: dict[int, Actor] = {}

    def _on(self, day: int) -> None:
        """Go to 11:00 of that day; what came due until then happens, and its letters count as sent."""
        set_clock(self._ground.last_deadline + timedelta(days=day) + ELEVEN)
        run_due()
        file_as_sent()

    def _staff(self, local: str) -> Actor:
        actor = actor_of(self._ground.staff[local])
        db.session.rollback()
        return actor

    def _ids(self, *states: str, column: Any = None) -> list[int]:
        query = select(Application.id).where(Application.call_id == self._call_id, Application.state.in_(states))
        found = list(db.session.scalars(query.order_by(column if column is not None else Application.id)))
        db.session.rollback()
        return found

    def sign_up(self, people: Sequence[Enrolled]) -> None:
        key = f"singapore-nursing-{EDITION - 1}"
        for place, one in enumerate(people):
            set_clock(self._ground.last_deadline - timedelta(days=9) + timedelta(hours=8 * place))
            is_minor = one.is_minor_on(local_date(database.now(), self._ground.zone))
            application_id = applicants.fill_in(key, one.actor, is_minor, self._random)
            self._by_student[application_id] = one.actor
            applicants.hand_in(application_id, one.actor)
        self._on(1)

    def schools_hand_in(self) -> None:
        for local, code in (("officer", "nursing"), ("officer.vocational", "vocational")):
            officer, unit_id = self._staff(local), self._ground.units[code]
            mine = select(Application.id).where(Application.call_id == self._call_id, Application.unit_id == unit_id)
            ids = list(db.session.scalars(mine.order_by(Application.id)))
            db.session.rollback()
            for application_id in ids:
                acts.act(application_id, Action.SCHOOL_CHECK, officer)
            listing.save(self._call_id, unit_id, _places(ids), officer, version=None)
            listing.hand_in(self._call_id, unit_id, officer)

    def office_selects(self) -> None:
        coordinator, head = self._staff("coordinator"), self._staff("head")
        self._on(4)
        waiting = self._ids("qualification_check")
        qualify(waiting[:-1], coordinator)
        acts.act(
            waiting[-1],
            Action.QUALIFICATION_DECIDE,
            coordinator,
            outcome="not_qualified",
            remark="入学年份与报名条件不符。",
        )
        reviewers = [self._ground.staff[local] for local in ("reviewer", "reviewer.english", "reviewer.science")]
        assign(self._call_id, self._ids("selection"), reviewers, coordinator)
        self._on(8)
        self._score()
        self._on(9)
        propose(self._call_id, self._decisions(), coordinator, note="按平均分排序。")
        self._on(10)
        proposal = db.session.scalars(select(Proposal).where(Proposal.call_id == self._call_id)).one()
        proposal_id, version = proposal.id, proposal.version
        db.session.rollback()
        approve(proposal_id, head, ReleaseChoice(notice_days=5), version=version)
        self._on(11)

    def _score(self) -> None:
        query = select(Review.id, Review.reviewer_id, Review.version).join(
            Application, Application.id == Review.application_id
        )
        rows = db.session.execute(query.where(Application.call_id == self._call_id).order_by(Review.id)).all()
        db.session.rollback()
        for row in rows:
            typed = {"score": str(self._random.randint(58, 96)), "comment": ""}
            score.submit(row.id, typed, actor_of(row.reviewer_id), version=row.version)

    def _decisions(self) -> dict[int, Proposed]:
        """By mean score: the best are candidates, the next reserves; a school's alternate is a reserve at most."""
        rows = _by_mean_score(self._call_id)
        candidates = [row.id for row in rows if row.school_outcome == "recommended"][:CANDIDATES]
        others = [row.id for row in rows if row.id not in candidates]
        decided = {application_id: Proposed("candidate") for application_id in candidates}
        for position, application_id in enumerate(others, start=1):
            is_reserve = position <= RESERVES
            decided[application_id] = Proposed("reserve", position) if is_reserve else Proposed("not_selected")
        return decided

    def train(self) -> None:
        self._on(20)
        coordinator = self._staff("coordinator")
        self._on(45)
        left = self._ids("training")[3]
        record({left: self._outcome("training_left", remark="因家庭原因退出。")}, coordinator)
        self._on(78)
        record({one: self._outcome("training_finished") for one in self._ids("training")}, coordinator)

    def funder_decides(self) -> None:
        coordinator = self._staff("coordinator")
        self._on(82)
        examined = self._ids("funder_exam")
        hosts = [self._ground.partners["nyp"], self._ground.partners["np"]]
        outcomes = {
            one: self._outcome("exam_awarded", partner_id=hosts[place % 2]) for place, one in enumerate(examined[:-3])
        }
        outcomes |= {one: self._outcome("exam_reserve", position=n) for n, one in enumerate(examined[-3:-1], start=1)}
        outcomes[examined[-1]] = self._outcome("exam_not_selected")
        record(outcomes, coordinator)

    def contracts(self) -> None:
        coordinator = self._staff("coordinator")
        self._on(83)
        offered = self._ids("contract")
        for application_id in offered[1:]:
            moves.confirm_offer(application_id, self._by_student[application_id], has_accepted=True)
        self._on(102)  # the first one has not answered: the offer lapses, the funder's next is offered the place
        for application_id in self._ids("contract"):
            moves.confirm_offer(application_id, self._by_student[application_id], has_accepted=True)
        self._on(104)
        record({one: self._outcome("contract_signed") for one in self._ids("signing")}, coordinator)
        self._on(119)
        record({one: self._outcome("formalities_cleared") for one in self._ids("formalities")}, coordinator)
        close(self._call_id, coordinator)
        self._on(121)

    def _outcome(self, outcome: str, **more: Any) -> Outcome:
        return Outcome(outcome, local_date(database.now(), self._ground.zone), **more)


def _places(ids: Sequence[int]) -> dict[int, listing.Place]:
    """The last ones are not recommended, those before them alternates, all others recommended in order."""
    cap = 12
    recommended = ids[: min(cap, max(0, len(ids) - NOT_RECOMMENDED - ALTERNATES))]
    alternates = ids[len(recommended) : len(ids) - NOT_RECOMMENDED] or ids[len(recommended) : len(recommended) + 1]
    places = {one: listing.Place("recommended", rank) for rank, one in enumerate(recommended, start=1)}
    places |= {one: listing.Place("alternate", rank) for rank, one in enumerate(alternates, start=1)}
    rest = [one for one in ids if one not in places]
    return places | {one: listing.Place("not_recommended", reason="材料不完整，未按时补充。") for one in rest}


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
