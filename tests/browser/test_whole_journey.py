"""A whole application, from its call to the receipt and back, by touch, by keyboard alone and without scripts; and what
only some meet on their way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator
from sqlalchemy import select

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Application, Call, Student
from mobility.services.applications.giving_up import give_up
from mobility.services.applications.start import start
from tests.browser.conftest import served
from tests.browser.window import LOOKS, Look, Site, Window
from tests.factories.calls import NOON, make_call, make_partner
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.documents import make_document
from tests.factories.exchange import ANSWERS
from tests.factories.filled import PDF
from tests.factories.hosts import make_exchange, make_option
from tests.factories.options import make_hosts
from tests.factories.people import PASSWORD, actor, home, make_student
from tests.security.undoing import put_into_stage

pytestmark = pytest.mark.browser

MOST_TABS = 150
"""How many steps of the Tab key anything on a page may lie away."""


class Finger:
    """Taps on what it sees."""

    options: ClassVar[dict[str, Any]] = {"has_touch": True, "is_mobile": True}

    def press(self, target: Locator) -> None:
        target.tap()

    def write(self, target: Locator, words: str) -> None:
        target.tap()
        target.fill(words)

    def choose(self, target: Locator, value: str) -> None:
        if target.first.evaluate("field => field.tagName") == "SELECT":
            target.select_option(value)
        else:
            target.and_(target.page.locator(f'[value="{value}"]')).tap()


class Keys:
    """Reaches everything by Tab, and presses, chooses and writes by keys alone."""

    options: ClassVar[dict[str, Any]] = {}

    def press(self, target: Locator) -> None:
        self._reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        self._reach(target)
        target.page.keyboard.press("ControlOrMeta+a")
        target.page.keyboard.insert_text(words)

    def choose(self, target: Locator, value: str) -> None:
        kind = target.first.evaluate("field => field.tagName == 'INPUT' ? field.type : field.tagName")
        one = target.and_(target.page.locator(f'[value="{value}"]'))
        if kind == "SELECT":
            self._reach(target)
            for _step in range(
                target.evaluate("(field, value) => [...field.options].findIndex(o => o.value == value)", value)
            ):
                target.page.keyboard.press("ArrowDown")
            assert target.input_value() == value
        elif kind == "radio":
            self._reach(target)
            target.page.keyboard.press("Space")
            while not one.is_checked():
                target.page.keyboard.press("ArrowDown")
        else:
            self._reach(one)
            target.page.keyboard.press("Space")
            assert one.is_checked()

    def _reach(self, target: Locator) -> None:
        for _step in range(MOST_TABS):
            target.page.keyboard.press("Tab")
            if target.evaluate_all("found => found.includes(document.activeElement)"):
                return
        raise AssertionError(f"{target} is not reached by Tab")


class WithoutScripts(Finger):
    """A browser that runs none of our scripts."""

    options: ClassVar[dict[str, Any]] = {"java_script_enabled": False, "has_touch": True}


Hand = Finger | Keys

WAYS = [
    pytest.param(Finger(), Look(360, "zh_Hans", "dark"), id="touch-zh"),
    pytest.param(Keys(), Look(360, "en", "light"), id="keys-en"),
    pytest.param(WithoutScripts(), Look(360, "en", "light"), id="plain-en"),
    pytest.param(Finger(), Look(360, "en", "light"), id="touch-en", marks=pytest.mark.long),
    pytest.param(Keys(), Look(360, "zh_Hans", "dark"), id="keys-zh", marks=pytest.mark.long),
    pytest.param(WithoutScripts(), Look(360, "zh_Hans", "dark"), id="plain-zh", marks=pytest.mark.long),
]
"""Each way once in every run; in the other language too where there is time."""


class Applicant:
    """A student with one way of using a browser, on the pages of one call."""

    def __init__(self, window: Window, hand: Hand, student: Student, call: Call, folder: Path) -> None:
        self._window, self._hand, self._call = window, hand, call
        self._number, self._folder = student.number, folder

    def go(self, target: Locator) -> None:
        """Press what leads to another page, and look at that."""
        with self._window.page.expect_navigation(wait_until="domcontentloaded") as coming:
            self._hand.press(target)
        self._window.look_at(coming.value)

    def link(self, words: str) -> Locator:
        return self._window.named("main a[href]", words)

    def button(self, words: str) -> Locator:
        return self._window.named("main button[type=submit]", words)

    def field(self, name: str) -> Locator:
        return self._window.page.locator(f'main [name="{name}"]')

    def signs_in_and_begins(self) -> None:
        self._window.visit("/sign-in")
        self._hand.write(self.field("login"), self._number)
        self._hand.write(self.field("password"), PASSWORD)
        self.go(self.button("Sign in"))
        self.go(self._window.page.locator(f'main a[href="/calls/{self._call.key}"]').first)
        self.go(self.button("Start your application"))
        self.go(self.link("Continue"))

    def fills_in_every_section(self) -> None:
        for key, answers in ANSWERS.items():
            assert self._window.path.endswith(f"/sections/{key}"), self._window.path
            for name, value in answers.items():
                self._answer(self.field(f"q_{name}"), value)
            self.go(self.button("Save and continue"))

    def _answer(self, found: Locator, value: str) -> None:
        kind = found.first.evaluate("field => field.tagName == 'INPUT' ? field.type : field.tagName")
        (self._hand.choose if kind in ("SELECT", "radio", "checkbox") else self._hand.write)(found, value)

    def wishes(self) -> None:
        self.go(self.link("Continue"))
        for _host in range(2):
            self.go(self._window.page.locator(".offered button").first)
        assert self._window.page.locator("[data-wishes-hint]").is_visible() == isinstance(self._hand, Keys)
        self.go(self._window.page.locator('[value^="down-"]:enabled').first)
        self.go(self.button("Save and go on"))

    def uploads(self, kind: str) -> None:
        page, paper = self._window.page, self._folder / "成绩单.pdf"
        paper.write_bytes(PDF)
        if not self._window.path.endswith("/documents"):
            self.go(self.link("Continue"))
        page.locator(f"#{kind} input[type=file]").set_input_files(paper)
        self._hand.press(page.locator(f"#{kind} form.upload button[type=submit]"))
        page.locator(f"#{kind}").get_by_text(paper.name).first.wait_for()
        self.go(self.link("Continue"))

    def submits(self) -> None:
        if not self._window.path.endswith("/check"):
            self.go(self.link("Check your answers"))
        self._hand.choose(self.field("has_declared"), "yes")
        self.go(self.button("Submit application"))

    def recalls(self) -> None:
        self.go(self.link("Recall it to edit"))
        self.go(self.button("Recall my application"))


def _scene() -> tuple[Student, Call]:
    stop_clock_at(NOON)
    call = make_exchange()
    for letter in "AB":
        make_option(call, make_partner(name=Text(en=f"Host {letter}", zh_Hans=f"接收大学{letter}"), country="KR"))
    student = make_student()
    db.session.commit()
    return student, call


def _state(student: Student) -> tuple[str, int]:
    query = select(Application.state, Application.submission_count).where(Application.student_id == student.id)
    found = db.session.execute(query).one()
    db.session.commit()
    return found.state, found.submission_count


@pytest.mark.parametrize(("hand", "look"), WAYS)
def test_an_application_from_its_call_to_its_receipt_and_back(
    browser: Browser, shared_app: Flask, hand: Hand, look: Look, tmp_path: Path
) -> None:
    with shared_app.app_context(), served(shared_app) as address:
        site = Site(address, look)
        student, call = _scene()
        window = Window(browser, site, **hand.options)
        me = Applicant(window, hand, student, call, tmp_path)
        me.signs_in_and_begins()
        me.fills_in_every_section()
        me.wishes()
        me.uploads("transcript")
        me.submits()
        assert _state(student) == ("school_check", 1)
        me.recalls()
        assert _state(student) == ("recalled", 1)
        window.close()
    assert site.flaws == {}


class Unlucky:
    """A student, not yet of age, to whom all of it happens that the way above does not pass."""

    def __init__(self) -> None:
        stop_clock_at(NOON)
        student = make_student(birth_on=date(2009, 3, 14))
        me = actor(student)
        self.number = student.number
        self.draft = start(make_call().key, me)
        checked = make_application(make_call(), student, state="school_check")
        make_document(checked, state="returned", return_code="unreadable", replaced_at=NOON)
        make_document(checked, state="returned", return_code="other", return_reason="The seal is missing. 缺少公章。")
        make_document(checked, "guardian_consent", state="accepted", checked_at=NOON)
        self.checked = checked.id
        self.ending = make_application(make_call(), student, state="school_check").id
        give_up(self.ending, me, reason="cost")
        many = make_exchange()
        make_hosts(many, 60)
        self.many, self.choosing = many.key, start(many.key, me)
        self.other = make_call().key
        db.session.commit()


def _limit(**most: int) -> None:
    home().settings = {**home().settings, "most_per_term": most}
    db.session.commit()


def test_what_only_some_meet_breaks_no_rule(browser: Browser, shared_app: Flask) -> None:
    with shared_app.app_context(), served(shared_app) as address:
        me, site = Unlucky(), Site(address, LOOKS[0])
        window = Window(browser, site)
        window.sign_in(me.number)
        for path in (f"{me.draft}/check", f"{me.checked}/documents", f"{me.ending}", f"{me.choosing}/wishes"):
            window.visit(f"/applications/{path}")
        for path in ("/home", f"/calls/{me.many}"):
            window.visit(path)
        window.page.goto(f"{address}/calendar")
        window.press("Make an address")
        window.page.goto(f"{address}/calls/{me.other}/late")
        window.press("Use the code", status=422, code="no such")
        _limit(all=1)
        window.visit(f"/calls/{me.other}")
        _limit()
        for stage in ("reserve", "formalities", "not_selected"):
            put_into_stage(me.checked, stage)
            window.visit(f"/applications/{me.checked}/progress")
        window.close()
    assert site.flaws == {}
