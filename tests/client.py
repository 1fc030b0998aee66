"""A browser without JavaScript for tests: one context a request, and the rows of the test read anew after each."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mobility.database import db


class Client(FlaskClient):
    """Flask's client, save that a request never shares the test's own application context.

    Shared, it would share the session, the signed-in person and the language, which no server does.
    """

    @classmethod
    def of(cls, app: Flask) -> Client:
        app.test_client_class = cls
        made = app.test_client()
        assert isinstance(made, cls)
        return made

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return answer
