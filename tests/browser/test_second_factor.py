"""The pages of a second factor in a real browser: an app is added, and asked for at the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser
from pyotp import TOTP

from mobility.core.terms import Role
from mobility.database import db
from tests.browser.conftest import served
from tests.browser.window import Look, Site, Window
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff

pytestmark = pytest.mark.browser


def test_an_app_is_added_and_asked_for(browser: Browser, demo_app: Callable[[], Flask], look: Look) -> None:
    app = demo_app()
    with app.app_context(), served(app) as address:
        site = Site(address, look)
        stop_clock_at(NOON)
        login = make_staff(Role.HEAD).email or ""
        db.session.commit()
        window = Window(browser, site)
        window.sign_in(login)
        window.visit("/account/second-factor")
        window.press("Add an app")
        secret = window.page.inner_text("main code")
        window.press("Confirm", status=422, code="000000")
        window.press("Confirm", code=TOTP(secret).at(NOON))
        window.close()
        other = Window(browser, site)
        other.sign_in(login)
        assert other.path == "/prove"
        other.press("Verify", status=422, code="000000")
        other.close()
    assert site.flaws == {}
