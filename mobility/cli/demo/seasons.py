"""What every season of the demo needs to be lived through: the clock, the people at their desks, the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select

from mobility import database
from mobility.cli.demo.ground import Ground
from mobility.core.calendar.zones import local_date
from mobility.core.scoring.school_list import Place
from mobility.core.terms import Actor
from mobility.database import db, transaction
from mobility.models import Application, Proposal, Review
from mobility.queries.identity import actor_of
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.casework.sweep import run_due
from mobility.services.notices.deliver import file_as_sent
from mobility.services.outcomes.record import Outcome
from mobility.services.review import score

ELEVEN: Final = timedelta(hours=-12, minutes=-59)
"""From 23:59, when a call closes, to 11:00 of the same day."""


def set_clock(moment: datetime | None) -> None:
    """Set the product's clock, so that what is made up has happened when it should have; None: as it is."""
    with transaction():
        database.set_clock(frozen_at=moment)


class Season:
    """One call under way. Days count from the last day of sign-up."""

    def __init__(self, ground: Ground, call_id: int, call_key: str, deadline_at: datetime, random: Random) -> None:
        self.ground = ground
        self.call_id = call_id
        self.call_key = call_key
        self.deadline_at = deadline_at
        self.random = random
        self.students: dict[int, Actor] = {}

    def on(self, day: int, *, hours: float = 0) -> None:
        """Go to 11:00 of that day; what came due until then happens, and its letters count as sent."""
        set_clock(self.deadline_at + timedelta(days=day, hours=hours) + ELEVEN)
        run_due()
        file_as_sent()

    def ids(self, *states: str) -> list[int]:
        """The files in these stages, in the order in which they were begun."""
        query = select(Application.id).where(Application.call_id == self.call_id, Application.state.in_(states))
        found = list(db.session.scalars(query.order_by(Application.id)))
        db.session.rollback()
        return found

    def ids_of(self, unit: str) -> list[int]:
        """All files of one school, in the order in which they were begun."""
        mine = (Application.call_id == self.call_id, Application.unit_id == self.ground.units[unit])
        found = list(db.session.scalars(select(Application.id).where(*mine).order_by(Application.id)))
        db.session.rollback()
        return found

    def officer_of(self, application_id: int) -> Actor:
        """The officer of the school of that file."""
        unit_id = db.session.scalar(select(Application.unit_id).where(Application.id == application_id))
        db.session.rollback()
        return self.ground.officers[unit_id or 0]

    def outcome(self, outcome: str, **more: Any) -> Outcome:
        """An outcome that came in today."""
        return Outcome(outcome, local_date(database.now(), self.ground.zone), **more)

    def score(self, *, leave: int = 0) -> None:
        """The reviewers score what was assigned to them, all but the last `leave` files."""
        query = select(Review.id, Review.reviewer_id, Review.version).join(
            Application, Application.id == Review.application_id
        )
        rows = db.session.execute(query.where(Application.call_id == self.call_id).order_by(Review.id)).all()
        db.session.rollback()
        for row in rows[: len(rows) - leave]:
            typed = {"score": str(self.random.randint(58, 96)), "comment": ""}
            score.submit(row.id, typed, actor_of(row.reviewer_id), version=row.version)

    def approve(self, *, notice_days: int) -> None:
        """The head approves the list that the coordinator proposed; it is released at the time chosen for that."""
        query = select(Proposal).where(Proposal.call_id == self.call_id, Proposal.state == "proposed")
        proposal = db.session.scalars(query).one()
        proposal_id, version = proposal.id, proposal.version
        db.session.rollback()
        approve(proposal_id, self.ground.member("head"), ReleaseChoice(notice_days=notice_days), version=version)


def school_places(ids: Sequence[int], *, cap: int, alternates: int, left_out: int) -> dict[int, Place]:
    """The last ones are not recommended, those before them alternates, all others recommended in order."""
    recommended = ids[: min(cap, max(0, len(ids) - left_out - alternates))]
    waiting = ids[len(recommended) : len(ids) - left_out] or ids[len(recommended) : len(recommended) + 1]
    places = {one: Place("recommended", rank) for rank, one in enumerate(recommended, start=1)}
    places |= {one: Place("alternate", rank) for rank, one in enumerate(waiting, start=1)}
    rest = [one for one in ids if one not in places]
    return places | {one: Place("not_recommended", reason="材料不完整，未按时补充。") for one in rest}
