"""What browsers are told, on every answer: pages, refusals, faults and files."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.web.headers import POLICY, STAY_SECURE, SecureHeaders
from tests.client import Client
from tests.cookies import send, sign_in
from tests.factories.people import home, make_staff, make_student
from tests.web.addresses import addresses
from tests.web.secure_headers import missing_headers


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere() -> None:
    directives = dict(one.split(" ", 1) for one in POLICY.split("; "))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_every_address_answers_with_every_header(app: Flask, client: Client) -> None:
    home()
    answers = {str(one): client.open(one.path, method=one.method) for one in addresses(app)}
    assert {address: missing for address, answer in answers.items() if (missing := missing_headers(answer))} == {}
    assert {address for address, answer in answers.items() if "X-Request-ID" not in answer.headers} == set()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no/such/page", 404),
        ("POST", "/", 405),
        ("POST", "/sign-in", 400),
        ("GET", "/%00", 400),
        ("GET", "/static/css/mobility.css", 200),
        ("GET", "/static/../pyproject.toml", 404),
        ("GET", "/static/nothing.css", 404),
        ("OPTIONS", "/sign-in", 200),
        ("GET", "/healthz", 200),
    ],
)
def test_refusals_and_files_carry_them_too(client: Client, method: str, path: str, status: int) -> None:
    home()
    answer = client.open(path, method=method)
    assert (answer.status_code, missing_headers(answer)) == (status, {})


def test_a_form_that_is_given_back_carries_them_too(client: Client) -> None:
    home()
    answer = send(client, "/sign-in", {"login": "nobody@university.example", "password": "wrong"})
    assert (answer.status_code, missing_headers(answer)) == (422, {})


def test_a_body_too_large_carries_them_too(client: Client, app: Flask) -> None:
    home()
    answer = client.post("/sign-in", data={"login": "x" * (app.config["MAX_FORM_MEMORY_SIZE"] + 1)})
    assert (answer.status_code, missing_headers(answer)) == (413, {})


def test_a_host_that_no_institution_has_is_answered_alike(client: Client) -> None:
    home().hosts = ["mobility.example"]
    answer = client.get("/", headers={"Host": "elsewhere.example"})
    assert missing_headers(answer) == {}


@pytest.mark.parametrize("role", [Role.STUDENT, Role.COORDINATOR])
def test_what_a_signed_in_person_sees_is_stored_nowhere(client: Client, role: Role) -> None:
    sign_in(client, make_student() if role is Role.STUDENT else make_staff(role))
    for path in ("/", "/account", "/letters", "/no/such/page"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_public_page_is_the_browsers_own_and_asked_for_anew(client: Client) -> None:
    home()
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("is_https", [True, False])
def test_browsers_stay_with_https_only_where_it_is_spoken(is_https: bool) -> None:
    def program(_environ: object, start: object) -> Iterable[bytes]:
        start("200 OK", [("content-security-policy", "sandbox")])  # type: ignore[operator]  # WSGI's own function
        return [b""]

    told: list[tuple[str, str]] = []
    SecureHeaders(program, is_https=is_https)({}, lambda _status, headers: told.extend(headers))  # type: ignore[arg-type]  # no whole WSGI environment
    assert (STAY_SECURE in told) is is_https
    assert [value for name, value in told if name.lower() == "content-security-policy"] == ["sandbox"]
