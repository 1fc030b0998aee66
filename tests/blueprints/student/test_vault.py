"""The page of kept documents, and their use in an application."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import update

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Call
from mobility.services.applications.start import start
from tests.browsing import Browser, Page, Sent
from tests.databases import counted
from tests.factories.exchange import begin_exchange
from tests.factories.files import pdf
from tests.factories.hosts import make_exchange


def _kept(window: Browser, name: str = "passport.pdf", day: str = "2030-01-31") -> None:
    page = window.visit("/vault")
    fields: dict[str, Sent] = {"kind": "passport", "expires_on": day, "file": (BytesIO(pdf(name)), name)}
    assert "The document is kept." in window.press(page, "Keep it", fields).text


def test_kept_used_and_removed(window: Browser, call: Call, me: Actor) -> None:
    assert "Nothing is kept yet" in window.visit("/vault").text
    _kept(window)
    page = window.visit("/vault")
    assert "Good until 31 January 2030" in page.text
    shown = window.visit(page.link("passport.pdf"))
    assert (shown.all("figcaption"), "Good until 31 January 2030" in shown.text) == (["Page 1 of 1"], True)
    picture = window.client.get(str(shown.soup.select("main img")[0]["src"]))
    assert picture.get_data().startswith(b"\x89PNG")
    assert window.client.get(f"{shown.path}/2.png").status_code == 404
    answer = window.client.get(shown.link("Download the file"))
    assert (answer.get_data(), answer.headers["Content-Disposition"].partition(";")[0]) == (
        pdf("passport.pdf"),
        "attachment",
    )
    path = f"/applications/{start(call.key, me)}/documents"
    used = window.press(window.visit(path), "Use this one")
    assert "The file is uploaded." in used.text
    assert "passport.pdf" in used.all("#transcript")[0]
    page = window.press(window.visit("/vault"), "Remove")
    assert "Nothing is kept yet" in page.text
    assert "passport.pdf" in window.visit(path).all("#transcript")[0]


@pytest.mark.parametrize(
    ("kind", "day", "content", "field", "words"),
    [
        ("passport", "", pdf(), "expires_on", "Enter the last day"),
        ("passport", "2020-01-01", pdf(), "expires_on", "expired"),
        ("other", "", pdf()[:-60], "file", "incomplete or damaged"),
        ("other", "", None, "file", "Choose a file first."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    window: Browser, kind: str, day: str, content: bytes | None, field: str, words: str
) -> None:
    fields: dict[str, Sent] = {"kind": kind, "expires_on": day}
    if content is not None:
        fields["file"] = (BytesIO(content), "a.pdf")
    answer = window.press(window.visit("/vault"), "Keep it", fields)
    assert answer.status == 422
    assert words in " ".join(answer.all(f"#{field}-error"))


def test_statements(window: Browser) -> None:
    counts = []
    for number in range(2):
        _kept(window, f"passport {number}.pdf")
        with counted() as statements:
            window.visit("/vault")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_last_day_of_a_document_is_asked_for_said_and_corrected(window: Browser, me: Actor) -> None:
    """Without scripts: what is wrong with it stands at its field, which keeps what was typed."""
    application_id = begin_exchange(make_exchange(starts_on=date(2027, 2, 20)), me)
    db.session.execute(update(Application).values(state="formalities"))
    db.session.commit()
    path = f"/applications/{application_id}/documents"

    def press(button: str, day: str, **more: Sent) -> Page:
        return window.press(window.visit(path), button, {"last_day": day, **more})

    for day, words in (("", "Enter the last day"), ("soon", "Enter a date of the calendar"), ("2020-01-31", "expired")):
        answer = press("Upload Passport", day, file=(BytesIO(pdf()), "a.pdf"))
        assert (answer.status, words in answer.all("#last-day-error-travel_document")[0]) == (422, True)
        assert [str(field["value"]) for field in answer.soup.select("#last-day-travel_document")] == [day]
    answer = press("Upload Passport", "2040-01-31", file=(BytesIO(pdf()), "a.pdf"), keep="yes")
    assert "It is kept in My documents too." in answer.soup.text
    assert "Good until 31 January 2040" in window.visit("/vault").text
    assert "The day is changed." in press("Change only the day", "2026-12-31", redate="yes").soup.text
    shown = window.visit(path).all("#travel_document")[0]
    assert "This document may expire too early" in shown
