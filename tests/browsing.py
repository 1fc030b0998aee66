"""A reader of our pages for tests: opens them, reads their HTML, and sends their forms with what is really in them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup, PageElement, Tag
from werkzeug.test import TestResponse

from mobility.models import Student, User
from tests.client import Client
from tests.factories.people import PASSWORD

Sent = str | list[str] | None | tuple[BytesIO, str]
"""The value of a field: typed, several, emptied, or a file with its name."""


@dataclass(frozen=True)
class Page:
    """One answer of the server, read."""

    response: TestResponse
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        return _words(found) if found else ""

    @property
    def text(self) -> str:
        """All that stands in the middle of the page, with single spaces."""
        return _words(self.soup.find("main") or self.soup)

    def all(self, selector: str) -> list[str]:
        """The words of every element that the selector finds."""
        return [_words(found) for found in self.soup.select(selector)]

    def link(self, words: str) -> str:
        """Where the only link with these words leads."""
        found = {str(link["href"]) for link in self.soup.select("main a[href]") if words in _words(link)}
        assert len(found) == 1, f"{len(found)} links say {words!r} on {self.path}: {sorted(found)}"
        return found.pop()

    def values(self) -> dict[str, Sent]:
        """What all forms in the middle of the page hold."""
        return {name: value for form in self.soup.select("main form") for name, value in _held(form).items()}

    def form_of(self, button: str) -> tuple[Tag, Tag]:
        """The form with that button, and the button."""
        found = [one for one in self.soup.select("main form button, main button[form]") if button in _words(one)]
        assert len(found) == 1, f"{len(found)} buttons say {button!r} on {self.path}"
        named = found[0].get("form")
        form = self.soup.select_one(f"form#{named}") if named else found[0].find_parent("form")
        assert form is not None
        return form, found[0]


class Browser:
    """One person's browser, in English unless another language is said."""

    def __init__(self, client: Client, language: str = "en") -> None:
        self.client = client
        self.client.set_cookie("lang", language, domain="localhost")

    def visit(self, path: str) -> Page:
        """Open a page, following where it leads."""
        return _read(self.client.get(path, follow_redirects=True))

    def press(self, page: Page, button: str, fields: dict[str, Sent] | None = None) -> Page:
        """Fill in the form with that button and press it, following where that leads.

        Fields that the form does not have cannot be filled in, as in a browser.
        """
        return _read(self.send(page, button, fields, follow_redirects=True))

    def send(self, page: Page, button: str, fields: dict[str, Sent] | None = None, **options: Any) -> TestResponse:
        """The same without reading the answer."""
        form, pressed = page.form_of(button)
        held = _held(form)
        known = {str(one["name"]) for one in form.select("[name]")}
        assert set(fields or ()) <= known, f"the form has no field {sorted(set(fields or ()) - known)}"
        held.update(fields or {})
        if pressed.get("name"):
            held[str(pressed["name"])] = str(pressed.get("value", ""))
        data = {name: value for name, value in held.items() if value is not None}
        action, method = str(form.get("action") or page.path), str(form.get("method", "get")).upper()
        kind = "query_string" if method == "GET" else "data"
        return self.client.open(action, method=method, **{kind: data}, **options)

    def token(self) -> str:
        """The token of this browser's forms, for requests that no form of ours would send."""
        field = self.visit("/letters").soup.select_one("[name=csrf_token]")
        assert field is not None
        return str(field["value"])

    def sign_in(self, person: User | Student) -> Page:
        """Sign in by the form, as anybody does, by number or by address."""
        login = person.number if isinstance(person, Student) else person.email
        page = self.press(self.visit("/sign-in"), "Sign in", {"login": login, "password": PASSWORD})
        assert page.path != "/sign-in", page.text
        return page


def _read(response: TestResponse) -> Page:
    return Page(response, BeautifulSoup(response.get_data(as_text=True), "html.parser"))


def _words(element: PageElement) -> str:
    return " ".join(element.get_text(" ").split())


def _held(form: Tag) -> dict[str, Sent]:
    held: dict[str, Sent] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        name, value = str(one["name"]), _value(one)
        if value is None:
            continue
        before = held.get(name)
        held[name] = value if before is None else [*(before if isinstance(before, list) else [str(before)]), value]
    return held


def _value(field: Tag) -> str | None:
    """What a browser would send for one field; None for nothing."""
    if field.name == "textarea":
        return field.get_text().replace("\r\n", "\n").removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", "")) if chosen else None
    kind = field.get("type", "text")
    if kind in ("submit", "button", "file") or (kind in ("radio", "checkbox") and not field.has_attr("checked")):
        return None
    return str(field.get("value", "on" if kind in ("radio", "checkbox") else ""))
