"""Histories read from the audit: people, units and settings, by whom, when and why; paged and narrowed."""

from __future__ import annotations

import pytest

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import db, transaction
from mobility.models import User
from mobility.queries import history
from mobility.queries.institution import parts, settings_of
from mobility.queries.person import person
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.people import accounts, roles
from mobility.services.people.accounts import PersonEdit
from mobility.services.people.roles import NewRole
from mobility.wording import codes
from tests.client import Client
from tests.cookies import page, send, sign_in, texts
from tests.databases import counted
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit, make_user


@pytest.fixture
def admin(client: Client) -> User:
    admin = make_staff(Role.ADMINISTRATOR, name="周芷若")
    sign_in(client, admin)
    return admin


def _lines(client: Client, path: str) -> list[list[str]]:
    rows = page(client.get(path)).select("tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")][1:] for row in rows]


def test_a_person_s_history_says_what_became_of_them_and_why(client: Client, admin: User) -> None:
    unit, other = make_unit(code="nursing"), make_unit(code="law")
    student = make_student(unit, user=make_user(name="黄蓉", email="huang@university.example"))
    user, doer = db.session.get_one(User, student.user_id), actor(admin)
    grant = roles.grant(doer, user.id, NewRole(Role.OFFICER, unit_id=other.id), "stands_in")
    seen = _seen(doer, user.id)
    accounts.edit(doer, user.id, PersonEdit("黄蓉蓉", "huang@university.example", "0311 123456", "", seen))
    roles.end(doer, grant, "left_duty")
    with transaction():
        audit.record(
            doer,
            Action.DATA_IMPORT,
            outcome="student_changed",
            object_kind="student",
            object_id=student.id,
            params={"columns": "unit", "unit_from": unit.id, "unit_to": other.id},
        )
        audit.record(doer, Action.ROLES_EDIT, outcome="role_ended", object_kind="user", object_id=admin.id)
    path = f"/people/{user.id}"
    assert send(client, f"{path}/deactivate", {"reason": "graduated"}).location == path
    for one in (unit, other):
        assert "Student changed by an import 黄蓉蓉" in [line[1] for line in _lines(client, f"/units/{one.id}")]
    law, nursing = other.name.en, unit.name.en
    assert _lines(client, f"{path}/history") == [
        ["周芷若 Administrator", "Deactivated the account", "number: 0; reason: Graduated"],
        [
            "周芷若 Administrator",
            "Student changed by an import",
            f"columns: unit; unit before: {nursing}; unit after: {law}",
        ],
        ["周芷若 Administrator", "Ended a role", f"reason: Gave up the duty; role: School officer; unit: {law}"],
        [
            "周芷若 Administrator",
            "Corrected name, address or telephone",
            "Name changed; Sort key changed; Telephone changed",
        ],
        ["周芷若 Administrator", "Gave a role", f"reason: Stands in for somebody; role: School officer; unit: {law}"],
    ]
    assert "黄蓉蓉" not in "".join(texts(client.get(f"{path}/history"), "tbody td"))
    assert len(_lines(client, f"{path}/history?action=roles.edit&by=zhou")) == 2
    assert _lines(client, f"{path}/history?by=nobody") == []
    assert _lines(client, f"{path}/history?until=2001-01-01") == []
    assert client.get(f"{path}/history?until=soon").status_code == 422
    chinese = _lines(client, f"{path}/history?lang=zh_Hans")[0]
    assert chinese[1:] == ["停用账号", "数量：0；原因：已毕业"]


def test_a_unit_s_history_tells_its_roles_and_no_other_s(client: Client, admin: User) -> None:
    unit, other = make_unit(code="nursing"), make_unit(code="law")
    holder, doer = make_user(name="郭靖"), actor(admin)
    for one in (unit, other):
        roles.grant(doer, holder.id, NewRole(Role.OFFICER, unit_id=one.id))
    assert _lines(client, f"/units/{unit.id}") == [
        ["周芷若 Administrator", "Gave a role 郭靖", f"role: School officer; unit: {unit.name.en}"]
    ]
    foreign = make_unit(make_institution("other"))
    assert [client.get(f"/units/{key}").status_code for key in (foreign.id, 10**12)] == [404, 404]


def test_settings_tell_every_change_page_after_page(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    form = page(client.get("/settings"))
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("main input[name]")}
    fields = {name: text for name, text in fields.items() if name not in ("has_map", "csrf_token")}
    for phone in ("0311 111111", "0311 222222", "0311 333333"):
        fields["seen"] = str(page(client.get("/settings")).select_one("[name=seen]")["value"])  # type: ignore[index]  # the page has one
        send(client, "/settings", {**fields, "contact_phone": phone})
    with counted() as statements:
        first = client.get("/settings/history")
    assert len(statements) <= 12
    newest = _lines(client, "/settings/history")
    assert newest[0] == [
        "周芷若 Administrator",
        "Settings changed",
        "Telephone of the office: 0311 222222 → 0311 333333",
    ]
    following = str(page(first).select_one(".pager a[rel=next]")["href"])  # type: ignore[index]  # the page has one
    assert (len(newest), len(_lines(client, following))) == (2, 1)


def test_a_secret_is_named_and_never_kept() -> None:
    said = changes({"key": "one", "name": "A"}, {"key": "two", "name": "B"}, secret=("key",))
    assert said == {"fields": "key,name", "old.name": "A", "new.name": "B"}


@pytest.mark.usefixtures("database_session")
def test_every_setting_has_a_name_in_its_history() -> None:
    named = parts(settings_of(actor(make_staff(Role.ADMINISTRATOR))))
    assert [name for name in named if f"setting.{name}" not in codes()] == []


def _seen(doer: Actor, user_id: int) -> str:
    found = person(doer, user_id)
    assert found is not None
    return found.seen


@pytest.mark.usefixtures("admin")
def test_a_school_s_own_rule_is_set_on_its_page_and_stands_in_its_history(client: Client) -> None:
    unit, office = make_unit(code="nursing"), make_unit(kind="office")
    path = f"/units/{unit.id}"
    assert "Nobody holds the role of vice dean" not in client.get(path).text
    assert send(client, path, {"needs_vice_dean": "yes", "seen": ""}).location == path
    shown = page(client.get(path))
    assert "Nobody holds the role of vice dean" in shown.get_text()
    assert [one["value"] for one in shown.select("#needs_vice_dean option[selected]")] == ["yes"]
    rule = "A school's list needs the approval of its vice dean"
    assert _lines(client, f"{path}?action=settings.edit") == [
        ["周芷若 Administrator", "Settings changed", f"{rule}: as the institution says → Yes"]
    ]
    stale = send(client, path, {"needs_vice_dean": "no", "seen": ""})
    assert (stale.status_code, "Somebody else changed this unit" in stale.text) == (409, True)
    assert send(client, path, {"needs_vice_dean": "perhaps", "seen": "yes"}).status_code == 422
    assert send(client, path, {"needs_vice_dean": "no", "seen": "yes"}).location == path
    assert "needs_vice_dean" not in client.get(f"/units/{office.id}").text
    assert send(client, f"/units/{office.id}", {"needs_vice_dean": "yes", "seen": ""}).status_code == 404
    with counted() as statements:
        client.get(path)
    assert len(statements) <= 12
    assert _lines(client, "/settings/history") == []
