"""One-time links on a real server: of twenty browsers at once one wins, looking changes nothing, no secret stays."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPMessage
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import inspect, text

from mobility import observability
from mobility.core.terms import Role
from mobility.database import db
from mobility.queries.links import Purpose
from mobility.services.notices import sender
from mobility.services.notices.deliver import drain
from mobility.services.people import credentials
from mobility.services.people.accounts import NewPerson, invite
from tests.browser.conftest import served
from tests.factories.people import actor, home, make_staff, make_user
from tests.mail.post_office import PostOffice, post_office

CROWD = 20
LOOKS = 100
PASSWORD = "another long walk at dusk"
ADDRESS = "li@university.example"


@dataclass
class Visitor:
    """A browser of its own, which keeps its cookies and nothing else."""

    base_url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, HTTPMessage, str]:
        """One request on a connection of its own; the status, the headers and the page."""
        connection = HTTPConnection(urlsplit(self.base_url).netloc, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.headers, page

    def form_of(self, path: str) -> dict[str, str]:
        """What this browser will send: the password twice, with the token of the form."""
        found = BeautifulSoup(self.ask(path)[2], "html.parser").select_one('input[name="csrf_token"]')
        assert found is not None
        return {"csrf_token": str(found["value"]), "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def office(live_app: Callable[[], Flask]) -> Iterator[tuple[Flask, PostOffice]]:
    """A program whose commits are real, and the office that its letters go to."""
    app = live_app()
    with app.app_context(), post_office() as opened:
        before = sender.current()
        sender.use(replace(before, smtp_url=opened.url))
        yield app, opened
        sender.use(before)


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was logged until now, as it is in production."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observability.configure("DEBUG")
    yield lambda: "".join(capsys.readouterr())
    root.handlers[:], root.level = before


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.PASSWORD_RESET])
def test_of_twenty_browsers_one_wins_and_the_secret_stays_nowhere(
    office: tuple[Flask, PostOffice], logged: Callable[[], str], purpose: Purpose
) -> None:
    app, letters = office
    path = _mailed(purpose, letters)
    secret = path.rpartition("/")[2]
    assert _standing_in_tables(secret) == []
    with served(app) as base_url:
        before = _versions()
        assert {Visitor(base_url).ask(path)[0] for _ in range(LOOKS)} == {200}
        assert _versions() == before
        _tells_nobody(Visitor(base_url).ask(path))
        assert _all_at_once(base_url, path) == {(303, "/start"): 1, (410, "This link no longer works"): CROWD - 1}
        _tells_nobody(Visitor(base_url).ask(path))
    drain()
    lines = logged()
    assert f"{path.removesuffix(secret)}[redacted] HTTP" in lines
    assert secret not in lines
    assert _standing_in_tables(secret) == []
    assert _signed_in() == 1


def _mailed(purpose: Purpose, letters: PostOffice) -> str:
    """The path of a link, from the letter that arrived."""
    if purpose is Purpose.INVITATION:
        invite(actor(make_staff(Role.ADMINISTRATOR)), NewPerson("Ma", ADDRESS))
    else:
        make_user(email=ADDRESS)
        credentials.ask_reset(home().id, ADDRESS)
    drain()
    db.session.remove()
    body = letters.mails[0].get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^\s/]+(/(?:invitation|password)/[\w-]{43})", body.get_content())
    assert found is not None
    return found[1]


def _all_at_once(base_url: str, path: str) -> Counter[tuple[int, str]]:
    """Let everybody press the button at the same instant; counts the answers, by where they lead or what they say."""
    start = Barrier(CROWD)

    def one(_number: int) -> tuple[int, str]:
        visitor = Visitor(base_url)
        form = visitor.form_of(path)
        start.wait(timeout=60)
        status, headers, page = visitor.ask(path, form)
        if "Location" in headers:
            assert visitor.ask("/account")[0] == 200
            return status, urlsplit(headers["Location"]).path
        heading = BeautifulSoup(page, "html.parser").find("h1")
        return status, heading.get_text(strip=True) if heading else ""

    with ThreadPoolExecutor(CROWD) as pool:
        return Counter(pool.map(one, range(CROWD)))


def _tells_nobody(answer: tuple[int, HTTPMessage, str]) -> None:
    """The page names no other site, and the browser names the page to none, not even to ours."""
    _status, headers, page = answer
    assert headers.get_all("Referrer-Policy") == ["no-referrer"]
    tree = BeautifulSoup(page, "html.parser")
    loaded = [str(one.get("src") or one.get("href")) for one in tree.select("[src], link[href]")]
    assert loaded
    assert [one for one in loaded if urlsplit(one).netloc] == []


def _versions() -> dict[str, list[str]]:
    """Which version each row of each table has: every write of a row gives it another."""
    with db.engine.connect() as connection:
        return {
            table: sorted(connection.scalars(text(f'SELECT ctid::text || xmin::text FROM "{table}"')))
            for table in inspect(connection).get_table_names()
        }


def _standing_in_tables(secret: str) -> list[str]:
    """The tables in which the secret stands, as text, within JSON or as bytes."""
    forms = (secret, secret.encode().hex())
    with db.engine.connect() as connection:
        return [
            table
            for table in inspect(connection).get_table_names()
            for row in connection.scalars(text(f'SELECT row_to_json(t)::text FROM "{table}" t'))
            if any(form in row for form in forms)
        ]


def _signed_in() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM user_session")) or 0
