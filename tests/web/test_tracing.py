"""The number by which a person's report finds its lines in the log."""

from __future__ import annotations

import re

from flask import Flask
from structlog.testing import capture_logs

from mobility.web import tracing
from tests.client import Client
from tests.factories.people import home


def test_each_answer_has_a_number_of_its_own(client: Client) -> None:
    home()
    first, second = (client.get("/help").headers["X-Request-ID"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


def test_a_number_from_outside_counts_only_behind_a_proxy_of_ours(client: Client) -> None:
    home()
    given = "made-up-outside-1234"
    assert client.get("/help", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given
    app = Flask("bare")
    tracing.install(app, is_behind_proxy=True)
    behind = app.test_client()
    assert behind.get("/", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert behind.get("/", headers={"X-Request-ID": "bad id\t"}).headers["X-Request-ID"] != "bad id\t"


def test_a_line_names_the_page_and_the_answer_and_nobody(client: Client) -> None:
    home()
    with capture_logs() as lines:
        client.get("/help?q=周伯通")
    logged = [line for line in lines if line["event"] == "request"]
    assert [(one["method"], one["endpoint"], one["status"]) for one in logged] == [("GET", "public.help", 200)]
    assert "周伯通" not in str(lines)
