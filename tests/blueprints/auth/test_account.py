"""One's own account and record over HTTP: seen, changed beside clear words, and nothing lost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from mobility.core.terms import Role
from mobility.database import db, set_clock
from mobility.models import Student, StudentFact, User, UserSession
from tests.client import Client
from tests.cookies import errors_of, send, sign_in, texts, value
from tests.databases import counted
from tests.factories.people import PASSWORD, make_fact, make_staff, make_student, make_unit, make_user

NEW = "a new walk by the sea"


def test_the_account_page_shows_roles_and_sign_ins(client: Client) -> None:
    user = make_staff(Role.OFFICER, unit=make_unit(), name="王芳")
    sign_in(client, user)
    with counted() as statements:
        answer = client.get("/account", headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    assert texts(answer, "h1") == ["王芳"]
    assert "School officer" in answer.text
    assert len(statements) <= 12


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"current": "wrong", "password": NEW, "again": NEW}, "Present password: This is not your present password."),
        (
            {"current": PASSWORD, "password": NEW, "again": "other"},
            "New password once more: The two passwords differ. Enter the same one twice.",
        ),
        (
            {"current": PASSWORD, "password": "short", "again": "short"},
            "New password: Choose a password of at least 10 characters. Several words in a row are easy to remember.",
        ),
        ({"current": "", "password": NEW, "again": NEW}, "Present password: Enter your present password."),
    ],
)
def test_a_change_of_password_says_beside_the_field_what_is_wrong(
    client: Client, fields: dict[str, str], error: str
) -> None:
    sign_in(client, make_user())
    answer = send(client, "/account/password", fields)
    assert (answer.status_code, errors_of(answer)) == (422, [error])


def test_an_impossible_address_is_kept_in_the_field_with_what_is_wrong(client: Client) -> None:
    sign_in(client, make_user())
    answer = send(client, "/account/address", {"email": "not an address", "current": PASSWORD})
    assert errors_of(answer) == ["New e-mail address: Enter an e-mail address such as name@university.edu.cn."]
    assert value(answer, "email") == "not an address"


def test_language_and_colors_follow_the_person_into_every_browser(client: Client) -> None:
    user = make_user(locale="en")
    sign_in(client, user)
    send(client, "/account/preferences", {"locale": "zh_Hans", "theme": "dark"}, form_on="/account")
    row = db.session.get_one(User, user.id)
    assert (row.locale, row.theme) == ("zh_Hans", "dark")
    client.delete_cookie("lang")
    client.delete_cookie("theme")
    answer = client.get("/account")
    assert 'lang="zh-Hans"' in answer.text
    assert 'data-bs-theme="dark"' in answer.text
    chosen = client.get("/account?lang=en")  # by the link at the head of the page, in this browser alone
    assert re.search(r'<input(?=[^>]*\bchecked)[^>]*value="en"', chosen.text)


def test_other_browsers_are_signed_out_and_this_one_stays(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    sign_in(client, user)
    assert send(client, "/account/sign-ins/end-others", form_on="/account").location == "/account"
    assert len(db.session.scalars(select(UserSession.id).where(UserSession.ended_at.is_(None))).all()) == 1
    assert client.get("/account").status_code == 200


def test_nobody_ends_somebody_else_s_sign_in(client: Client) -> None:
    sign_in(client, make_user())
    foreign = db.session.scalars(select(UserSession.id)).one()
    sign_in(client, make_user())
    answer = send(client, f"/account/sign-ins/{foreign}/end", form_on="/account")
    assert answer.status_code == 404
    assert db.session.get_one(UserSession, foreign).ended_at is None


@pytest.fixture
def student(client: Client) -> Student:
    set_clock(frozen_at=datetime(2026, 10, 12, 1, tzinfo=UTC))
    student = make_student(user=make_user(name="单雄信"), entry_year=2026)
    make_fact(student, "average", {"value": 88.5}, scale="100", as_of=date(2026, 9, 1))
    sign_in(client, student)
    return student


def test_the_record_says_where_each_fact_comes_from(client: Client, student: Student) -> None:
    make_fact(student, "language:ielts", {"score": 6.5, "taken_on": "2025-05-04"}, source="declared")
    answer = client.get("/account/record")
    lines = texts(answer, ".task-list li")
    assert lines[0].startswith("Weighted average: 88.5 of 100 as of 1 September 2026 · from records")
    assert "IELTS: 6.5 declared by the student" in lines[1]


def test_the_latin_name_is_suggested_and_never_filled_in(client: Client, student: Student) -> None:
    answer = client.get("/account/record/details")
    assert "SHAN, XIONGXIN" in answer.text
    assert (value(answer, "latin_family_name"), value(answer, "latin_given_name")) == ("", "")


def test_details_are_saved_in_capitals_as_documents_write_them(client: Client, student: Student) -> None:
    fields = {"phone": "138 0000 0000", "latin_family_name": "Shan", "latin_given_name": "xiongxin"}
    fields |= {"gender": "male", "nationality": "CN"}
    assert _save(client, fields).location == "/account/record"
    row = db.session.get_one(Student, student.id)
    assert (row.latin_family_name, row.latin_given_name) == ("SHAN", "XIONGXIN")
    assert (row.gender, row.nationality) == ("male", "CN")
    assert {"male", "China"} <= set(texts(client.get("/account/record"), "dd"))
    assert _save(client, {**fields, "gender": "", "nationality": ""}).status_code == 303
    assert (row.gender, row.nationality) == (None, None)
    assert _save(client, {**fields, "nationality": "HK"}).status_code == 422


def test_wrong_details_are_kept_beside_what_is_wrong(client: Client, student: Student) -> None:
    answer = _save(client, {"phone": "call me", "latin_family_name": "SHAN", "latin_given_name": "XIONGXIN"})
    assert errors_of(answer) == ["Telephone: Enter a telephone number with digits, such as +86 138 0000 0000."]
    assert value(answer, "phone") == "call me"


def test_details_changed_in_another_window_are_shown_beside_one_s_own(client: Client, student: Student) -> None:
    old = value(client.get("/account/record/details"), "seen")
    _save(client, {"phone": "138 0000 0000"})
    answer = send(client, "/account/record/details", {"seen": old, "phone": "139 9999 9999"})
    assert answer.status_code == 409
    assert value(answer, "phone") == "139 9999 9999"
    assert "138 0000 0000" in " ".join(texts(answer, ".banner"))
    again = {"phone": "139 9999 9999", "seen": value(answer, "seen")}
    assert send(client, "/account/record/details", again).location == "/account/record"


@pytest.mark.parametrize(
    ("key", "fields", "stored"),
    [
        ("rank", {"number": "5", "of": "80", "as_of": "2026-10-01"}, {"position": 5, "of": 80}),
        ("gpa", {"scale": "4.3", "number": "3.9", "as_of": "2026-10-01"}, {"value": 3.9}),
        ("has_fails", {"has_fails": "no", "as_of": "2026-10-01"}, {"value": False}),
        (
            "language:ielts",
            {"number": "6.5", "writing": "6", "as_of": "2025-05-04"},
            {"score": 6.5, "skills": {"writing": 6}, "taken_on": "2025-05-04"},
        ),
        ("language:jlpt", {"grade": "N2", "as_of": "2024-07-07"}, {"score": "N2", "taken_on": "2024-07-07"}),
    ],
)
def test_a_result_is_declared_on_a_page_of_its_own(
    client: Client, student: Student, key: str, fields: dict[str, str], stored: dict[str, object]
) -> None:
    assert client.get(f"/account/results/new?kind={key}").location == f"/account/results/{key}"
    assert send(client, f"/account/results/{key}", fields).location == "/account/record"
    fact = db.session.scalars(select(StudentFact).where(StudentFact.key == key)).one()
    assert (fact.value, fact.source) == (stored, "declared")


@pytest.mark.parametrize(
    ("key", "fields", "error"),
    [
        (
            "language:ielts",
            {"number": "65", "as_of": "2025-05-04"},
            "Total score: Enter a result from 0 to 9.",
        ),
        (
            "rank",
            {"number": "81", "of": "80", "as_of": "2026-10-01"},
            "Your rank in the major: Enter your rank and the number of people ranked, such as 5 of 80.",
        ),
        ("gpa", {"scale": "4.0", "number": "3.9", "as_of": "2027-01-01"}, "As of: The date lies in the future."),
        ("gpa", {"scale": "4.0", "number": "good", "as_of": "2026-10-01"}, "Grade point average: Enter a number."),
        (
            "gpa",
            {"scale": "4.0", "number": "3.9", "as_of": "soon"},
            "As of: Enter a date of the calendar, such as 2026-08-31.",
        ),
    ],
)
def test_an_impossible_result_is_told_beside_its_field(
    client: Client, student: Student, key: str, fields: dict[str, str], error: str
) -> None:
    answer = send(client, f"/account/results/{key}", fields)
    assert (answer.status_code, errors_of(answer)) == (422, [error])


def test_what_the_records_say_offers_no_change(client: Client, student: Student) -> None:
    assert texts(client.get("/account/record"), ".task-list a") == []
    fields = {"number": "99", "as_of": "2026-10-01"}
    answer = send(client, "/account/results/average", fields, form_on="/account/results/rank")
    assert (answer.status_code, "settled this result" in answer.text) == (422, True)
    assert db.session.scalars(select(StudentFact.value)).all() == [{"value": 88.5}]


def test_a_declared_result_is_shown_again_when_it_is_changed(client: Client, student: Student) -> None:
    skills = {"listening": 7, "writing": 6.5}
    stored = {"score": 6.5, "skills": skills, "taken_on": "2025-05-04"}
    make_fact(student, "language:ielts", stored, source="declared", as_of=date(2025, 5, 4))
    answer = client.get("/account/results/language:ielts")
    assert [value(answer, name) for name in ("number", "listening", "writing", "reading", "as_of")] == [
        *("6.5", "7", "6.5", "", "2025-05-04")
    ]


def test_a_declared_result_can_be_taken_back(client: Client, student: Student) -> None:
    make_fact(student, "rank", {"position": 1, "of": 2}, source="declared")
    send(client, "/account/results/rank/withdraw", form_on="/account/record")
    assert db.session.scalars(select(StudentFact.key)).all() == ["average"]


def test_there_is_no_page_for_a_result_that_nobody_has(client: Client, student: Student) -> None:
    assert client.get("/account/results/salary").status_code == 404
    assert client.get("/account/results/language:klingon").status_code == 404


def test_staff_without_a_record_have_no_record_page(client: Client) -> None:
    sign_in(client, make_staff(Role.COORDINATOR))
    assert client.get("/account/record").status_code == 404


def _save(client: Client, fields: dict[str, str]) -> TestResponse:
    seen = value(client.get("/account/record/details"), "seen")
    return send(client, "/account/record/details", {"seen": seen, **fields})
