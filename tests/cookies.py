"""A browser's cookie for tests: given without the sign-in page, stolen, and sent with forms written by hand."""

from __future__ import annotations

import secrets
from typing import Any

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from mobility.database import db
from mobility.models import Student, User, UserSession
from mobility.queries.identity import digest
from tests.client import Client


def sign_in(client: Client, person: User | Student) -> str:
    """Put a new sign-in of `person` into the browser, without the page for it, and return its secret."""
    secret = secrets.token_urlsafe(32)
    user_id = person.user_id if isinstance(person, Student) else person.id
    db.session.add(UserSession(institution_id=person.institution_id, user_id=user_id, secret_hash=digest(secret)))
    db.session.commit()
    put_secret(client, secret)
    return secret


def put_secret(client: Client, secret: str) -> None:
    """Give the browser a cookie with that secret, as somebody would who stole it."""
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
        cookie["_fresh"] = True


def send(client: Client, path: str, data: dict[str, Any] | None = None, *, form_on: str | None = None) -> TestResponse:
    """Post a form to `path` with the token of the page it stands on: `form_on`, else `path` itself."""
    return client.post(path, data={"csrf_token": token(client, form_on or path), **(data or {})})


def token(client: Client, path: str) -> str:
    """The token of the first form of a page."""
    return value(client.get(path), "csrf_token")


def value(answer: TestResponse, name: str) -> str:
    """What the first field of that name holds."""
    field = page(answer).select_one(f'input[name="{name}"]')
    assert field is not None, f"no field {name} on {answer.request.path}"
    return str(field["value"])


def page(answer: TestResponse) -> BeautifulSoup:
    """The page as a tree."""
    return BeautifulSoup(answer.text, "html5lib")


def errors_of(answer: TestResponse) -> list[str]:
    """The sentences of the error summary, one for each that is to be mended."""
    return texts(answer, ".error-summary li")


def texts(answer: TestResponse, selector: str) -> list[str]:
    """The texts of all elements that a CSS selector finds."""
    return [" ".join(found.get_text().split()) for found in page(answer).select(selector)]
