"""One file at the school's desk: what it shows, and the acts on it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, Remark, Student, StudentFact, Unit, User
from tests.browsing import Browser, Sent
from tests.factories.cases import make_application, make_offer, make_remark, make_review
from tests.factories.people import make_fact, make_staff, make_student, make_unit

CHECKED = "Checked, onto the list"
RETURN: dict[str, Sent] = {
    "items": ["contact"],
    "remark": "Your number is wrong.",
    "until_on": "2026-10-16",
    "until_at": "17:00",
}


@pytest.fixture
def student(unit: Unit) -> Student:
    return make_student(unit, name="黄蓉")


@pytest.fixture
def file(call: Call, student: Student) -> Application:
    return make_application(call, student, state="school_check")


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


def test_the_file_shows_facts_with_their_source_and_date(visitor: Browser, file: Application, student: Student) -> None:
    make_fact(student, "average", {"value": 88.5}, scale="100", source="declared")
    page = visitor.visit(f"/school/applications/{file.id}")
    assert page.heading == "黄蓉"
    assert "88.5" in page.text
    assert "declared by the student" in page.text.casefold()
    confirmed = visitor.press(page, "Confirm")
    assert "Confirmed." in confirmed.text
    fact = db.session.scalars(select(StudentFact)).one()
    assert (fact.source, fact.confirmed_by is not None) == ("confirmed", True)


def test_a_checked_file_is_on_the_list(visitor: Browser, file: Application) -> None:
    done = visitor.press(visitor.visit(f"/school/applications/{file.id}"), CHECKED)
    assert "The file is on your school's list now." in done.text
    assert _state(file) == "school_list"


def test_a_file_is_given_back_with_what_to_mend(visitor: Browser, file: Application) -> None:
    page = visitor.visit(f"/school/applications/{file.id}")
    assert page.values()["until_on"] == "2026-10-15"
    done = visitor.press(page, "Give back", dict(RETURN))
    assert "The student gets a letter." in done.text
    remark = db.session.scalars(select(Remark)).one()
    assert (_state(file), remark.body, remark.is_shown_to_student) == (
        "returned_by_school",
        "Your number is wrong.",
        True,
    )


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"items": []}, "items", "Mark at least one section or document"),
        ({"remark": ""}, "remark", "Write what the student should do."),
        ({"until_on": "2026-10-11"}, "until_on", "Choose a date that is still to come"),
        ({"until_on": "2026-02-30"}, "until_on", "a date of the calendar"),
    ],
)
def test_a_flaw_is_said_beside_its_field_and_what_was_typed_is_kept(
    visitor: Browser, file: Application, fields: dict[str, Sent], field: str, words: str
) -> None:
    typed = RETURN | fields
    shown = visitor.press(visitor.visit(f"/school/applications/{file.id}"), "Give back", dict(typed))
    assert shown.status == 422
    assert words in " ".join(shown.all(f"#{field}-error"))
    kept = shown.values()
    assert (kept["remark"], kept["until_on"]) == (typed["remark"], typed["until_on"])
    assert (_state(file), db.session.scalars(select(Remark.id)).all()) == ("school_check", [])


def test_who_comes_second_sees_that_the_file_has_moved(visitor: Browser, file: Application) -> None:
    first = visitor.visit(f"/school/applications/{file.id}")
    visitor.press(first, CHECKED)
    second = visitor.press(first, "Give back", dict(RETURN))
    assert (second.status, _state(file)) == (409, "school_list")
    assert "Somebody else has moved this application meanwhile." in second.text
    assert second.values()["remark"] == "Your number is wrong."


def test_remarks_are_for_the_school_or_for_the_student_too(visitor: Browser, file: Application) -> None:
    page = visitor.visit(f"/school/applications/{file.id}")
    page = visitor.press(page, "Add remark", {"body": "Ask the class teacher."})
    page = visitor.press(page, "Add remark", {"body": "Well done.", "is_shown_to_student": "y"})
    kept = db.session.scalars(select(Remark).order_by(Remark.id)).all()
    assert [(one.body, one.is_shown_to_student) for one in kept] == [
        ("Ask the class teacher.", False),
        ("Well done.", True),
    ]
    empty = visitor.press(page, "Add remark", {"body": "  "})
    assert (empty.status, len(db.session.scalars(select(Remark.id)).all())) == (422, 2)


def test_what_the_office_keeps_to_itself_is_not_shown_to_schools(
    visitor: Browser, call: Call, unit: Unit, officer: User
) -> None:
    """Notes of the office, scores, decisions that are not released, and offers."""
    file = make_application(call, make_student(unit), state="approval")
    coordinator = make_staff(Role.COORDINATOR)
    make_remark(file, coordinator, "Not before the panel has met.")
    make_remark(file, coordinator, "Please send the original.", is_shown_to_student=True)
    make_remark(file, officer, "A note of the school.")
    make_review(
        file,
        make_staff(Role.REVIEWER),
        score=97.25,
        comment="Outstanding",
        submitted_at=db.session.scalar(select(Call.opens_at)),
    )
    make_offer(file)
    page = visitor.visit(f"/school/applications/{file.id}")
    assert "Home selection" in page.text
    assert "Please send the original." in page.text
    assert "A note of the school." in page.text
    for hidden in ("Not before the panel", "Outstanding", "97.25", "Approval of candidates", "Nanyang"):
        assert hidden not in page.text


@pytest.mark.parametrize("path", ["", "/check", "/return", "/remark", "/facts/average/confirm"])
def test_files_of_other_schools_do_not_exist(visitor: Browser, call: Call, path: str) -> None:
    other = make_application(call, make_student(make_unit()), state="school_check")
    draft = make_application(call, make_student(make_unit()), state="draft")
    token = visitor.token()
    for file in (other, draft):
        address = f"/school/applications/{file.id}{path}"
        answer = (
            visitor.client.post(address, data={"csrf_token": token, "body": "x", **RETURN})
            if path
            else visitor.client.get(address)
        )
        assert answer.status_code == 404
    assert _state(other) == "school_check"
