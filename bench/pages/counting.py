"""Counts the statements of one request, in a program of this process that asks the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.pages.load import Ask
from mobility.database import db


def statements(app: Flask, ask: Ask) -> list[str]:
    """The statements that the product sends to answer one request. Raises ValueError where it is refused."""
    with app.app_context():
        engine = db.engine
    with _recorded(engine) as found:
        client = app.test_client(use_cookies=False)
        method = "GET" if ask.form is None else "POST"
        answer = Context().run(
            client.open, ask.path, method=method, headers=ask.headers, data=ask.form, base_url="http://127.0.0.1"
        )
    if answer.status_code not in (200, 302, 303):
        raise ValueError(f"{ask.path} answered {answer.status_code}")
    return found


@contextmanager
def _recorded(engine: Any) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
