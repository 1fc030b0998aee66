"""Who is led where: each person sees the pages that open for them, and which one they are on."""

from __future__ import annotations

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.i18n import lazy
from mobility.web import navigation
from mobility.web.navigation import Item
from tests.client import Client
from tests.cookies import page, sign_in, texts
from tests.factories.people import home, make_staff, make_student


def _entries(client: Client, path: str = "/help") -> list[str]:
    return texts(client.get(path), ".site-nav a")


def test_a_visitor_sees_the_programs(client: Client) -> None:
    home()
    assert _entries(client) == ["Programs"]


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.STUDENT, "My applications"),
        (Role.OFFICER, "School"),
        (Role.REVIEWER, "Reviews"),
        (Role.COORDINATOR, "Office"),
        (Role.HEAD, "Approval"),
        (Role.ADMINISTRATOR, "People"),
        (Role.AUDITOR, "Audit"),
    ],
)
def test_each_role_sees_its_desk_and_every_entry_opens(client: Client, role: Role, own: str) -> None:
    sign_in(client, make_student() if role is Role.STUDENT else make_staff(role))
    links = page(client.get("/help")).select(".site-nav a")
    assert own in [link.get_text() for link in links]
    assert {str(link["href"]): client.get(str(link["href"])).status_code for link in links} == {
        str(link["href"]): 200 for link in links
    }


def test_the_entry_of_the_page_and_of_those_below_it_is_marked(client: Client) -> None:
    sign_in(client, make_staff(Role.ADMINISTRATOR))
    for path in ("/people", "/people/invite", "/units"):
        here = page(client.get(path)).select('.site-nav a[aria-current="page"]')
        assert [link.get_text() for link in here] == ["People"]


def test_an_entry_to_a_page_that_does_not_exist_is_a_mistake_at_the_start() -> None:
    with pytest.raises(LookupError, match=r"nowhere\.at_all"):
        navigation.install(Flask("bare"), [Item("nowhere.at_all", lazy("Nowhere"))])


def test_an_address_is_given_only_for_pages_that_are_there(app: Flask) -> None:
    with app.test_request_context():
        assert navigation.url_if_there("public.help") == "/help"
        assert navigation.url_if_there("nowhere.at_all") is None
