"""Tests of mobility.queries.outbox: who sees which letters were sent, and what a letter may know before release."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Role
from mobility.database import set_clock, transaction
from mobility.models import Application, Call, Student, User
from mobility.queries.outbox import circumstances, letters_of, oldest_due
from mobility.services.notices.outbox import post
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_remark
from tests.factories.people import actor, make_institution, make_staff, make_student


@pytest.fixture
def call(database_session: Session) -> Call:
    set_clock(frozen_at=NOON)
    return make_call()


def _post(application: Application, notice: str = "withdrawn", **given: object) -> int:
    from mobility.database import db

    user_id = db.session.get_one(Student, application.student_id).user_id
    with transaction():
        posted = post(
            notice,
            user_id,
            institution_id=application.institution_id,
            application_id=application.id,
            dedupe_key=f"{notice}:{application.id}",
            **given,  # type: ignore[arg-type]  # given by name
        )
    assert posted
    return posted


def test_the_office_sees_the_letters_of_a_case_and_others_see_none(call: Call) -> None:
    application = make_application(call, make_student(), state="school_check")
    _post(application)
    staff = {role: make_staff(role) for role in Role if role not in (Role.STUDENT, Role.SYSTEM)}
    seen = {role for role, person in staff.items() if letters_of(actor(person), application.id)}
    assert seen == {Role.COORDINATOR, Role.HEAD, Role.AUDITOR}
    strange = make_staff(Role.COORDINATOR, institution=make_institution("strange"))
    elsewhere = make_staff(Role.COORDINATOR, call=make_call())
    assert [letters_of(actor(person), application.id) for person in (strange, elsewhere)] == [(), ()]


@pytest.mark.parametrize(("state", "stage"), [("approval", "Home selection"), ("approved", "Home selection")])
def test_before_release_a_letter_knows_the_stage_that_the_student_may_see(state: str, stage: str, call: Call) -> None:
    application = make_application(call, state=state)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR))
    make_decision(proposal, application, "reserve", position=2)
    known = circumstances([posted := _post(application)])[posted]
    assert known.application is not None
    assert (known.application.stage.en, known.application.position) == (stage, None)


def test_an_internal_remark_never_reaches_a_letter(call: Call) -> None:
    application = make_application(call, state="returned_by_office", returned_until=NOON + timedelta(days=3))
    author = make_staff(Role.COORDINATOR)
    for shown, body in ((False, None), (True, "Please mend.")):
        remark = make_remark(application, author, "Please mend.", is_shown_to_student=shown)
        posted = _post_returned(application, remark.id)
        assert circumstances([posted])[posted].remark == body


def _post_returned(application: Application, remark_id: int) -> int:
    from mobility.database import db

    user = db.session.get_one(User, db.session.get_one(Student, application.student_id).user_id)
    with transaction():
        posted = post(
            "returned",
            user.id,
            institution_id=user.institution_id,
            application_id=application.id,
            params={"until": NOON.isoformat(), "remark": remark_id},
            dedupe_key=str(remark_id),
        )
    assert posted
    return posted


def test_the_remark_of_another_case_never_reaches_a_letter(call: Call) -> None:
    application, other = make_application(call), make_application(call)
    remark = make_remark(other, make_staff(Role.COORDINATOR), "Theirs.", is_shown_to_student=True)
    posted = _post_returned(application, remark.id)
    assert circumstances([posted])[posted].remark is None


def test_the_oldest_due_letter_is_told(call: Call) -> None:
    assert oldest_due(NOON) is None
    _post(make_application(call), due_at=NOON - timedelta(hours=1))
    _post(make_application(call), due_at=NOON + timedelta(hours=1))
    assert oldest_due(NOON) == NOON - timedelta(hours=1)
