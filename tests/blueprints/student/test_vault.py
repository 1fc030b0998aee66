"""The page of kept documents, and their use in an application."""

from __future__ import annotations

from io import BytesIO

import pytest

from mobility.core.terms import Actor
from mobility.models import Call
from mobility.services.applications.start import start
from tests.browsing import Browser, Sent
from tests.databases import counted
from tests.factories.files import pdf


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
