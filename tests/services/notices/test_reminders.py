"""Tests of mobility.services.notices.reminders: who is reminded of what and when, and what a moved deadline does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.terms import Role
from mobility.database import db, now, set_clock, transaction
from mobility.models import OutboxMessage, RoleGrant, SchoolList
from mobility.services.applications.late import enter
from mobility.services.notices.deliver import drain, file_as_sent
from mobility.services.notices.reminders import plan, replan_call
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.cases import make_application, make_offer, make_review
from tests.factories.late import make_late_code
from tests.factories.people import actor, make_staff, make_student, make_unit
from tests.mail.post_office import PostOffice


def _at(day: int, hour: int = 10, minute: int = 0, month: int = 10) -> datetime:
    """A local time in Beijing in 2026, as an instant."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def _go_to(moment: datetime) -> None:
    with transaction():
        set_clock(frozen_at=moment)
    db.session.expire_all()


def _live_until(moment: datetime) -> None:
    """Plan and send every noon, so that nothing of the past waits."""
    for day in range(12, 32):
        if _at(day, 12) <= moment:
            _go_to(_at(day, 12))
            plan()
            file_as_sent()


def _planned(notice: str | None = None, state: str = "pending") -> list[tuple[str, datetime, datetime | None]]:
    query = select(OutboxMessage).where(OutboxMessage.state == state).order_by(OutboxMessage.due_at, OutboxMessage.id)
    rows = db.session.scalars(query).all()
    chosen = [row for row in rows if notice in (None, row.notice) and (notice or row.notice != "digest")]
    return [(row.notice, row.due_at, row.expires_at) for row in chosen]


def test_a_draft_is_reminded_7_3_and_1_days_before_at_ten(at_noon: Session) -> None:
    make_application(make_call())
    seen = []
    for day in range(12, 21):
        _go_to(_at(day, 12))
        plan()
        seen = _planned("draft_reminder")
    assert seen == [
        ("draft_reminder", _at(13), _at(17)),
        ("draft_reminder", _at(17), _at(19)),
        ("draft_reminder", _at(19), DEADLINE),
    ]


def test_planning_again_writes_nothing_new(at_noon: Session) -> None:
    make_application(make_call())
    _go_to(_at(13))
    assert (plan() > 0, plan()) == (True, 0)


@pytest.mark.parametrize(("hours_late", "count"), [(0, 1), (47, 1), (49, 1)])
def test_after_a_pause_only_the_newest_step_goes_out_and_late(hours_late: int, count: int, at_noon: Session) -> None:
    make_application(make_call())
    _go_to(_at(17) + timedelta(hours=hours_late))
    plan()
    overdue = [step for step in _planned("draft_reminder") if step[1] <= _at(17) + timedelta(hours=hours_late)]
    assert len(overdue) == count


def test_after_the_deadline_nothing_is_planned(at_noon: Session) -> None:
    make_application(make_call())
    _go_to(DEADLINE)
    plan()
    assert _planned("draft_reminder") == []


def test_who_began_after_a_step_is_not_reminded_of_it(at_noon: Session) -> None:
    make_application(make_call(), state_since=_at(17, 10, 1))
    _go_to(_at(17, 12))
    plan()
    assert _planned("draft_reminder") == []


def test_drafts_and_recalled_applications_get_their_own_letter_and_others_none(at_noon: Session) -> None:
    call = make_call()
    for state in ("draft", "recalled", "school_check", "withdrawn", "not_submitted"):
        make_application(call, state=state)
    _go_to(_at(17))
    plan()
    assert sorted(step[0] for step in _planned()) == ["draft_reminder", "recalled_reminder"]


def test_a_returned_file_follows_its_own_date(at_noon: Session) -> None:
    until = _at(29, 17)
    make_application(make_call(), state="returned_by_school", returned_until=until)
    for day in (25, 27):
        _go_to(_at(day, 12))
        plan()
    assert _planned("return_reminder") == [
        ("return_reminder", _at(26), _at(28)),
        ("return_reminder", _at(28), until),
    ]


def test_an_offer_is_reminded_a_day_before_and_on_the_day(at_noon: Session) -> None:
    until = _at(16, 12)
    make_offer(make_application(make_call(), state="contract"), confirm_by=until)
    for day in (14, 15):
        _go_to(_at(day, 12))
        plan()
    assert _planned("offer_reminder") == [
        ("offer_reminder", _at(15), _at(16)),
        ("offer_reminder", _at(16), until),
    ]


def test_formalities_are_counted_back_from_the_first_day_of_the_stay(at_noon: Session) -> None:
    make_application(make_call(starts_on=date(2026, 10, 22)), state="formalities")
    make_application(make_call(starts_on=date(2026, 10, 22)), state="training")
    for day in (11, 14, 20):
        _go_to(_at(day, 12))
        plan()
    start = _at(22, 0)
    assert _planned("formalities_reminder") == [
        ("formalities_reminder", _at(12), _at(15)),
        ("formalities_reminder", _at(15), _at(21)),
        ("formalities_reminder", _at(21), start),
    ]


