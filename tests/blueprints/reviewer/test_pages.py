"""The reviewer's pages over HTTP: the queue, the score sheet, stepping back, and what is not theirs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Review, Student, User
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_fact, make_institution, make_staff


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def reviewer() -> User:
    return make_staff(Role.REVIEWER)


@pytest.fixture
def review(reviewer: User) -> Review:
    return make_review(make_application(state="selection"), reviewer, due_at=NOON + timedelta(days=2))


@pytest.fixture
def visitor(client: Client, reviewer: User) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(reviewer)
    return visitor


def _number(review: Review) -> str:
    return str(db.session.get_one(Application, review.application_id).number)


def _kept(review: Review) -> tuple[Decimal | None, str | None, bool]:
    db.session.refresh(review)
    return review.score, review.comment, review.submitted_at is not None


def test_the_queue_leads_to_the_sheet(review: Review, visitor: Browser) -> None:
    queue = visitor.visit("/reviews")
    assert queue.all("tbody tr th") == [_number(review)]
    assert "14 Oct 2026 12:00 in 2 days" in queue.text
    sheet = visitor.visit(queue.link(_number(review)))
    file = db.session.get_one(Application, review.application_id)
    student = db.session.get_one(Student, file.student_id)
    assert sheet.heading == student.name
    assert student.number not in sheet.text


def test_a_score_is_saved_submitted_and_reopened(review: Review, visitor: Browser) -> None:
    sheet = visitor.visit(f"/reviews/{review.id}")
    sheet = visitor.press(sheet, "Save as draft", {"score": "８７．５", "comment": "Calm."})
    assert "Only a submitted score counts" in sheet.text
    assert _kept(review) == (Decimal("87.50"), "Calm.", False)
    assert sheet.values()["score"] == "87.5"
    done = visitor.press(sheet, "Submit score")
    assert done.path == "/reviews"
    assert done.all("tbody tr td.number") == ["87.50"]
    assert _kept(review) == (Decimal("87.50"), "Calm.", True)
    sheet = visitor.press(visitor.visit(f"/reviews/{review.id}"), "Reopen the score")
    assert _kept(review) == (Decimal("87.50"), "Calm.", False)
    assert sheet.values()["comment"] == "Calm."


def test_after_a_score_comes_the_next_file(review: Review, reviewer: User, visitor: Browser) -> None:
    following = make_review(make_application(state="selection"), reviewer, due_at=NOON + timedelta(days=3))
    sheet = visitor.visit(f"/reviews/{review.id}")
    assert sheet.link("Next file") == f"/reviews/{following.id}"
    shown = visitor.press(sheet, "Submit score", {"score": "70"})
    assert shown.path == f"/reviews/{following.id}"
    assert shown.link("Previous file") == f"/reviews/{review.id}"


def test_what_is_no_score_is_said_beside_the_field_and_kept(review: Review, visitor: Browser) -> None:
    sheet = visitor.press(visitor.visit(f"/reviews/{review.id}"), "Submit score", {"score": "101", "comment": "So."})
    assert sheet.status == 422
    assert sheet.all("#score-error") == ["Enter 100 or less."]
    assert (sheet.values()["score"], sheet.values()["comment"]) == ("101", "So.")
    assert _kept(review) == (None, None, False)


def test_a_submit_without_a_score_asks_for_one(review: Review, visitor: Browser) -> None:
    sheet = visitor.press(visitor.visit(f"/reviews/{review.id}"), "Submit score", {"comment": "So."})
    assert sheet.all("#score-error") == ["This question needs an answer."]


def test_another_window_that_saved_first_is_shown_beside_what_was_typed(review: Review, visitor: Browser) -> None:
    first, second = (visitor.visit(f"/reviews/{review.id}") for _window in range(2))
    visitor.press(first, "Save as draft", {"score": "80", "comment": "First window."})
    shown = visitor.press(second, "Save as draft", {"score": "60", "comment": "Second window."})
    assert shown.status == 409
    assert "First window." in shown.text
    assert (shown.values()["score"], shown.values()["comment"]) == ("60", "Second window.")
    assert _kept(review) == (Decimal(80), "First window.", False)
    visitor.press(shown, "Save as draft")
    assert _kept(review) == (Decimal(60), "Second window.", False)


def test_a_score_comes_too_late_once_the_list_is_proposed(review: Review, visitor: Browser) -> None:
    sheet = visitor.visit(f"/reviews/{review.id}")
    db.session.get_one(Application, review.application_id).state = "approval"
    db.session.commit()
    shown = visitor.press(sheet, "Submit score", {"score": "80"})
    assert (shown.path, shown.heading) == ("/reviews", "Files to score")
    assert "no longer being assessed" in shown.text
    assert _kept(review) == (None, None, False)
    assert visitor.visit(f"/reviews/{review.id}").status == 404


def test_a_scored_file_stays_readable_and_cannot_be_changed(review: Review, visitor: Browser) -> None:
    review.score, review.submitted_at = Decimal(77), NOON
    db.session.get_one(Application, review.application_id).state = "public_notice"
    db.session.commit()
    sheet = visitor.visit(f"/reviews/{review.id}")
    assert sheet.status == 200
    assert "can no longer be changed" in sheet.text
    assert sheet.all("main button") == []


def test_facts_say_where_they_come_from(review: Review, visitor: Browser) -> None:
    file = db.session.get_one(Application, review.application_id)
    student = db.session.get_one(Student, file.student_id)
    make_fact(student, "average", {"value": 81.5}, scale="100", source="confirmed")
    shown = visitor.visit(f"/reviews/{review.id}")
    assert shown.all("dl dd")[:1] == ["81.5 of 100 confirmed by the school"]


def test_stepping_back_hides_the_file_and_keeps_the_reason(review: Review, visitor: Browser) -> None:
    sheet = visitor.visit(f"/reviews/{review.id}")
    asked = visitor.visit(sheet.link("I cannot judge this student"))
    refused = visitor.press(asked, "Step back", {"reason": "  "})
    assert (refused.status, refused.all("#reason-error")) == (
        422,
        ["Say in a few words what connects you with this student."],
    )
    done = visitor.press(refused, "Step back", {"reason": "My niece."})
    assert done.path == "/reviews"
    assert "No file waits for your score" in done.text
    db.session.refresh(review)
    assert review.conflict_reason == "My niece."
    assert visitor.visit(f"/reviews/{review.id}").status == 404


PAGES = ("/reviews/{id}", "/reviews/{id}/conflict")


@pytest.mark.parametrize("path", PAGES)
def test_foreign_and_unknown_files_answer_alike(path: str, review: Review, visitor: Browser) -> None:
    file = make_application(state="selection")
    foreign = make_review(file, make_staff(Role.REVIEWER))
    away = make_institution("away")
    elsewhere = make_review(make_application(state="selection"), make_staff(Role.REVIEWER, institution=away))
    paths = [path.format(id=number) for number in (foreign.id, elsewhere.id, 10**9, 2**62)]
    answers = [visitor.visit(one) for one in paths]
    assert [one.status for one in answers] == [404] * 4
    assert len({one.text.replace(one.response.headers["X-Request-ID"], "") for one in answers}) == 1
    assert _number(review) not in answers[0].text


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REVIEWER, Role.SYSTEM, Role.STUDENT)])
def test_other_roles_have_no_such_desk(role: Role, review: Review, client: Client) -> None:
    visitor = Browser(client)
    visitor.sign_in(make_staff(role))
    for path in ("/reviews", f"/reviews/{review.id}", f"/reviews/{review.id}/conflict"):
        assert visitor.visit(path).status == 404


def test_nobody_scores_another_reviewers_file_by_hand(review: Review, visitor: Browser) -> None:
    theirs = make_review(make_application(state="selection"), make_staff(Role.REVIEWER))
    sheet = visitor.visit(f"/reviews/{review.id}")
    form, _button = sheet.form_of("Submit score")
    form["action"] = f"/reviews/{theirs.id}"
    assert visitor.send(sheet, "Submit score", {"score": "1"}).status_code == 404
    assert _kept(theirs) == (None, None, False)


def test_pages_cost_few_statements(review: Review, visitor: Browser) -> None:
    for path in ("/reviews", f"/reviews/{review.id}"):
        visitor.visit(path)
        with counted() as sent:
            assert visitor.visit(path).status == 200
        assert len(sent) <= 12, sent


def test_the_pages_speak_chinese(review: Review, visitor: Browser) -> None:
    assert visitor.visit("/reviews?lang=zh_Hans").heading == "待评分申请"
    sheet = visitor.visit(f"/reviews/{review.id}")
    assert sheet.all("h2") == ["成绩与语言水平", "提交的材料", "个人陈述", "英语与理科基础", "您的评分"]
    assert sheet.all("main button") == ["提交评分", "保存草稿"]
