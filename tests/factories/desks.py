"""Lets the desks act on an application in tests, each by the door and in its own role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Institution, Partner, Proposal, Remark, Review, SchoolList, Unit
from mobility.services.casework import advance
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff


def officer_of(application_id: int) -> Actor:
    """A school officer of the application's school."""
    application = db.session.get_one(Application, application_id)
    return actor(make_staff(Role.OFFICER, unit=db.session.get_one(Unit, application.unit_id)))


def staff_of(application_id: int, role: Role) -> Actor:
    """A person of the application's institution in that role."""
    application = db.session.get_one(Application, application_id)
    return actor(make_staff(role, institution=db.session.get_one(Institution, application.institution_id)))


def act(
    application_id: int, who: Actor, action: Action, outcome: str | None = None, params: dict[str, Any] | None = None
) -> None:
    """One move through the door, committed."""
    with transaction():
        advance(application_id, action, who, outcome=outcome, params=params or {})


def give_up(application_id: int, who: Actor) -> None:
    """The file is given up and the time to undo that is over."""
    act(application_id, who, Action.APPLICATION_GIVE_UP)


def return_file(
    application_id: int, who: Actor, action: Action, *, items: str = "", days: int = 5, body: str = "Please mend."
) -> None:
    """Return the file with a remark that the student sees."""
    application = db.session.get_one(Application, application_id)
    with transaction():
        remark = Remark(
            institution_id=application.institution_id,
            application_id=application_id,
            author_id=who.user_id,
            body=body,
            is_shown_to_student=True,
            items=[item for item in items.split(",") if item],
        )
        db.session.add(remark)
        db.session.flush()
        until = (now() + timedelta(days=days)).isoformat()
        advance(application_id, action, who, params={"remark": remark.id, "until": until, "items": items})


def recommend(application_id: int, outcome: str = "recommended", rank: int = 1) -> None:
    """The school checks, ranks and, the day after the deadline, hands its list in, the file on it."""
    officer = officer_of(application_id)
    act(application_id, officer, Action.SCHOOL_CHECK)
    application = db.session.get_one(Application, application_id)
    with transaction():
        application.school_outcome, application.school_rank = outcome, rank
    _run_on_to(db.session.get_one(Call, application.call_id).deadline_at + timedelta(days=1))
    act(application_id, officer, Action.SCHOOL_HAND_IN, outcome)
    with transaction():
        db.session.add(
            SchoolList(
                institution_id=application.institution_id,
                call_id=application.call_id,
                unit_id=application.unit_id,
                handed_in_at=now(),
                handed_in_by=officer.user_id,
            )
        )


def qualify(application_id: int) -> None:
    act(application_id, staff_of(application_id, Role.COORDINATOR), Action.QUALIFICATION_DECIDE, "qualified")


def propose(application_id: int, decision: str = "candidate", position: int | None = None) -> int:
    """A reviewer scores and a coordinator proposes; returns the proposal's id."""
    application = db.session.get_one(Application, application_id)
    coordinator = staff_of(application_id, Role.COORDINATOR)
    reviewer = staff_of(application_id, Role.REVIEWER)
    with transaction():
        review = Review(
            institution_id=application.institution_id,
            application_id=application_id,
            reviewer_id=reviewer.user_id,
            assigned_by=coordinator.user_id,
            score=91,
            submitted_at=now(),
            version=1,
        )
        proposal = Proposal(
            institution_id=application.institution_id, call_id=application.call_id, proposed_by=coordinator.user_id
        )
        db.session.add_all([review, proposal])
        db.session.flush()
        params = {"decision": decision, "position": position, "proposal_id": proposal.id}
        advance(application_id, Action.LIST_PROPOSE, coordinator, params=params)
        return proposal.id


def release(application_id: int, proposal_id: int, outcome: str = "candidate") -> None:
    """The head approves and the result is released with a public notice of five days."""
    act(application_id, staff_of(application_id, Role.HEAD), Action.LIST_APPROVE)
    proposal = db.session.get_one(Proposal, proposal_id)
    with transaction():
        proposal.release_at, proposal.notice_until = now(), now() + timedelta(days=5)
        proposal.state, proposal.released_at = "released", now()
    act(application_id, Actor.system(proposal.institution_id), Action.LIST_RELEASE, outcome)


def award(application_id: int, partner: Partner) -> None:
    """From the end of the notice to the offer of a place at that host, to be confirmed within two days."""
    coordinator = staff_of(application_id, Role.COORDINATOR)
    day = now().date().isoformat()
    act(application_id, coordinator, Action.OUTCOME_RECORD, "training_finished", {"happened_on": day})
    confirm_by = (now() + timedelta(days=2)).isoformat()
    params = {"happened_on": day, "host_partner_id": partner.id, "confirm_by": confirm_by}
    act(application_id, coordinator, Action.OUTCOME_RECORD, "exam_awarded", params)


def _run_on_to(at: datetime) -> None:
    if now() < at:
        stop_clock_at(at)
