"""Every role's main pages in a real browser, on phone and desk, in both languages and lights: no axe violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.filled import begin_filled, hand_in
from tests.factories.people import PASSWORD, actor, make_staff, make_student, make_unit

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [(360, "zh_Hans", "dark"), (1440, "en", "light")]


class Site:
    """A running program with one call, a draft, a file at the school, and people in every role."""

    def __init__(self, app: Flask, address: str) -> None:
        self.address = address
        with app.app_context():
            stop_clock_at(NOON)
            unit = make_unit()
            call: Call = make_call()
            writer, sender = make_student(unit), make_student(unit)
            draft = begin_filled(call, actor(writer))
            hand_in(call, actor(sender))
            sent = db.session.scalars(select(Application.id).where(Application.student_id == sender.id)).one()
            self.logins = {"student": writer.number, "sender": sender.number}
            for role in (Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR):
                person = make_staff(role, unit=unit if role is Role.OFFICER else None)
                self.logins[role] = person.email or ""
            listing = f"/school/calls/{call.id}/units/{unit.id}"
            self.pages = {
                "": ["/", f"/calls/{call.key}", "/sign-in", "/help", "/privacy", "/nowhere"],
                "student": [
                    "/home",
                    f"/applications/{draft}",
                    f"/applications/{draft}/sections/motivation",
                    f"/applications/{draft}/documents",
                    f"/applications/{draft}/check",
                    "/letters",
                    "/account",
                ],
                "sender": [f"/applications/{sent}", f"/applications/{sent}/progress", f"/applications/{sent}/receipt"],
                Role.OFFICER: ["/school", listing, f"{listing}/hand-in", f"/school/applications/{sent}"],
                Role.REVIEWER: ["/reviews"],
                Role.COORDINATOR: [
                    "/office",
                    "/office/files",
                    f"/office/files/{sent}",
                    f"/office/calls/{call.id}",
                    f"/office/calls/{call.id}/selection",
                    f"/office/calls/{call.id}/outcomes",
                    f"/office/calls/{call.id}/deadline",
                    "/office/letters",
                ],
                Role.HEAD: ["/approvals", "/overview"],
                Role.ADMINISTRATOR: ["/people", "/units", "/settings"],
                Role.AUDITOR: ["/audit"],
            }
            db.session.commit()


@pytest.fixture
def site(live_app: Callable[[], Flask]) -> Iterator[Site]:
    app = live_app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()


def _sign_in(page: Page, site: Site, login: str) -> None:
    page.goto(f"{site.address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    assert "/sign-in" not in page.url


def _violations(page: Page, axe: str) -> list[Any]:
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]]


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_pages_break_no_rule(
    browser: Browser, site: Site, axe_source: str, width: int, language: str, theme: str
) -> None:
    found: dict[str, Any] = {}
    for role, paths in site.pages.items():
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(f"{site.address}/?lang={language}&theme={theme}")
        if role:
            _sign_in(page, site, site.logins[role])
        for path in paths:
            answer = page.goto(site.address + path)
            assert answer is not None
            assert answer.status == (404 if path == "/nowhere" else 200), path
            if broken := _violations(page, axe_source):
                found[f"{role} {path}"] = broken
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[f"{role} {path} scrolls"] = page.evaluate("document.documentElement.scrollWidth")
        context.close()
    assert found == {}
