"""An office answers what it was asked, with a reason for a no, and never about itself or what has moved on."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Application, AuditEvent, OfficeCheck, Unit
from mobility.queries import checks
from mobility.services.casework import acts
from mobility.services.checks.answer import answer
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_exchange
from tests.factories.people import actor, make_grant, make_staff, make_student, make_unit, make_user


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def office() -> Unit:
    return make_unit(kind="office")


@pytest.fixture
def checker(office: Unit) -> Actor:
    return actor(make_staff(Role.CHECKER, unit=office))


@pytest.fixture
def file() -> Application:
    return make_application(make_exchange(), state="qualification_check", school_outcome="recommended", school_rank=1)


@pytest.fixture
def question(file: Application, office: Unit) -> OfficeCheck:
    return make_check(file, office)


def _say(question: OfficeCheck, who: Actor, said: str = "yes", remark: str = "", seen: str | None = None) -> None:
    mark = checks.mark_of(question.asked_at, question.answered_at)
    answer(question.id, said, remark, who, seen=mark if seen is None else seen)
    db.session.refresh(question)


def _code(question: OfficeCheck, who: Actor, said: str = "yes", remark: str = "", seen: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        _say(question, who, said, remark, seen)
    db.session.rollback()
    return refused.value.code


def test_an_answer_is_kept_with_who_gave_it_and_written_down(question: OfficeCheck, checker: Actor) -> None:
    _say(question, checker, "no", " Two courses are failed. ")
    assert (question.answer, question.remark) == ("no", "Two courses are failed.")
    assert (question.answered_by, question.answered_at) == (checker.user_id, now())
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CHECK_ANSWER)).one()
    assert (event.outcome, event.is_quiet, event.params) == ("no", True, {"unit_id": question.unit_id})


def test_an_answer_can_be_changed_until_the_file_moves_on(
    question: OfficeCheck, checker: Actor, file: Application
) -> None:
    _say(question, checker)
    _say(question, checker, "no", "The supervisor disagrees.")
    assert question.answer == "no"
    coordinator = actor(make_staff(Role.COORDINATOR))
    with pytest.raises(Refused) as refused:
        acts.act(file.id, Action.QUALIFICATION_DECIDE, coordinator, outcome="qualified")
    assert refused.value.code == "checks.said_no"
    acts.act(file.id, Action.QUALIFICATION_DECIDE, coordinator, outcome="qualified", remark="Settled by telephone.")
    assert _code(question, checker) == "check.closed"


def test_the_office_decides_nothing_before_all_have_answered(question: OfficeCheck, file: Application) -> None:
    with pytest.raises(Refused) as refused:
        acts.act(file.id, Action.QUALIFICATION_DECIDE, actor(make_staff(Role.COORDINATOR)), outcome="qualified")
    assert (refused.value.code, refused.value.params) == ("checks.open", {"count": 1})


@pytest.mark.parametrize(
    ("said", "remark", "code"),
    [
        ("perhaps", "", "check.answer_missing"),
        ("no", "  ", "check.remark_missing"),
        ("no", "x" * 2001, "check.remark_too_long"),
    ],
)
def test_what_is_no_answer_is_refused(question: OfficeCheck, checker: Actor, said: str, remark: str, code: str) -> None:
    assert _code(question, checker, said, remark) == code
    assert question.answer is None


def test_a_page_that_is_behind_overwrites_nothing(question: OfficeCheck, checker: Actor) -> None:
    before = checks.mark_of(question.asked_at, question.answered_at)
    _say(question, checker)
    assert _code(question, checker, "no", "Too late.", seen=before) == "stale.check"
    _say(question, checker, "yes", seen=before)
    assert question.answer == "yes"


def test_others_offices_and_one_s_own_application_do_not_exist(
    question: OfficeCheck, office: Unit, file: Application
) -> None:
    assert _code(question, actor(make_staff(Role.CHECKER, unit=make_unit(kind="office")))) == "check.unknown"
    student = make_student(user=make_user())
    file.student_id = student.id
    db.session.commit()
    person = student.user_id
    from mobility.models import User

    make_grant(db.session.get_one(User, person), Role.CHECKER, unit=office)
    assert _code(question, actor(student)) == "check.unknown"


def test_a_file_that_left_is_not_asked_about_any_more(question: OfficeCheck, checker: Actor, file: Application) -> None:
    assert checks.queue(checker, now()).open_count == 1
    file.state = "withdrawn"
    db.session.commit()
    found = checks.queue(checker, now())
    assert (found.open_count, found.lines) == (0, ())
