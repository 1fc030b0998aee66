"""The institution's settings over HTTP."""

from __future__ import annotations

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Institution, User
from tests.client import Client
from tests.cookies import errors_of, page, send, sign_in, value
from tests.factories.people import home, make_staff


@pytest.fixture
def admin(client: Client) -> User:
    admin = make_staff(Role.ADMINISTRATOR)
    sign_in(client, admin)
    return admin


def test_settings_are_saved_and_shown_in_the_footer(client: Client, admin: User) -> None:
    assert send(client, "/settings", {**_held(client), "contact_phone": "+86 311 8626 0000"}).location == "/settings"
    assert db.session.get_one(Institution, home().id).contact_phone == "+86 311 8626 0000"
    assert "+86 311 8626 0000" in client.get("/settings").text


def test_the_rule_on_one_s_own_proposals_is_switched_on_and_off(client: Client, admin: User) -> None:
    send(client, "/settings", {**_held(client), "may_approve_own_proposal": "y"})
    assert db.session.get_one(Institution, home().id).settings["may_approve_own_proposal"] is True
    send(client, "/settings", _held(client))
    assert db.session.get_one(Institution, home().id).settings["may_approve_own_proposal"] is False


def test_the_map_of_partners_is_off_until_it_is_switched_on(client: Client, admin: User) -> None:
    assert "figure" not in client.get("/partners").text
    send(client, "/settings", {**_held(client), "has_map": "y", "map_approval": " GS(2026)0001 "})
    stored = db.session.get_one(Institution, home().id).settings
    assert (stored["has_map"], stored["map_approval"]) == (True, "GS(2026)0001")


def test_limits_of_applications_are_set_by_kind_and_taken_back(client: Client, admin: User) -> None:
    send(client, "/settings", {**_held(client), "most_all": "2", "most_exchange": "1"})
    assert db.session.get_one(Institution, home().id).settings["most_per_term"] == {"all": 2, "exchange": 1}
    send(client, "/settings", {**_held(client), "most_exchange": ""})
    assert db.session.get_one(Institution, home().id).settings["most_per_term"] == {"all": 2}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name_en": ""}, "Name in English: Enter each name in both languages."),
        (
            {"contact_phone": "ring"},
            "Telephone of the office: Enter a telephone number with digits, such as +86 311 0000 0000.",
        ),
        (
            {"contact_email": "nowhere"},
            "E-mail address of the office: Enter an e-mail address such as name@university.edu.cn.",
        ),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    client: Client, admin: User, wrong: dict[str, str], error: str
) -> None:
    answer = send(client, "/settings", {**_held(client), **wrong})
    assert (answer.status_code, errors_of(answer)) == (422, [error])


def test_settings_changed_meanwhile_are_shown_beside_one_s_own(client: Client, admin: User) -> None:
    old = _held(client)
    send(client, "/settings", {**old, "icp_number": "冀ICP备1号"})
    stale = send(client, "/settings", {**old, "icp_number": "冀ICP备2号"})
    assert stale.status_code == 409
    assert (value(stale, "icp_number"), "冀ICP备1号" in stale.text) == ("冀ICP备2号", True)
    assert (
        send(client, "/settings", {**old, "icp_number": "冀ICP备2号", "seen": value(stale, "seen")}).status_code == 303
    )


def _held(client: Client) -> dict[str, str]:
    """What the page's form holds, without its tick and its token."""
    fields = page(client.get("/settings")).select("main form input[name]")
    kept = {str(field["name"]): str(field.get("value", "")) for field in fields if field.get("type") != "checkbox"}
    kept.pop("csrf_token")
    return kept
