"""Typing in a real browser: saved when a field is left, truthful while the server is gone, never over another one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Browser, Page, Route
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from mobility.database import db
from mobility.models import SectionAnswers
from mobility.services.applications.start import start
from tests.browser.window import Look, Site, Window
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_student

pytestmark = pytest.mark.browser

KILLS = (5, pytest.param(200, marks=pytest.mark.long))
"""How often the server is gone while somebody types."""


def _serve(app: Flask, port: int = 0) -> BaseWSGIServer:
    server = make_server("127.0.0.1", port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def _stop(server: BaseWSGIServer) -> None:
    server.shutdown()
    server.server_close()


def _type(page: Page, words: str) -> None:
    """Type into the field and leave it."""
    page.locator("[name=q_emergency_name]").fill(words)
    page.locator("[name=q_emergency_name]").blur()


def _told(page: Page, words: str) -> None:
    page.locator("[data-autosave]").filter(has_text=words).wait_for()


def _stored() -> Any:
    found = db.session.scalars(select(SectionAnswers.values)).one()
    db.session.commit()
    return found.get("emergency_name")


@pytest.mark.parametrize("kills", KILLS)
def test_nothing_typed_is_lost(browser: Browser, demo_app: Callable[[str], Flask], look: Look, kills: int) -> None:
    app = demo_app("")
    with app.app_context():
        server = _serve(app)
        site = Site(f"http://localhost:{server.server_port}", look)
        stop_clock_at(NOON)
        student = make_student()
        address = f"/applications/{start(make_call().key, actor(student))}/sections/contact"
        db.session.commit()
        window = Window(browser, site)
        window.sign_in(student.number)
        window.visit(address)
        _type(window.page, "李建国")
        _told(window.page, window.say("Saved %(time)s", time="12:00"))
        assert _stored() == "李建国"
        for kill in range(kills):
            _stop(server)
            _type(window.page, f"李建国{kill}")
            _told(window.page, window.say("Not saved: there is no connection. It is tried again by itself."))
            server = _serve(app, server.server_port)
            window.page.evaluate("window.dispatchEvent(new Event('online'))")
            _told(window.page, window.say("Saved %(time)s", time="12:00"))
            assert _stored() == f"李建国{kill}"
        _two_windows(browser, site, student.number, address, window)
        _stop(server)
    kinds = {flaw.rpartition(" ")[2] for flaw in site.flaws}
    assert kinds <= {"console"}, site.flaws  # a browser notes each request that found no server


def _two_windows(browser: Browser, site: Site, number: str, address: str, first: Window) -> None:
    """What the second window saved is not overwritten by the first, which is told so and shows both."""
    second = Window(browser, site)
    second.sign_in(number)
    second.visit(address)
    _type(second.page, "李建军")
    _told(second.page, second.say("Saved %(time)s", time="12:00"))
    _type(first.page, "王芳")
    _told(first.page, first.say("Not saved: this section was saved in another window. Press the button to see both."))
    assert _stored() == "李建军"
    first.press("Save and continue", status=409)
    first.shows("Saved in two windows")
    second.close()
    first.close()


def test_a_button_pressed_while_a_save_is_under_way_waits_for_it(
    browser: Browser, demo_app: Callable[[str], Flask], look: Look
) -> None:
    app = demo_app("")
    with app.app_context():
        server = _serve(app)
        stop_clock_at(NOON)
        student = make_student()
        address = f"/applications/{start(make_call().key, actor(student))}/sections/contact"
        db.session.commit()
        window = Window(browser, Site(f"http://localhost:{server.server_port}", look))
        window.sign_in(student.number)
        window.visit(address)
        page, held = window.page, list[tuple[Route, APIResponse]]()
        page.route(
            f"**{page.get_attribute('[data-autosave]', 'data-autosave')}", lambda one: held.append((one, one.fetch()))
        )
        with page.expect_request("**/sections/contact/*"):
            _type(page, "李建国")
        while not held:
            page.evaluate("0")  # lets the answer come, which is kept from the page
        page.locator("[name=q_phone]").fill("13012345678")
        with page.expect_navigation() as coming:
            page.locator("main form button.btn-primary").click()
            route, answer = held.pop()
            route.fulfill(response=answer)
        assert coming.value is not None
        assert coming.value.status != 409
        assert _stored() == "李建国"
        window.close()
        _stop(server)
