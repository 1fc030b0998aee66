"""The catalogue in a real browser: found, narrowed, compared and taken along; on phone and desk, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from mobility.core.eligibility import Rules
from mobility.core.terms import Role, Text
from mobility.database import db
from tests.browser.conftest import served
from tests.browser.window import PAIRS, Look, Site, Window
from tests.factories.calls import NOON, make_call, make_partner, make_program
from tests.factories.clock import stop_clock_at
from tests.factories.options import make_hosts, make_option
from tests.factories.people import home, make_staff, make_student

pytestmark = pytest.mark.browser

SHUT = [{"kind": "field_in", "key": "field", "include": ["0311"]}]
OPEN = [{"kind": "field_in", "key": "field", "include": ["0913"]}]


class Scene:
    """A catalogue of thirty calls, one of them an exchange with sixty-four offers at hosts."""

    def __init__(self) -> None:
        stop_clock_at(NOON)
        home().settings = {"has_map": True, "map_approval": "GS(2026)0001"}
        title = Text(en="Exchange autumn 2027", zh_Hans="2027年秋季校际交换项目")
        exchange = make_call(rules=Rules(), title=title, bond=None)
        make_hosts(exchange, 62)
        make_option(exchange, make_partner(country="SG"), rules=SHUT, position=98)
        make_option(exchange, make_partner(country="SG"), rules=OPEN, position=99)
        program = make_program(partners=[make_partner(country="KR", city=None)])
        for _number in range(28):
            make_call(program)
        self.scholarship = make_call(title=Text(en="Lantern scholarship", zh_Hans="灯笼奖学金")).key
        self.exchange, self.exchange_id = exchange.key, exchange.id
        self.student = make_student().number
        self.coordinator = make_staff(Role.COORDINATOR).email or ""
        db.session.commit()


@pytest.fixture(scope="module")
def scene(shared_app: Flask) -> Iterator[tuple[Scene, str]]:
    with shared_app.app_context(), served(shared_app) as address:
        yield Scene(), address


@pytest.mark.parametrize("look", PAIRS, ids=lambda one: f"{one.width}-{one.locale}-{one.theme}")
def test_the_way_from_the_search_to_a_host(browser: Browser, scene: tuple[Scene, str], look: Look) -> None:
    made, address = scene
    site = Site(address, look)
    window = Window(browser, site)
    window.visit("/")
    window.sign_in(made.student)
    window.visit("/")
    window.press("Search", text="denglong" if look.locale == "en" else "lantern")
    assert window.page.locator(".card-call").count() == 1
    window.page.reload()
    assert window.page.locator(".card-call").count() == 1
    window.visit("/?view=table&sort=-title&eligible=1")
    window.open_first("a[rel=next]")
    assert window.page.locator("table.data tbody tr").count() == 10
    window.open_first("a[rel=prev]")
    assert window.page.locator("table.data tbody tr").count() == 20
    window.visit(f"/calls/{made.exchange}?country=SG")
    window.page.locator(".host-list details summary").first.click()
    assert window.page.locator(".host-list details[open] .task-list li").count() == 1
    window.open_first(".host-list a")
    assert window.path.startswith("/partners/")
    window.visit(f"/calls/{made.exchange}/print")
    window.close()
    assert site.flaws == {}


def test_a_coordinator_copies_a_text(browser: Browser, scene: tuple[Scene, str], look: Look) -> None:
    made, address = scene
    site = Site(address, look)
    window = Window(browser, site)
    window.sign_in(made.coordinator)
    window.visit(f"/office/calls/{made.exchange_id}")
    window.follow("Texts for class groups")
    assert made.exchange in window.page.locator("textarea").first.input_value()
    window.close()
    assert site.flaws == {}


def test_by_keyboard_alone(browser: Browser, scene: tuple[Scene, str]) -> None:
    made, address = scene
    window = Window(browser, Site(address, Look(1440, "en", "light")))
    page = window.page
    window.visit("/")
    window.tab_to("#text")
    page.keyboard.type("lantern")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=lantern**")
    window.tab_to(".card-call a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{made.scholarship}")
    window.visit(f"/calls/{made.exchange}")
    window.tab_to("#country")
    page.keyboard.type("Jap")
    window.tab_to("#hosts button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=JP**")
    assert page.locator("#hosts h3").count() == 1
    window.close()