def test_a_school_is_reminded_of_its_list_and_the_coordinator_told_when_it_is_overdue(at_noon: Session) -> None:
    """The deadline is Tuesday 20 October; three working days later is Friday 23 October, 17:00."""
    school, other = make_unit(), make_unit()
    officer = make_staff(Role.OFFICER, unit=school)
    make_staff(Role.OFFICER, unit=other)
    coordinator = make_staff(Role.COORDINATOR)
    call = make_call()
    make_application(call, make_student(school), state="school_check")
    for day in (19, 21, 24):
        _go_to(_at(day, 12))
        plan()
    assert _planned("school_list_reminder") == [
        ("school_list_reminder", _at(20), _at(22)),
        ("school_list_reminder", _at(22), _at(23, 17)),
    ]
    _go_to(_at(25, 12))
    plan()
    assert _planned("school_list_overdue") == [("school_list_overdue", _at(26), _at(26) + timedelta(days=7))]
    query = select(OutboxMessage.notice, OutboxMessage.user_id).where(OutboxMessage.notice != "digest").distinct()
    assert set(map(tuple, db.session.execute(query))) == {
        ("school_list_reminder", officer.id),
        ("school_list_overdue", coordinator.id),
    }


def test_a_list_that_was_handed_in_is_not_asked_for(at_noon: Session) -> None:
    school = make_unit()
    officer = make_staff(Role.OFFICER, unit=school)
    call = make_call()
    application = make_application(call, make_student(school), state="school_check")
    handed_in = {"institution_id": call.institution_id, "call_id": call.id, "unit_id": school.id, "version": 1}
    db.session.add(SchoolList(**handed_in, handed_in_at=NOON, handed_in_by=officer.id))
    db.session.commit()
    _go_to(_at(20))
    plan()
    assert application.state == "school_check"
    assert _planned("school_list_reminder") == []


def test_a_reviewer_is_reminded_once_however_many_reviews_are_open(at_noon: Session) -> None:
    call = make_call()
    reviewer = make_staff(Role.REVIEWER)
    due_at = _at(20, 17)
    for state in ("selection", "selection", "approval"):
        make_review(make_application(call, state=state), reviewer, due_at=due_at)
    for day in (14, 17, 19):
        _go_to(_at(day, 12))
        plan()
    assert _planned("review_reminder") == [
        ("review_reminder", _at(15), _at(18)),
        ("review_reminder", _at(18), _at(20)),
        ("review_reminder", _at(20), due_at),
    ]


def test_a_moved_deadline_replaces_what_waits(at_noon: Session) -> None:
    call = make_call()
    make_application(call)
    _live_until(_at(16, 12))
    assert _planned("draft_reminder") == [("draft_reminder", _at(17), _at(19))]
    with transaction():
        call.deadline_at = DEADLINE + timedelta(days=1)
        replan_call(call.id)
    past, replaced = ("draft_reminder", _at(14), _at(18)), ("draft_reminder", _at(17), _at(19))
    assert _planned("draft_reminder", "unwanted") == [past, replaced]
    _go_to(_at(17, 12))
    plan()
    assert _planned("draft_reminder") == [("draft_reminder", _at(18), _at(20))]


def test_a_moved_deadline_makes_up_for_no_step_of_the_past(at_noon: Session) -> None:
    call = make_call()
    make_application(call)
    _live_until(_at(16, 12))
    with transaction():
        call.deadline_at = DEADLINE + timedelta(days=2)
        replan_call(call.id)
    assert (plan(), _planned("draft_reminder")) == (0, [])


def test_a_deadline_moved_there_and_back_is_reminded_of(at_noon: Session) -> None:
    call = make_call()
    make_application(call)
    _live_until(_at(16, 12))
    for deadline in (DEADLINE + timedelta(days=9), DEADLINE):
        with transaction():
            call.deadline_at = deadline
            replan_call(call.id)
    assert _planned("draft_reminder") == [("draft_reminder", _at(17), _at(19))]


def test_planning_again_belongs_to_the_change_itself(at_noon: Session) -> None:
    with pytest.raises(RuntimeError):
        replan_call(1)


def test_an_overview_is_written_for_working_mornings(at_noon: Session) -> None:
    officer = make_staff(Role.OFFICER)
    make_student()
    ended = make_staff(Role.HEAD)
    with transaction():
        db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == ended.id)).one().ended_at = NOON
    for day in (16, 17, 18):
        _go_to(_at(day, 12))
        plan()
    assert _planned("digest") == [("digest", _at(19, 8, 30), _at(19, 12))]
    assert db.session.scalars(select(OutboxMessage.user_id)).all() == [officer.id]


def test_an_overview_goes_only_to_whom_something_waits_and_names_no_student(office: PostOffice) -> None:
    school = make_unit()
    busy = make_staff(Role.OFFICER, unit=school, locale="en")
    make_staff(Role.OFFICER, locale="en")
    student = make_student(school)
    make_application(make_call(), student, state="school_check")
    _go_to(_at(13, 8, 30))
    plan()
    drain()
    query = select(OutboxMessage).where(OutboxMessage.due_at <= now()).order_by(OutboxMessage.user_id)
    today = db.session.scalars(query).all()
    assert [row.state for row in today] == ["sent", "unwanted"]
    assert [mail["To"] for mail in office.mails] == [busy.email]
    assert "School check: 1" in (today[0].body or "")
    assert student.name not in (today[0].body or "")


def test_who_was_let_in_late_is_reminded_of_their_own_deadline(at_noon: Session) -> None:
    call, student = make_call(), make_student()
    code = make_late_code(call, make_staff(Role.COORDINATOR), valid_until=DEADLINE + timedelta(days=3))
    make_application(call, student)
    enter(call.key, code.code, actor(student))
    for day in range(19, 23):
        _go_to(_at(day, 12))
        plan()
    assert [due_at for _notice, due_at, _expires_at in _planned("draft_reminder")] == [_at(16), _at(20), _at(22)]
