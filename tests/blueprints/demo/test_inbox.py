"""The demo's inbox shows each university its own letters, although all lie in one folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from mobility.database import db
from mobility.models import Institution, OutboxMessage
from mobility.storage import letters
from tests.client import Client
from tests.databases import counted
from tests.factories.people import make_institution, make_user

_numbers = count(1)


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    found: Path = app.extensions["mobility.settings"].letters_dir
    found.mkdir(parents=True, exist_ok=True)
    yield found
    for path in found.glob("*.eml"):
        path.unlink()


@pytest.fixture
def first(app: Flask) -> Institution:
    return make_institution()


@pytest.fixture
def second(first: Institution) -> Institution:
    return make_institution("second")


def keep(folder: Path, institution: Institution, subject: str, to: str = "person@demo.example") -> str:
    """A letter of the institution that arrived in the folder; its name there."""
    number = next(_numbers)
    user = make_user(institution)
    message = OutboxMessage(
        institution_id=institution.id,
        notice="receipt",
        user_id=user.id,
        dedupe_key=f"kept:{number}",
        message_id=f"<kept-{number}@demo.example>",
    )
    db.session.add(message)
    db.session.commit()
    name = f"1700000000-{number:06d}"
    text = f"From: office@demo.example\nTo: {to}\nSubject: {subject}\nMessage-ID: {message.message_id}\n\nA letter.\n"
    (folder / f"{name}.eml").write_text(text)
    return name


def see(client: Client, path: str, host: str = "localhost") -> str:
    answer = client.get(path, base_url=f"http://{host}/")
    assert answer.status_code == 200
    return answer.text


def test_each_university_sees_its_own_letters(
    client: Client, folder: Path, first: Institution, second: Institution
) -> None:
    ours, theirs = keep(folder, first, "Of the first"), keep(folder, second, "Of the second")
    assert "Of the first" in see(client, "/inbox")
    assert "Of the second" not in see(client, "/inbox")
    assert "Of the second" in see(client, "/inbox", "second.example")
    assert "Of the first" not in see(client, "/inbox", "second.example")
    assert "A letter." in see(client, f"/inbox/{ours}")
    assert client.get(f"/inbox/{theirs}").status_code == 404
    assert client.get(f"/inbox/{ours}", base_url="http://second.example/").status_code == 404


def test_letters_are_found_by_their_address(client: Client, folder: Path, first: Institution) -> None:
    keep(folder, first, "To Zhang", "Zhang <zhang@demo.example>")
    keep(folder, first, "To Li", "li@demo.example")
    page = see(client, "/inbox?to=ZHANG@")
    assert "To Zhang" in page
    assert "To Li" not in page


def test_a_letter_that_no_university_wrote_is_shown_to_none(client: Client, folder: Path, first: Institution) -> None:
    (folder / "1700000000-999999.eml").write_text("To: a@b.example\nSubject: Unknown\nMessage-ID: <x@y>\n\nText\n")
    assert "Unknown" not in see(client, "/inbox")
    assert client.get("/inbox/1700000000-999999").status_code == 404


def test_pages_lead_on_past_the_letters_of_others(folder: Path, first: Institution) -> None:
    names = [f"1600000000-{number:06d}" for number in range(letters.PAGE_SIZE * letters.MOST_PAGES + 5)]
    for name in names:
        (folder / f"{name}.eml").write_text(f"To: a@b.example\nMessage-ID: <{name}>\n\nText\n")
    page = letters.newest(folder, {f"<{names[0]}>"}.intersection)
    assert page == letters.LetterPage((), f"{names[5]}.eml")
    rest = letters.newest(folder, {f"<{names[0]}>"}.intersection, before=page.following or "")
    assert [letter.name for letter in rest.letters] == [names[0]]
    assert rest.following is None


def test_the_inbox_asks_little_of_the_database(client: Client, folder: Path, first: Institution) -> None:
    for number in range(letters.PAGE_SIZE + 1):
        keep(folder, first, f"Letter {number}")
    with counted() as statements:
        page = see(client, "/inbox")
    assert len(statements) <= 12
    assert "before=" in page
