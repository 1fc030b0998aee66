"""Every page of the program, as somebody who may open it: no axe violation, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.conftest import served
from tests.browser.window import Look, Site, Window
from tests.security.manifest import Manifest, Page, read
from tests.security.trying import address_of, path_of
from tests.security.undoing import put_into_stage
from tests.security.world import World, build

pytestmark = pytest.mark.browser

LEADS_ON = {"auth.choose_result", "auth.confirm_app", "auth.prove", "auth.start"}
"""Addresses that lead people of this world to another page."""

GONE = {"auth.invitation", "auth.password", "auth.address"}
"""Pages that say that a link is over."""

READ_ELSEWHERE = {"demo.letter", "student.calendar_file"}
"""The letters of the demo, which the season's test reads as they come, and a file whose address only its owner has."""


def test_pages_break_no_rule(browser: Browser, demo_app: Callable[[], Flask], look: Look) -> None:
    app, manifest = demo_app(), read()
    with app.app_context(), served(app) as address:
        world, site = build(app), Site(address, look)
        windows: dict[str, Window] = {}
        leading_on: set[str] = set()
        for page in manifest.pages.values():
            if "GET" not in page.actions or page.endpoint in READ_ELSEWHERE:
                continue
            person, path = _reader(manifest, page, world), path_of(app, page, address_of(world, page))
            if page.about is not None:
                put_into_stage(world.application_id, page.stage)
            answer = world.open(person, path, "GET")
            if answer.status_code == 303:
                leading_on.add(page.endpoint)
                continue
            if answer.mimetype != "text/html":
                continue  # a file, or words for machines
            if person not in windows:
                windows[person] = Window(browser, site, _cookies(world, person))
            windows[person].visit(path, status=410 if page.endpoint in GONE else 200)
        windows["anonymous"].visit("/nowhere", status=404)
        windows["deputy"] = Window(browser, site, _cookies(world, "deputy_coordinator"))
        windows["deputy"].visit("/office")
        for window in windows.values():
            window.close()
    assert site.flaws == {}
    assert leading_on == LEADS_ON


def _reader(manifest: Manifest, page: Page, world: World) -> str:
    """The first of the people to whom the page opens."""
    return next(
        person
        for person, role in world.roles.items()
        if manifest.may(page.actions["GET"], role)
        and manifest.reaches(page.about, person)
        and (page.roles is None or role in page.roles)
    )


def _cookies(world: World, person: str) -> dict[str, str]:
    name, _separator, value = (world.cookies[person] or "").partition("=")
    return {name: value} if value else {}
