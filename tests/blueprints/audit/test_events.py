"""The auditor's page over HTTP: every act in words, narrowed by its address, page after page."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.database import db, transaction
from mobility.models import AuditEvent, User
from mobility.services.casework import audit
from mobility.services.people import accounts
from tests.client import Client
from tests.cookies import page, send, sign_in, texts
from tests.databases import counted
from tests.factories.people import actor, make_institution, make_staff, make_user


@pytest.fixture
def auditor(client: Client) -> User:
    auditor = make_staff(Role.AUDITOR)
    sign_in(client, auditor)
    return auditor


def test_an_act_reads_as_a_sentence_with_both_people(client: Client, auditor: User) -> None:
    admin, user = make_staff(Role.ADMINISTRATOR, name="周芷若"), make_user(name="黄蓉")
    accounts.deactivate(actor(admin), user.id)
    row = page(client.get("/audit")).select("tbody tr")[0]
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
    assert cells[1:] == ["周芷若 Administrator", "Deactivated the account", "Person 黄蓉", "", "number: 0"]


def test_a_move_reads_in_titles_words_and_dates(client: Client, auditor: User) -> None:
    params = {"until": "2026-10-18T09:00:00+00:00", "happened_on": "2026-10-12", "role": "head", "call_id": None}
    with transaction():
        audit.record(
            actor(auditor),
            Action.OUTCOME_RECORD,
            outcome="exam_awarded",
            object_kind="application",
            object_id=1,
            from_state="funder_exam",
            to_state="contract",
            params=params,
        )
    row = page(client.get("/audit")).select("tbody tr")[0]
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
    assert cells[2:] == [
        "Outcome recorded: Awarded by the funder",
        "Application 1",
        "Funder's examination → Offer to be confirmed",
        "day: 12 October 2026; role: Head of the office; until: 18 October 2026, 17:00",
    ]


def test_every_action_can_be_shown_and_searched_in_both_languages(client: Client, auditor: User) -> None:
    who = actor(auditor)
    with transaction():
        for action in Action:
            audit.record(who, action, object_kind="application", object_id=1, outcome="something")
    for language in ("en", "zh_Hans"):
        answer = client.get(f"/audit?lang={language}")
        assert answer.status_code == 200
        assert [text for text in texts(answer, "tbody td") if text.startswith("audit.")] == []
    for action in Action:
        assert len(texts(client.get(f"/audit?kind=application&action={action}"), "tbody tr")) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=hr", 1),
        ("person=nobody", 0),
        ("action=people.edit", 1),
        ("action=roles.edit", 0),
        ("kind=user", 1),
        ("kind=application", 0),
        ("since=2020-01-01&until=2099-12-31", 1),
        ("until=2020-01-01", 0),
    ],
)
def test_the_list_is_narrowed_by_its_address(client: Client, auditor: User, query: str, found: int) -> None:
    accounts.deactivate(actor(make_staff(Role.ADMINISTRATOR)), make_user(name="黄蓉").id)
    assert len(texts(client.get(f"/audit?{query}"), "tbody tr")) == found


@pytest.mark.parametrize("query", ["since=soon", "action=fly", "kind=moon"])
def test_a_filter_that_cannot_be_is_told_and_nothing_breaks(client: Client, auditor: User, query: str) -> None:
    assert client.get(f"/audit?{query}").status_code == 422


def test_pages_follow_each_other_at_one_cost(client: Client, auditor: User) -> None:
    who = actor(auditor)
    with transaction():
        audit.record(who, Action.ACCOUNT_USE, object_kind="user", object_id=0)
    with counted() as few:
        client.get("/audit")
    with transaction():
        for number in range(1, 61):
            audit.record(who, Action.ACCOUNT_USE, object_kind="session", object_id=number)
    with counted() as many:
        first = client.get("/audit?kind=session")
    assert len(many) == len(few) <= 12
    following = page(first).select_one(".pager a[rel=next]")
    assert following is not None
    second = client.get(str(following["href"]))
    assert [len(texts(answer, "tbody tr")) for answer in (first, second)] == [50, 10]


def test_another_institution_s_acts_are_not_shown(client: Client, auditor: User) -> None:
    stranger = make_staff(Role.ADMINISTRATOR, institution=make_institution("other"))
    with transaction():
        audit.record(actor(stranger), Action.SETTINGS_EDIT, object_kind="institution", object_id=1)
    assert texts(client.get("/audit"), "tbody tr") == []


def test_the_list_is_narrowed_to_one_object(client: Client, auditor: User) -> None:
    person, other = make_user(), make_user()
    admin = actor(make_staff(Role.ADMINISTRATOR))
    for one in (person, other):
        accounts.deactivate(admin, one.id)
    assert len(texts(client.get(f"/audit?kind=user&id={person.id}"), "tbody tr")) == 1
    assert client.get("/audit?id=0").status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_narrowed_is_exported_and_that_is_an_event_itself(client: Client, auditor: User, kind: str) -> None:
    admin = make_staff(Role.ADMINISTRATOR, name="=HYPERLINK(1)")
    accounts.deactivate(actor(admin), make_user(name="黄蓉").id)
    accounts.end_sessions(actor(admin), auditor.id)
    sign_in(client, auditor)
    answer = send(client, "/audit/export?person=hr", {"form": kind}, form_on="/audit")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = _rows(answer.data, kind)
    assert len(rows) == 2
    assert rows[1][2:6] == [
        "'=HYPERLINK(1)" if kind == "csv" else "=HYPERLINK(1)",
        "Administrator",
        "Deactivated the account",
        "Person 黄蓉",
    ]
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.AUDIT_EXPORT))
    assert event.params == {"count": 1, "kind": kind}


def test_nothing_to_export_and_an_unknown_form_are_told(client: Client, auditor: User) -> None:
    accounts.deactivate(actor(make_staff(Role.ADMINISTRATOR)), make_user().id)
    for path, form, said in (
        ("/audit/export?person=nobody", "csv", "nothing to export"),
        ("/audit/export", "pdf", "Excel"),
    ):
        answer = send(client, path, {"form": form}, form_on="/audit")
        assert answer.status_code == 303
        assert said in client.get(answer.location).text


def test_reading_how_scores_came_about_leaves_a_trace(client: Client, auditor: User) -> None:
    with transaction():
        audit.record(actor(auditor), Action.REVIEW_SCORE, object_kind="review", object_id=1, params={"score": "80"})
    client.get("/audit?action=account.use")
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.outcome == "scores_read")).all() == []
    client.get("/audit?kind=review")
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.outcome == "scores_read"))
    assert (event.actor_id, event.params) == (auditor.id, {"count": 1})


def _rows(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
