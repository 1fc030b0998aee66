"""Facts that change after the submission: shown to student and desks, never counted until the office says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mobility.core.eligibility import parse
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Choice, OutboxMessage, Remark, Student, StudentFact, Unit
from mobility.queries.content import hold
from mobility.queries.record_changes import drift
from mobility.queries.students import as_plain, record_of
from mobility.services.casework.new_facts import Settlement, settle
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_review
from tests.factories.hosts import make_exchange
from tests.factories.options import make_option
from tests.factories.people import actor, make_fact, make_staff, make_student, make_unit

RULES = {"rules": [{"kind": "average_at_least", "key": "average", "minimum": 80}]}
CHANGE = "Weighted average: handed in as 84 of 100, now 76.5 of 100 since 20 September 2026"
OTHER = "With the new facts the verdict would be another one: Not eligible instead of Eligible."


@pytest.fixture
def call() -> Call:
    return make_call(rules=parse(RULES))


def _file(call: Call, average: float = 84, **columns: Any) -> Application:
    unit = make_unit()
    student = make_student(unit, name="丁一")
    make_fact(student, "average", {"value": average}, scale="100", as_of=date(2026, 9, 1))
    snapshot = as_plain(record_of(student.id))
    return make_application(call, student, snapshot=snapshot, **({"state": "qualification_check"} | columns))


def _lower(file: Application, average: float = 76.5) -> None:
    fact = db.session.query(StudentFact).filter_by(student_id=file.student_id, key="average").one()
    fact.value, fact.as_of = {"value": average}, date(2026, 9, 20)
    db.session.commit()


def _student(file: Application) -> Student:
    return db.session.get_one(Student, file.student_id)


def _banner(page: Page) -> str:
    return " ".join(" ".join(one.get_text(" ") for one in page.soup.select(".banner")).split())


def _letters(file: Application) -> list[str]:
    return [one.notice for one in db.session.query(OutboxMessage).filter_by(application_id=file.id)]


def _verdict(page: Page) -> str:
    return page.text.split("In the words that the student reads:")[1][:90]


def test_what_was_handed_in_counts_until_the_office_takes_the_new_facts_over(visitor: Browser, call: Call) -> None:
    file = _file(call)
    assert "changed after" not in visitor.visit(f"/office/files/{file.id}").text
    _lower(file)
    page = visitor.visit(f"/office/files/{file.id}")
    assert CHANGE in _banner(page)
    assert OTHER in _banner(page)
    assert "Your average is 84" in _verdict(page)
    again = visitor.press(page, "Take the new facts over")
    assert again.status == 422
    assert "Write a remark" in again.text
    done = visitor.press(page, "Take the new facts over", {"reason": "The registry corrected a mark."})
    assert "The new facts count from now on." in done.text
    assert "changed after" not in done.text
    assert "Your average is 76.5" in _verdict(done)
    assert _letters(file) == ["facts_taken"]
    event = db.session.query(AuditEvent).filter_by(application_id=file.id).one()
    assert (event.action, event.outcome, event.params) == (
        "facts.settle",
        "taken",
        {"facts": "average", "now": "not_eligible", "remark": db.session.query(Remark.id).scalar()},
    )
    late = visitor.press(page, "Leave them aside", {"reason": "Twice."})
    assert "Nothing in the record waits for a decision any more." in late.text


def test_what_is_left_aside_comes_back_only_when_the_record_changes_again(visitor: Browser, call: Call) -> None:
    file = _file(call)
    _lower(file)
    page = visitor.visit(f"/office/files/{file.id}")
    done = visitor.press(page, "Leave them aside", {"reason": "The mark of the deadline counts."})
    assert "The office has seen this and left it aside" in _banner(done)
    assert "Your average is 84" in _verdict(done)
    assert not done.soup.select("button[value=taken]")
    assert _letters(file) == ["facts_left"]
    assert "facts changed" not in visitor.visit("/office/files").text
    _lower(file, 70)
    assert "facts changed" in visitor.visit("/office/files?work=changed").text
    stale = visitor.press(page, "Take the new facts over", {"reason": "Seen before."})
    assert stale.status == 409
    assert "The record changed again after you opened the page." in stale.text


def test_the_list_marks_and_finds_files_whose_record_changed(visitor: Browser, call: Call) -> None:
    changed, moved, _same, ended = _file(call), _file(call), _file(call), _file(call, state="withdrawn")
    make_application(call, make_student(name="王二"), state="selection")
    _lower(changed)
    _lower(ended)
    _student(moved).unit_id = make_unit().id
    db.session.commit()
    page = visitor.visit("/office/files?work=changed")
    links = [str(link["href"]).partition("?")[0] for link in page.soup.select("main tbody th a")]
    assert sorted(links) == sorted(f"/office/files/{file.id}" for file in (changed, moved))
    assert page.text.count("facts changed") == 2
    assert visitor.visit("/office/files").text.count("facts changed") == 2


def test_the_school_sees_what_changed_and_cannot_settle_it(client: Client, call: Call) -> None:
    file = _file(call, state="school_check")
    _lower(file)
    officer = Browser(client)
    officer.sign_in(make_staff(Role.OFFICER, unit=db.session.get_one(Unit, file.unit_id)))
    page = officer.visit(f"/school/applications/{file.id}")
    assert CHANGE in _banner(page)
    assert not page.soup.select("button[value=taken]")


def test_the_student_sees_what_changed_and_what_the_office_said(client: Client, call: Call) -> None:
    file = _file(call)
    _lower(file)
    student = Browser(client)
    student.sign_in(_student(file))
    page = student.visit(f"/applications/{file.id}/progress")
    assert CHANGE in _banner(page)
    assert "What was handed in counts until the office says otherwise." in _banner(page)
    seen = drift(hold(file.id)).seen
    settle(file.id, actor(make_staff(Role.COORDINATOR)), Settlement(True, "The registry corrected a mark.", seen))
    page = student.visit(f"/applications/{file.id}/progress")
    assert CHANGE not in page.text
    assert "The office took over changes of your record into this application." in page.text
    assert "The registry corrected a mark." in page.text


def test_the_proposal_asks_why_somebody_goes_on_who_does_not_meet_the_conditions(visitor: Browser, call: Call) -> None:
    file = _file(call, state="selection", school_outcome="recommended", school_rank=1)
    make_review(file, make_staff(Role.REVIEWER), score=80, submitted_at=NOON)
    _lower(file)
    page = visitor.visit(f"/office/files/{file.id}")
    visitor.press(page, "Take the new facts over", {"reason": "The registry corrected a mark."})
    page = visitor.visit(f"/office/calls/{call.id}/proposal")
    assert "Does not meet the conditions: why all the same?" in page.text
    checked = visitor.press(page, "Check the list", {f"outcome-{file.id}": "candidate"})
    refused = visitor.press(checked, "Propose this list")
    assert (refused.status, "Say in a remark why the file goes on all the same." in refused.text) == (422, True)
    checked = visitor.press(refused, "Check the list", {f"reason-{file.id}": "The faculty vouches for her."})
    assert "The list is with the head of the office now." in visitor.press(checked, "Propose this list").text


def test_the_desk_sees_how_the_student_stands_to_each_host_wished_for_then_and_now(visitor: Browser) -> None:
    call = make_exchange(rules=parse({"rules": []}))
    options = [make_option(call, rules=RULES["rules"], key="strict"), make_option(call, key="open")]
    file = _file(call)
    for rank, option in enumerate(options, 1):
        given = {"institution_id": file.institution_id, "application_id": file.id, "host_option_id": option.id}
        db.session.add(Choice(**given, rank=rank))
    db.session.commit()
    _lower(file)
    banner = _banner(visitor.visit(f"/office/files/{file.id}"))
    assert "The verdict would stay the same." in banner
    assert "Nanyang Polytechnic: Not eligible instead of Eligible Your average is 76.5" in banner
    assert banner.count("Nanyang Polytechnic") == 1


def test_a_student_who_has_the_file_again_sees_on_the_list_of_tasks_what_changed(client: Client, call: Call) -> None:
    file = _file(call, state="returned_by_school", returned_until=NOON + timedelta(days=3))
    _lower(file)
    student = Browser(client)
    student.sign_in(_student(file))
    banner = _banner(student.visit(f"/applications/{file.id}"))
    assert CHANGE in banner
    assert "What you hand in again carries the record as it is then." in banner
    assert "until the office says otherwise" not in banner
