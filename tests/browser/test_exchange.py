"""An exchange in a real browser, on phone and desk: wishes put in order, the desks that follow, no axe violation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from mobility.core.terms import Role, Text
from mobility.database import db
from mobility.models import Application, Choice, Student
from mobility.services.applications.start import start
from tests.browser.conftest import served
from tests.browser.window import WIDTHS, Look, Site, Window
from tests.factories.calls import NOON, make_partner
from tests.factories.cases import make_application
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_choices, make_exchange, make_option
from tests.factories.people import actor, make_fact, make_staff, make_student, make_unit

pytestmark = pytest.mark.browser


class Scene:
    """An exchange call, a student who writes, files at the desks, and people in every role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            stop_clock_at(NOON)
            unit, office = make_unit(), make_unit(kind="office")
            call = make_exchange()
            hosts = [make_partner(name=Text(en=f"Host {n}", zh_Hans=f"接收大学{n}"), country="KR") for n in "ABC"]
            self.options = [make_option(call, host) for host in hosts]
            writer = make_student(unit)
            asked = make_application(call, make_student(unit), state="qualification_check")
            chosen = make_application(call, make_student(unit), state="selection", school_outcome="recommended")
            for file in (asked, chosen):
                make_choices(file, *self.options[:2])
                student = db.session.get_one(Student, file.student_id)
                make_fact(student, "average", {"value": 88}, scale="100", as_of=NOON.date())
            question = make_check(asked, office)
            self.draft = start(call.key, actor(writer))
            people = {role: make_staff(role) for role in (Role.COORDINATOR, Role.HEAD)}
            people[Role.CHECKER] = make_staff(Role.CHECKER, unit=office)
            self.logins = {"student": writer.number} | {role: one.email or "" for role, one in people.items()}
            base = f"/office/calls/{call.id}"
            self.pages = {
                Role.CHECKER: ["/checks", f"/checks/{question.id}", "/checks?show=answered"],
                Role.COORDINATOR: [
                    f"/office/files/{asked.id}",
                    f"{base}/proposal",
                    f"{base}/proposal?suggest=1",
                    f"{base}/hosts",
                    f"{base}/hosts/{self.options[0].id}/withdraw",
                    f"{base}/cancel",
                    f"{base}/outcomes",
                ],
            }
            self.option_ids = [one.id for one in self.options]
            db.session.commit()

    def wishes(self) -> list[int]:
        with self.app.app_context():
            query = select(Choice.host_option_id).where(Choice.application_id == self.draft).order_by(Choice.rank)
            return list(db.session.scalars(query))

    def is_willing(self) -> bool:
        with self.app.app_context():
            return db.session.get_one(Application, self.draft).is_willing


def _drag(page: Page, what: str, onto: str) -> None:
    """Drag slowly, as a hand does: a browser begins to drag only once the pointer has moved a little."""
    page.locator(onto).scroll_into_view_if_needed()
    page.hover(what)
    page.mouse.down()
    page.hover(onto)
    page.hover(onto, position={"x": 5, "y": 1}, force=True)
    page.mouse.up()


def test_wishes_are_put_in_order_by_buttons_keys_and_dragging(
    browser: Browser, demo_app: Callable[[], Flask], look: Look
) -> None:
    scene = Scene(demo_app())
    with served(scene.app) as address:
        site = Site(address, look)
        window = Window(browser, site)
        window.sign_in(scene.logins["student"])
        wishes = f"/applications/{scene.draft}/wishes"
        window.visit(wishes)
        first, second, third = scene.option_ids
        for _option in scene.option_ids:
            with window.page.expect_navigation():
                window.page.locator(".offered button").first.click()
        assert scene.wishes() == [first, second, third]
        window.visit(wishes)
        window.page.focus(f"#wish-{third}")
        with window.page.expect_navigation():
            window.page.keyboard.press("Alt+ArrowUp")
        assert scene.wishes() == [first, third, second]
        assert window.page.evaluate("document.activeElement.id") == f"wish-{third}"
        window.page.check("#is_willing")
        if look.width == max(WIDTHS):
            with window.page.expect_navigation():
                _drag(window.page, f"#wish-{second} h2", f"#wish-{first} h2")
        else:  # nothing is dragged on a phone
            for _step in range(2):
                with window.page.expect_navigation():
                    window.page.click(f"[value=up-{second}]")
                assert window.page.evaluate("document.activeElement.id") == f"wish-{second}"
        assert (scene.wishes(), scene.is_willing()) == ([second, first, third], True)
        for path in (f"/applications/{scene.draft}", f"/applications/{scene.draft}/check"):
            window.visit(path)
        window.close()
    assert site.flaws == {}


def test_the_desks_that_follow_break_no_rule(browser: Browser, demo_app: Callable[[], Flask], look: Look) -> None:
    scene = Scene(demo_app())
    with served(scene.app) as address:
        site = Site(address, look)
        for role, paths in scene.pages.items():
            window = Window(browser, site)
            window.sign_in(scene.logins[role])
            for path in paths:
                window.visit(path)
            window.close()
    assert site.flaws == {}
