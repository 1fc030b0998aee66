"""Typing in a real browser: saved in time, truthful while the server or the sign-in is gone, never over another one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route
from sqlalchemy import select
from werkzeug.serving import make_server

from mobility.database import db
from mobility.models import SectionAnswers
from mobility.services.applications.start import start
from tests.browser.conftest import served
from tests.browser.window import LOOKS, Site, Window
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import PASSWORD, actor, make_student

pytestmark = pytest.mark.browser

KILLS = (5, pytest.param(200, marks=pytest.mark.long))
"""How often the server is killed while somebody types."""

NO_CONNECTION = "Not saved: there is no connection. It is tried again by itself."
OTHER_WINDOW = "Not saved: this section was saved in another window. Press the button to see both."
SIGNED_OUT = "Not saved: your sign-in has ended. What you typed stays here."
OUR_FAULT = "Not saved: something went wrong on our side. It is tried again by itself."
NAME = "q_emergency_name"
SIGN_OUT = "/sign-out"


class Server:
    """The program in a process of its own, so that it can be killed while it works."""

    def __init__(self, app: Flask) -> None:
        self._app, self._port, self._process = app, 0, 0
        self.start()
        self.address = f"http://localhost:{self._port}"

    def start(self) -> None:
        """Listen before there is a process, so that no request comes too early."""
        listening = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = listening.server_port
        self._process = os.fork()
        if not self._process:
            try:
                with self._app.app_context():
                    db.engine.dispose(close=False)  # they are this process's parent's
                listening.serve_forever()
            finally:
                os._exit(1)
        listening.server_close()

    def kill(self) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


class Typist:
    """A student with one section open in a window."""

    def __init__(self, browser: Browser, site: Site) -> None:
        stop_clock_at(NOON)
        self.student = make_student()
        self.id = start(make_call().key, actor(self.student))
        self.path = f"/applications/{self.id}/sections/contact"
        db.session.commit()
        self.window = Window(browser, site)
        self.window.sign_in(self.student.number)
        self.window.visit(self.path)

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def field(self) -> Locator:
        return self.page.locator(f"[name={NAME}]")

    def types(self, words: str) -> None:
        """Type into the field and leave it."""
        self.field.fill(words)
        self.field.blur()

    def is_told(self, words: str, **parts: object) -> None:
        self.page.locator("[data-autosave]").filter(has_text=self.window.say(words, **parts)).wait_for()

    def is_told_of_the_save(self) -> None:
        self.is_told("Saved %(time)s", time="12:00")

    def is_caught(self, act: Callable[[], None]) -> Route:
        """The next save, which `act` brings about, on its way; those after it pass."""
        held: list[Route] = []
        self.page.route("**/sections/contact/keep", lambda one: held.append(one), times=1)  # noqa: PLW0108 - Playwright asks how many it takes
        act()
        while not held:
            self.page.evaluate("0")  # lets it come
        return held[0]

    @property
    def stored(self) -> Any:
        values = select(SectionAnswers.values).where(SectionAnswers.application_id == self.id)
        found = db.session.scalars(values).one_or_none()
        db.session.commit()
        return (found or {}).get("emergency_name")


@pytest.fixture
def killable(shared_app: Flask) -> Iterator[Server]:
    server = Server(shared_app)
    with shared_app.app_context():
        yield server
    server.kill()


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with shared_app.app_context(), served(shared_app) as found:
        yield found


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the new process only serves
@pytest.mark.parametrize("kills", KILLS)
def test_nothing_typed_is_lost(browser: Browser, killable: Server, kills: int) -> None:
    site = Site(killable.address, LOOKS[0])
    me = Typist(browser, site)
    me.types("李建国")
    me.is_told_of_the_save()
    assert me.stored == "李建国"
    for kill in range(kills):
        me.field.press_sequentially(str(kill))
        killable.kill()
        me.field.press_sequentially("号")
        me.field.blur()
        me.is_told(NO_CONNECTION)
        killable.start()
        me.page.evaluate("window.dispatchEvent(new Event('online'))")
        me.is_told_of_the_save()
        assert me.stored == me.field.input_value()
    kinds = {flaw.rpartition(" ")[2] for flaw in site.flaws}
    assert kinds <= {"console"}, site.flaws  # a browser notes each request that found no server
    me.window.close()


def test_what_the_second_window_saved_is_not_overwritten_by_the_first(browser: Browser, address: str) -> None:
    """The first is told so, and shows both."""
    site = Site(address, LOOKS[0])
    me = Typist(browser, site)
    second = me.window.page.context.new_page()
    second.goto(address + me.path)
    second.locator(f"[name={NAME}]").fill("李建军")
    second.locator(f"[name={NAME}]").blur()
    second.locator("[data-autosave]").filter(has_text="12:00").wait_for()
    me.types("王芳")
    me.is_told(OTHER_WINDOW)
    assert me.stored == "李建军"
    me.window.press("Save and continue", status=409)
    me.window.shows("Saved in two windows")
    assert me.page.locator("input[type=radio]:checked").get_attribute("value") == "typed"
    me.window.press("Save these answers")
    assert me.stored == "王芳"
    me.window.close()
    assert site.flaws == {}


def test_text_is_saved_within_fifteen_seconds_and_on_leaving(browser: Browser, address: str) -> None:
    me = Typist(browser, Site(address, LOOKS[1]))
    me.page.clock.install()
    me.window.visit(me.path)
    me.field.press_sequentially("李")
    me.page.clock.run_for(14_000)
    assert me.stored != "李"
    me.page.clock.run_for(1_000)
    me.is_told_of_the_save()
    assert me.stored == "李"
    me.field.press_sequentially("建")
    caught = me.is_caught(lambda: me.page.clock.run_for(15_000))
    me.field.press_sequentially("国")
    caught.fetch()  # it arrives, and is not answered before the page is left
    for _reading in range(20):  # what is sent on leaving is answered while the next pages are read
        me.window.visit("/home")
        if me.stored == "李建国":
            break
    assert me.stored == "李建国"
    me.window.close()


def test_a_button_pressed_while_a_save_is_under_way_waits_for_it(browser: Browser, address: str) -> None:
    me = Typist(browser, Site(address, LOOKS[0]))
    caught = me.is_caught(lambda: me.types("李建国"))
    answer = caught.fetch()
    me.page.locator("[name=q_phone]").fill("13012345678")
    with me.page.expect_navigation() as coming:
        me.page.locator("main form button.btn-primary").click()
        caught.fulfill(response=answer)
    assert coming.value is not None
    assert coming.value.status != 409
    assert me.stored == "李建国"
    me.window.close()


def test_an_answer_that_was_lost_is_no_second_window(browser: Browser, address: str) -> None:
    """Saved, but not told so: what was typed meanwhile is saved after it. A fault of ours is told as one."""
    me = Typist(browser, Site(address, LOOKS[1]))
    caught = me.is_caught(lambda: me.types("李建国"))
    caught.fetch()
    caught.abort()
    me.is_told(NO_CONNECTION)
    caught = me.is_caught(lambda: me.types("李建国的父亲"))
    caught.fulfill(status=500, body="<p>A fault.</p>", content_type="text/html")
    me.is_told(OUR_FAULT)
    me.types("李建国的母亲")
    me.is_told_of_the_save()
    assert me.stored == "李建国的母亲"
    me.window.close()


def test_a_sign_in_that_ended_costs_nothing(browser: Browser, address: str) -> None:
    """Neither the button nor a new sign-in takes away what stands in the field, and the new one leads back to it."""
    me = Typist(browser, Site(address, LOOKS[0]))
    other = me.page.context.new_page()
    other.goto(address)
    with other.expect_navigation():
        other.locator(f'form[action="{SIGN_OUT}"] button').evaluate("button => button.click()")
    me.types("李建国")
    me.is_told(SIGNED_OUT)
    me.page.locator("main form button.btn-primary").click()
    me.is_told(SIGNED_OUT)
    assert me.field.input_value() == "李建国"
    other.goto(address + (me.page.get_attribute("[data-autosave] a", "href") or ""))
    other.fill("[name=login]", me.student.number)
    other.fill("[name=password]", PASSWORD)
    with other.expect_navigation():
        other.locator("main form button[type=submit]").first.click()
    assert other.url == f"{address}{me.path}#{NAME}"
    me.page.locator("main form button.btn-primary").click()
    me.page.wait_for_url(lambda url: me.path not in url)
    assert me.stored == "李建国"
    me.window.close()
