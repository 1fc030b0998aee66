"""A passkey in a real browser, answered by Chromium's own virtual authenticator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from mobility.core.terms import Role
from mobility.database import db
from tests.factories.people import PASSWORD, make_staff

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live_app: Callable[[], Flask]) -> Iterator[str]:
    """A running program; `localhost`, since a passkey belongs to a name and not to a number."""
    app = live_app()
    with app.app_context():
        make_staff(Role.HEAD, email="head@university.example")
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a browser that nobody used before."""
    context = browser.new_context(locale="en")
    yield context.new_page()
    context.close()


def with_authenticator(page: Page) -> None:
    """Give the browser a device that says yes, as a finger on its sensor would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "head@university.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def test_a_passkey_is_added_and_opens_the_next_sign_in(page: Page, address: str) -> None:
    with_authenticator(page)
    sign_in(page, address)
    page.goto(f"{address}/account/second-factor")
    page.fill("form[data-passkey] [name=name]", "my laptop")
    page.click("form[data-passkey] button")
    page.wait_for_selector(".codes")
    assert page.locator(".codes li").count() == 10
    page.goto(f"{address}/account/second-factor")
    assert page.locator(".task-list b").all_inner_texts() == ["my laptop"]
    page.context.clear_cookies()
    sign_in(page, address)
    assert "/prove" in page.url
    page.click("form[data-passkey] button")
    page.wait_for_url(lambda url: "/prove" not in url)
    page.goto(f"{address}/approvals")
    assert page.url.endswith("/approvals")


def test_a_device_that_does_not_answer_leaves_a_way(page: Page, address: str) -> None:
    sign_in(page, address)
    page.goto(f"{address}/account/second-factor")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.click("form[data-passkey] button")
    page.wait_for_selector("[data-failed]:not([hidden])")
    assert "No passkey was made" in page.inner_text("[data-failed]")
