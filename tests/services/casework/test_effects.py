"""What a move causes besides the new state, effect by effect, as rows of the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Role
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, Call, Decision, Offer, Partner, SchoolList, StudentFact
from mobility.services.applications.submit import resubmit
from mobility.storage import Store
from tests.factories.calls import NOON, make_call, make_partner, make_program
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal, make_review
from tests.factories.desks import act, return_file
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_fact, make_staff, make_student

pytestmark = pytest.mark.usefixtures("at_noon")

DAY = NOON.date().isoformat()


def _offer(application_id: int) -> Offer:
    return db.session.scalars(select(Offer).where(Offer.application_id == application_id)).one()


def _award(application_id: int, who: Actor, host: Partner) -> None:
    until = (NOON + timedelta(days=3)).isoformat()
    given: dict[str, Param] = {"happened_on": DAY, "host_partner_id": host.id, "confirm_by": until}
    act(application_id, who, Action.OUTCOME_RECORD, "exam_awarded", given)


def test_a_proposal_keeps_the_decision_and_its_position(coordinator: Actor) -> None:
    file = make_application(state="selection")
    make_review(file, make_staff(Role.REVIEWER), score=80, submitted_at=NOON)
    proposal = make_proposal(_call_of(file), make_staff(Role.COORDINATOR))
    given: dict[str, Param] = {"decision": "reserve", "position": 3, "proposal_id": proposal.id}
    act(file.id, coordinator, Action.LIST_PROPOSE, None, given)
    kept = db.session.scalars(select(Decision)).one()
    assert (kept.application_id, kept.outcome, kept.position) == (file.id, "reserve", 3)
    assert (kept.proposal_id, kept.released_at, kept.voided_at) == (proposal.id, None, None)


def _call_of(file: Application) -> Call:
    return db.session.get_one(Call, file.call_id)


def test_an_upheld_objection_voids_the_decision_but_keeps_it(coordinator: Actor) -> None:
    file = make_application(state="public_notice")
    proposal = make_proposal(
        _call_of(file), make_staff(Role.COORDINATOR), state="released", notice_until=NOON + timedelta(days=1)
    )
    decision = make_decision(proposal, file, "candidate", released_at=NOON)
    act(file.id, coordinator, Action.OBJECTION_UPHOLD, None, {"remark": 1})
    db.session.refresh(decision)
    assert (decision.voided_at, decision.outcome, file.state) == (NOON, "candidate", "selection")


def test_an_award_opens_an_offer_at_the_host_until_its_time(coordinator: Actor) -> None:
    first, second = make_partner(), make_partner()
    file = make_application(make_call(make_program(partners=[first, second])), state="funder_exam")
    _award(file.id, coordinator, second)
    offer = _offer(file.id)
    assert (offer.partner_id, offer.state, offer.opened_at) == (second.id, "open", NOON)
    assert offer.confirm_by == NOON + timedelta(days=3)


@pytest.mark.parametrize(
    ("state", "offer_state", "action", "outcome", "after"),
    [
        ("contract", "open", Action.OFFER_CONFIRM, None, "confirmed"),
        ("contract", "open", Action.OFFER_DECLINE, None, "declined"),
        ("contract", "open", Action.OUTCOME_RECORD, "contract_signed", "confirmed"),
        ("signing", "confirmed", Action.OUTCOME_RECORD, "contract_declined", "declined"),
        ("formalities", "confirmed", Action.OUTCOME_RECORD, "formalities_refused", "declined"),
        ("formalities", "confirmed", Action.APPLICATION_GIVE_UP, None, "declined"),
    ],
)
def test_an_offer_ends_as_the_move_says(
    coordinator: Actor, state: str, offer_state: str, action: Action, outcome: str | None, after: str
) -> None:
    student = make_student()
    file = make_application(student=student, state=state)
    offer = make_offer(file, state=offer_state)
    who = coordinator if action is Action.OUTCOME_RECORD else actor(student)
    act(file.id, who, action, outcome, {"happened_on": DAY, "remark": 1})
    db.session.refresh(offer)
    assert (offer.state, offer.answered_at) == (after, NOON)


def test_the_funders_order_is_kept_or_counted_on(coordinator: Actor) -> None:
    call = make_call()
    files = [make_application(call, state="funder_exam") for _ in range(3)]
    for file, position in zip(files, (2, None, None), strict=True):
        act(file.id, coordinator, Action.OUTCOME_RECORD, "exam_reserve", {"happened_on": DAY, "position": position})
    assert [db.session.get_one(Application, file.id).waiting_position for file in files] == [2, 3, 4]


def test_a_changed_mark_opens_the_schools_list_again(tmp_path: Path) -> None:
    storage.use(Store.on_disk(tmp_path))
    call, student = make_call(), make_student()
    make_fact(student, "average", {"value": 88}, scale="100")
    file = db.session.get_one(Application, hand_in(call, actor(student)).application_id)
    officer = make_staff(Role.OFFICER)
    _rank(file.id)
    with transaction() as session:
        session.add(
            SchoolList(
                institution_id=file.institution_id,
                call_id=call.id,
                unit_id=file.unit_id,
                handed_in_at=NOON,
                handed_in_by=officer.id,
            )
        )
    _stand(file.id, "qualification_check")
    coordinator = actor(make_staff(Role.COORDINATOR))
    return_file(file.id, coordinator, Action.OFFICE_RETURN, items="contact")
    _change_mark(student.id)
    resubmit(file.id, actor(student), has_declared=True)
    db.session.expire_all()
    kept = db.session.scalars(select(SchoolList)).one()
    assert (kept.handed_in_at, kept.handed_in_by) == (None, None)
    assert (file.state, file.school_outcome, file.school_rank) == ("school_check", None, None)
    outcomes = db.session.scalars(select(AuditEvent.outcome).order_by(AuditEvent.id)).all()
    assert outcomes[-2:] == ["school_list_reopened", "ranking_changed"]


def _rank(application_id: int) -> None:
    file = db.session.get_one(Application, application_id)
    file.school_outcome, file.school_rank = "recommended", 1
    db.session.commit()


def _stand(application_id: int, state: str) -> None:
    """Put a file into a stage without the way there, which other tests walk."""
    db.session.get_one(Application, application_id).state = state
    db.session.commit()


def _change_mark(student_id: int) -> None:
    fact = db.session.scalars(select(StudentFact).where(StudentFact.student_id == student_id)).one()
    fact.value = {"value": 71}
    db.session.commit()
