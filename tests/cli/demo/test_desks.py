"""Every account of the demo finds its desk at its own university's address and at no other; visitors see one house."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.cli.demo import facts
from mobility.cli.up.terminal import SECOND_HOST
from mobility.database import db
from mobility.models import Institution
from mobility.services.people.sign_in import sign_in
from tests.cli.demo.conftest import PASSWORD
from tests.client import Client

HOSTS = {"hebmu": "127.0.0.1", "cumtb": SECOND_HOST}
OTHER = {"hebmu": "cumtb", "cumtb": "hebmu"}
DESKS = {
    "student": "/home",
    "officer": "/school",
    "reviewer": "/reviews",
    "checker": "/checks",
    "coordinator": "/office",
    "head": "/approvals",
    "admin": "/people",
}


def _secret(app: Flask, key: str, name: str) -> str:
    with app.app_context():
        institution_id = db.session.scalars(select(Institution.id).where(Institution.key == key)).one()
        db.session.rollback()
        return sign_in(institution_id, f"{name}@{facts.domain(key)}", PASSWORD).secret


def _at(app: Flask, key: str, secret: str = "") -> Client:
    """A browser at a university's address, in Chinese, with the cookie of a sign-in where one is given."""
    client = Client.of(app)
    client.set_cookie("lang", "zh_Hans", domain=HOSTS[key])
    if secret:
        with client.session_transaction(base_url=f"http://{HOSTS[key]}/") as session:
            session["_user_id"] = secret
    return client


def _short_name(key: str) -> str:
    return facts.institution(key).short_name.zh_Hans


@pytest.mark.parametrize("key", facts.UNIVERSITIES)
@pytest.mark.parametrize("name", DESKS)
def test_an_account_finds_its_desk_at_its_own_address_alone(demo_app: Flask, key: str, name: str) -> None:
    secret = _secret(demo_app, key, name)
    page = _at(demo_app, key, secret).get(DESKS[name], base_url=f"http://{HOSTS[key]}/")
    assert page.status_code == 200
    assert _short_name(key) in page.text
    assert _short_name(OTHER[key]) not in page.text
    elsewhere = _at(demo_app, OTHER[key], secret).get(DESKS[name], base_url=f"http://{HOSTS[OTHER[key]]}/")
    assert (elsewhere.status_code, "/sign-in" in elsewhere.location) == (303, True)


@pytest.mark.parametrize("key", facts.UNIVERSITIES)
@pytest.mark.parametrize("path", ["/", "/partners", "/sign-in", "/inbox", "/demo/clock"])
def test_what_everybody_sees_names_one_university(demo_app: Flask, key: str, path: str) -> None:
    page = _at(demo_app, key).get(path, base_url=f"http://{HOSTS[key]}/")
    assert page.status_code == 200
    assert _short_name(key) in page.text
    assert _short_name(OTHER[key]) not in page.text


@pytest.mark.parametrize(("key", "domain"), [("hebmu", "@demo.example"), ("cumtb", "@cumtb.demo.example")])
def test_the_sign_in_page_names_the_accounts_of_its_university(demo_app: Flask, key: str, domain: str) -> None:
    page = _at(demo_app, key).get("/sign-in", base_url=f"http://{HOSTS[key]}/")
    assert [f"<li>{name}{domain}</li>" in page.text for name in DESKS] == [True] * len(DESKS)
