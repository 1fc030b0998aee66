"""What no page of ours would send is refused before a view reads it."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mobility.core.terms import Role
from mobility.web.strictness import repeats
from tests.client import Client
from tests.cookies import sign_in, token
from tests.factories.people import home, make_staff
from tests.web.addresses import addresses


def test_a_field_that_comes_twice_is_refused(client: Client) -> None:
    home()
    sent = MultiDict([("csrf_token", token(client, "/sign-in")), ("login", "a"), ("login", "b"), ("password", "c")])
    assert client.post("/sign-in", data=sent).status_code == 400


def test_two_files_under_one_name_are_refused(client: Client) -> None:
    home()
    files = [(BytesIO(b"one"), "one.pdf"), (BytesIO(b"two"), "two.pdf")]
    sent = MultiDict([("csrf_token", token(client, "/sign-in")), *(("file", one) for one in files)])
    assert client.post("/sign-in", data=sent).status_code == 400


def test_only_lists_may_repeat_a_field(app: Flask) -> None:
    """The views that let a field come more than once, each for the ticks of a list or for several files."""
    listed = {
        one.endpoint: getattr(app.view_functions[one.endpoint], "repeated_fields", None) for one in addresses(app)
    }
    repeating = {endpoint: names for endpoint, names in listed.items() if names}
    of_students = {endpoint: repeating.pop(endpoint) for endpoint in list(repeating) if endpoint.startswith("student.")}
    assert of_students == {"student.put": {"file"}, "student.keep_file": {"file"}, "student.save_wishes": {"option"}}
    assert all(endpoint.startswith(("coordinator.", "officer.")) for endpoint in repeating), repeating
    assert all("csrf_token" not in names for names in repeating.values())


def test_a_view_says_which_fields_may_repeat() -> None:
    @repeats("ids")
    def view() -> None: ...

    assert view.__dict__["repeated_fields"] == frozenset({"ids"})


@pytest.mark.parametrize("path", ["/people?q=%00", "/%00", "/?text=a%00b", "/people?q=a&q=%00"])
def test_a_zero_byte_is_no_question(client: Client, path: str) -> None:
    sign_in(client, make_staff(Role.ADMINISTRATOR))
    assert client.get(path).status_code == 400


def test_an_endless_form_is_refused_with_a_page(client: Client, app: Flask) -> None:
    home()
    fields = {f"field{number}": "x" for number in range(app.config["MAX_FORM_PARTS"] + 1)}
    answer = client.post("/sign-in", data=fields, content_type="multipart/form-data")
    assert (answer.status_code, "This is too large" in answer.text) == (413, True)
