"""The office's desk in a real browser: pipeline, list, file, bulk act, export, calls and lists; also by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Student
from mobility.services import jobs
from mobility.services.exports import work
from tests.browser.conftest import served
from tests.browser.window import PAIRS, Look, Site, Window
from tests.factories.calls import NOON, make_partner
from tests.factories.cases import make_application
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.hosts import make_choices, make_exchange, make_option, make_summer_school
from tests.factories.many import make_many
from tests.factories.people import make_fact, make_staff, make_student, make_unit
from tests.services.calls.example import CALL

pytestmark = pytest.mark.browser

WORK = work.write_files
"""The worker knows this kind of job because it imports the module that does it, as this one does."""


class Scene:
    """An exchange with seventy-six files to qualify, a summer school to admit to, and a call that is still a draft."""

    def __init__(self) -> None:
        stop_clock_at(NOON)
        unit, office = make_unit(), make_unit(kind="office")
        exchange, draft = make_exchange(), make_exchange(state="draft")
        options = [make_option(exchange, make_partner(country=country)) for country in ("KR", "JP")]
        for _line in range(3):
            make_option(draft)
        make_many(exchange, 64, state="qualification_check")
        for number in range(12):
            file = make_application(exchange, make_student(unit, name=f"穆念慈{number}"), state="qualification_check")
            make_choices(file, *options)
            make_fact(db.session.get_one(Student, file.student_id), "average", {"value": 88}, scale="100")
        question = make_check(file, office)
        summer = make_summer_school()
        make_option(summer, place_count=2)
        for state in ("admission", "admission", "admission", "payment", "group", "group"):
            make_application(summer, make_student(unit), state=state, school_outcome="recommended")
        db.session.commit()
        self.coordinator = make_staff(Role.COORDINATOR).email or ""
        self.checker = make_staff(Role.CHECKER, unit=office).email or ""
        self.question, self.file = f"/checks/{question.id}", f"/office/files/{file.id}"
        self.exchange, self.summer, self.draft = (f"/office/calls/{one.id}" for one in (exchange, summer, draft))
        self.list = f"/office/files?call={exchange.id}&stage=qualification_check"
        db.session.commit()


@pytest.fixture(scope="module")
def scene(shared_app: Flask) -> Iterator[tuple[Scene, str]]:
    with shared_app.app_context(), served(shared_app) as address:
        yield Scene(), address


@pytest.mark.parametrize("look", PAIRS, ids=lambda one: f"{one.width}-{one.locale}-{one.theme}")
def test_a_day_at_the_desk(browser: Browser, scene: tuple[Scene, str], look: Look, tmp_path: Path) -> None:
    made, address = scene
    site = Site(address, look)
    window = Window(browser, site)
    window.sign_in(made.coordinator)
    _finds_and_reads(window, made)
    _qualifies_two(window, made)
    _takes_a_table(window, made)
    _makes_calls(window, made, tmp_path)
    for path in (f"{made.exchange}/lists", f"{made.exchange}/lists/school", f"{made.summer}/fees"):
        window.visit(path)
    window.visit(f"{made.summer}/group")
    window.visit(f"{made.summer}/admission?suggest=1")
    window.press("Check the decisions")
    window.close()
    assert site.flaws == {}


def _names(page: Page) -> list[str]:
    return page.locator("main tbody th a").all_inner_texts()


def _finds_and_reads(window: Window, made: Scene) -> None:
    """From a stage of the pipeline through search and sort to one file and its neighbors, all in the address."""
    page = window.page
    window.visit("/office")
    window.open_first(f"section a[href='{made.list}']")
    assert len(_names(page)) == 50
    window.open_first("a[rel=next]")
    assert page.locator("a[rel=next]").count() == 0
    window.visit(made.list)
    window.press("Show", text="munianci")
    window.open_first("th a[href*='sort=-name'], th a[href*='sort=name']")
    names = _names(page)
    assert (len(set(names)), names) == (len(names), sorted(names))
    page.reload()
    assert _names(page) == names
    window.open_first("tbody th a")
    window.open_first("a[rel=next]")
    assert page.inner_text("h1") == names[1]
    window.open_first("a[rel=prev]")
    assert (page.inner_text("h1"), page.locator("a[rel=prev]").count()) == (names[0], 0)
    window.open_first("a.back")
    assert _names(page) == names


def _qualifies_two(window: Window, made: Scene) -> None:
    page = window.page
    window.visit(made.list)
    gone = _names(page)[:2]
    for place in range(2):
        page.locator("tbody input[name=id]").nth(place).check()
    window.press("Qualify the chosen …")
    window.confirm()
    window.visit(made.list)
    assert set(gone) & set(_names(page)) == set()


def _takes_a_table(window: Window, made: Scene) -> None:
    page = window.page
    window.visit(made.list)
    window.press("CSV")
    assert page.locator("progress").count() == 1
    jobs.drain()
    page.reload(wait_until="domcontentloaded")
    window.visit(window.path)
    with page.expect_download() as coming:
        page.locator("main a.btn-primary").click()
    text = coming.value.path().read_text(encoding="utf-8-sig")
    assert "穆念慈" in text


def _makes_calls(window: Window, made: Scene, folder: Path) -> None:
    """A draft's hosts are edited in their table; a file is shown before it makes anything."""
    page = window.page
    window.visit(f"{made.exchange}/next-edition")
    window.visit(f"{made.draft}/draft")
    places = page.locator("[name=hosts-0-places]")
    places.fill("many")
    window.press("Save the draft", status=422)
    assert places.input_value() == "many"
    places.fill("7")
    window.press("Save the draft")
    assert places.input_value() == "7"
    window.visit(f"{made.draft}/publish")
    window.visit("/office/calls")
    file = folder / "call.yaml"
    file.write_text(CALL, encoding="utf-8")
    window.press("Check the file", file=str(file))


def test_a_file_is_found_and_decided_by_keyboard_alone(browser: Browser, scene: tuple[Scene, str]) -> None:
    made, address = scene
    window = Window(browser, Site(address, Look(1440, "en", "light")))
    window.sign_in(made.coordinator)
    page, keys = window.page, window.page.keyboard
    window.visit("/office")
    keys.press("Tab")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    window.tab_to(f"section a[href='{made.list}']")
    keys.press("Enter")
    page.wait_for_url("**stage=qualification_check")
    window.tab_to("#text")
    keys.type("munianci")
    keys.press("Enter")
    page.wait_for_url("**text=munianci**")
    names = _names(page)
    window.tab_to("tbody input[name=id]")
    keys.press("Space")
    window.tab_to("tbody th a")
    keys.press("Enter")
    page.wait_for_url("**/office/files/**")
    window.tab_to("a[rel=next]")
    keys.press("Enter")
    page.get_by_role("heading", level=1, name=names[1]).wait_for()
    window.tab_to("button[value=qualified]")
    keys.press("Enter")
    page.locator(".banner.good").first.wait_for(timeout=5000)
    window.visit(f"{made.list}&text=munianci")
    assert _names(page) == [names[0], *names[2:]]
    window.close()


def test_every_stop_of_the_keyboard_is_seen_and_none_holds_it(browser: Browser, scene: tuple[Scene, str]) -> None:
    made, address = scene
    paths = {
        made.coordinator: ["/office", made.file, f"{made.draft}/draft", f"{made.exchange}/lists"],
        made.checker: ["/checks", made.question],
    }
    for login, pages in paths.items():
        window = Window(browser, Site(address, Look(1440, "en", "light")))
        window.sign_in(login)
        for path in pages:
            window.visit(path)
            assert window.tab_through() > 10
        window.close()
