"""What people read when something goes wrong, in their language and with what they typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from structlog.testing import capture_logs

from mobility.app import create_app
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.web import errors
from mobility.web.errors import status_of
from mobility.web.guards import guarded
from tests import databases
from tests.client import Client
from tests.conftest import settings_of
from tests.cookies import page, sign_in, texts, token
from tests.factories.people import home, make_student
from tests.servers import DatabaseUrls
from tests.web.secure_headers import missing_headers

LONG = "I would like to become a nurse because"


@pytest.fixture(scope="module")
def faulty_app(
    worker_database: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The program with pages that go wrong in every way."""
    app = create_app(settings_of(worker_database, redis_url, tmp_path_factory.mktemp("data")))

    @app.route("/fault/<kind>", methods=["GET", "POST"], endpoint="fault")
    @guarded(Action.ACCOUNT_USE)
    def fault(kind: str) -> str:
        if kind == "broken":
            raise RuntimeError("the name of a person")
        if kind.isdigit():
            abort(int(kind))
        raise Refused(kind, Reason("declaration.missing"))

    yield app
    databases.disconnect(app)


@pytest.fixture
def visitor(faulty_app: Flask) -> Iterator[Client]:
    with databases.rolled_back(faulty_app):
        client = Client.of(faulty_app)
        sign_in(client, make_student())
        yield client


@pytest.mark.parametrize(
    ("kind", "status", "heading"),
    [
        ("400", 400, "This request cannot be read"),
        ("401", 404, "This page does not exist"),
        ("403", 404, "This page does not exist"),
        ("404", 404, "This page does not exist"),
        ("410", 404, "This page does not exist"),
        ("409", 409, "Somebody was faster"),
        ("418", 418, "This request cannot be read"),
        ("429", 429, "Too many tries"),
        ("500", 500, "Something went wrong on our side"),
        ("502", 502, "Something went wrong on our side"),
        ("503", 503, "We are not ready yet"),
        ("broken", 500, "Something went wrong on our side"),
        ("access.role", 404, "This page does not exist"),
        ("application.unknown", 404, "This page does not exist"),
        ("stale.application", 409, "Somebody was faster"),
        ("calendar.closed", 422, "This is not possible now"),
    ],
)
def test_every_fault_has_its_page(visitor: Client, kind: str, status: int, heading: str) -> None:
    answer = visitor.get(f"/fault/{kind}")
    assert (answer.status_code, texts(answer, "h1")) == (status, [heading])
    assert missing_headers(answer) == {}


@pytest.mark.parametrize("kind", ["400", "404", "405", "409", "413", "429", "500", "503", "calendar.closed"])
def test_it_is_said_in_the_persons_language(visitor: Client, kind: str) -> None:
    english, chinese = (texts(visitor.get(f"/fault/{kind}?lang={lang}"), "main p, h1") for lang in ("en", "zh_Hans"))
    assert len(english) == len(chinese)
    assert [one for one, other in zip(english, chinese, strict=True) if one == other and len(one) != 32] == []


def test_every_reason_of_a_refusal_is_said(visitor: Client) -> None:
    answer = visitor.get("/fault/calendar.closed")
    assert texts(answer, ".banner li") == [
        "The application deadline has passed.",
        "Please confirm the declaration before you submit.",
    ]


def test_a_refusal_of_what_is_not_yours_says_nothing_of_it(visitor: Client) -> None:
    unknown, foreign = (visitor.get(f"/fault/{kind}") for kind in ("404", "access.not_yours"))
    assert texts(unknown, "main") == texts(foreign, "main")


def test_what_was_typed_is_given_back_and_no_secret(visitor: Client) -> None:
    form = {"remark": LONG, "password": "a password of some length", "note": "short"}
    answer = visitor.post("/fault/stale.application", data={**form, "csrf_token": token(visitor, "/account")})
    assert (answer.status_code, texts(answer, "blockquote")) == (409, [LONG])


def test_a_form_without_its_token_is_kept_too(visitor: Client) -> None:
    answer = visitor.post("/fault/404", data={"remark": LONG})
    assert (answer.status_code, texts(answer, "h1")) == (400, ["This page was open too long"])
    assert texts(answer, "blockquote") == [LONG]


def test_what_was_typed_outlives_the_end_of_the_sign_in(visitor: Client) -> None:
    visitor.delete_cookie("mobility", domain="localhost")
    address = "/applications/1/give-up"
    answer = visitor.post(address, data={"note": LONG, "seen": LONG}, headers={"Referer": f"http://localhost{address}"})
    assert (answer.status_code, texts(answer, "h1")) == (401, ["Your sign-in has ended"])
    assert texts(answer, "blockquote") == [LONG]
    assert f"/sign-in?next={address}" in answer.text


def test_a_token_of_another_sign_in_is_none(visitor: Client) -> None:
    given = token(visitor, "/account")
    visitor.delete_cookie("mobility", domain="localhost")
    sign_in(visitor, make_student())
    assert visitor.post("/fault/404", data={"csrf_token": given}).status_code == 400


def test_a_fault_of_ours_is_logged_without_its_words_and_found_by_its_number(visitor: Client) -> None:
    with capture_logs() as lines:
        answer = visitor.get("/fault/broken")
    logged = [line for line in lines if line["log_level"] == "error"]
    assert [type(line["exc_info"]) for line in logged] == [RuntimeError]
    assert texts(answer, "main code") == [answer.headers["X-Request-ID"]]
    assert "the name of a person" not in answer.text


def test_the_page_about_a_fault_does_not_depend_on_what_is_at_fault(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_template", broken)
    answer = visitor.get("/fault/broken")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert answer.headers["X-Request-ID"] in answer.text
    assert missing_headers(answer) == {}


def test_an_address_that_only_takes_forms_says_which_methods(client: Client) -> None:
    home()
    answer = client.get("/sign-out")
    assert (answer.status_code, set(answer.allow)) == (405, {"OPTIONS", "POST"})


def test_the_way_back_leads_to_where_one_came_from(visitor: Client) -> None:
    answer = visitor.get("/fault/404", headers={"Referer": "http://localhost/account"})
    assert [link["href"] for link in page(answer).select("main a")] == ["/account"]


def test_who_must_sign_in_is_asked_to(visitor: Client) -> None:
    assert visitor.get("/fault/access.not_signed_in").location == "/sign-in?next=/fault/access.not_signed_in"


def test_statuses_of_refusals() -> None:
    codes = ("access.role", "call.unknown", "stale.call", "calendar.closed")
    assert [status_of(Refused(code)) for code in codes] == [404, 404, 409, 422]
