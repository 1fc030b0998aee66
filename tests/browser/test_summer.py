"""A summer school in a real browser: school's consent, admission, confirmation, fee, group, papers, the filed list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Student
from mobility.services.casework.sweep import run_due
from tests.browser.conftest import served
from tests.browser.window import LOOKS, Look, Site, Window
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.files import pdf
from tests.factories.filled import ANSWERS
from tests.factories.hosts import make_option, make_summer_school
from tests.factories.people import make_staff, make_student, make_unit

pytestmark = pytest.mark.browser

PAPERS = ("pledge", "guardian_consent", "travel_document", "insurance")


class Summer:
    """A call with one place, for which one student signs up in the browser."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        stop_clock_at(NOON)
        unit = make_unit()
        self.call = make_summer_school(group_minimum=1)
        make_option(self.call, place_count=1)
        self.student = make_student(unit)
        people = {
            Role.OFFICER: make_staff(Role.OFFICER, unit=unit),
            Role.COORDINATOR: make_staff(Role.COORDINATOR),
            Role.HEAD: make_staff(Role.HEAD),
        }
        self._logins = {role: person.email or "" for role, person in people.items()}
        self.office = f"/office/calls/{self.call.id}"
        db.session.commit()

    @contextmanager
    def window(self, who: Role | Student) -> Iterator[Window]:
        window = Window(self._browser, self._site)
        login = who.number if isinstance(who, Student) else self._logins[who]
        db.session.commit()
        window.sign_in(login)
        yield window
        window.close()

    @property
    def file(self) -> int:
        found = db.session.scalars(select(Application.id)).one()
        db.session.commit()
        return found

    @property
    def state(self) -> str:
        found = db.session.scalars(select(Application.state)).one()
        db.session.commit()
        return found


@pytest.mark.parametrize(
    "look",
    [pytest.param(one, id=f"{one.width}-{one.locale}", marks=[pytest.mark.long] * (one.width > 360)) for one in LOOKS],
)
def test_a_summer_through_all_roles(
    browser: Browser, demo_app: Callable[[str], Flask], look: Look, tmp_path: Path
) -> None:
    app = demo_app("")
    with app.app_context(), served(app) as address:
        site = Site(address, look)
        summer = Summer(browser, site)
        _signs_up(summer)
        _school_agrees_and_office_admits(summer)
        _student_confirms_and_pays(summer)
        _group_goes_and_papers_come(summer, tmp_path)
        _list_is_filed(summer)
        assert summer.state == "dispatched"
    assert site.flaws == {}


def _signs_up(summer: Summer) -> None:
    with summer.window(summer.student) as me:
        me.visit(f"/calls/{summer.call.key}")
        me.press("Start your application")
        me.follow("Continue")
        me.press("Save and continue", **{f"q_{key}": value for key, value in ANSWERS["contact"].items()})
        me.press("Save and continue", q_why="I want to see how hospitals abroad work.", q_knows_fee="yes")
        me.visit(f"/applications/{summer.file}/check")
        me.press("Submit application", has_declared="yes")


def _school_agrees_and_office_admits(summer: Summer) -> None:
    with summer.window(Role.OFFICER) as officer:
        officer.visit("/school")
        officer.open_first("tbody th a")
        officer.open_first("tbody th a")
        officer.press("The school agrees")
    with summer.window(Role.COORDINATOR) as coordinator:
        coordinator.visit(summer.office)
        coordinator.visit(f"{summer.office}/admission?suggest=1")
        coordinator.press("Check the decisions")
        coordinator.press("Decide and send the letters")
    assert summer.state == "confirmation"


def _student_confirms_and_pays(summer: Summer) -> None:
    with summer.window(summer.student) as me:
        me.visit(f"/applications/{summer.file}/offer")
        me.press("Confirm my place", has_accepted="yes")
        me.visit(f"/applications/{summer.file}/progress")
    with summer.window(Role.COORDINATOR) as coordinator:
        coordinator.visit(f"{summer.office}/fees")
        _record(summer, coordinator, "payment", "fee_paid")
        coordinator.visit(f"{summer.office}/group")
        coordinator.press("Cancel the program", status=422)
        coordinator.press("It takes place")
    assert summer.state == "papers"


def _group_goes_and_papers_come(summer: Summer, folder: Path) -> None:
    with summer.window(summer.student) as me:
        me.visit(f"/applications/{summer.file}")
        for kind in PAPERS:
            paper = folder / f"{kind}.pdf"
            paper.write_bytes(pdf(kind))
            me.visit(f"/applications/{summer.file}/documents")
            me.page.locator(f"#{kind} input[type=file]").set_input_files(paper)
            if (day := me.page.locator(f"#{kind} input[type=date]")).count():
                day.fill("2040-01-31")
            me.page.locator(f"#{kind} form.upload button[type=submit]").click()
            me.page.locator(f"#{kind}").get_by_text(paper.name).first.wait_for()
    with summer.window(Role.COORDINATOR) as coordinator:
        coordinator.visit(f"/office/files/{summer.file}")
        _record(summer, coordinator, "papers", "papers_accepted")
    assert summer.state == "ready"


def _list_is_filed(summer: Summer) -> None:
    with summer.window(Role.COORDINATOR) as coordinator:
        coordinator.visit(f"{summer.office}/proposal")
        fields: dict[str, Any] = {f"outcome-{summer.file}": "candidate"}
        coordinator.press("Check the list", **fields)
        coordinator.press("Propose this list")
    with summer.window(Role.HEAD) as head:
        head.visit("/approvals")
        head.open_first("tbody th a")
        head.follow("Approve the list")
        head.press("Preview", when="at_once")
        head.press("Approve the list")
    stop_clock_at(NOON + timedelta(hours=1))
    run_due()
    with summer.window(summer.student) as me:
        me.visit(f"/applications/{summer.file}/progress")


def _record(summer: Summer, coordinator: Window, stage: str, outcome: str) -> None:
    coordinator.visit(f"{summer.office}/outcomes?stage={stage}")
    fields: dict[str, Any] = {"id": [str(summer.file)], "outcome": outcome, "happened_on": "2026-10-12"}
    coordinator.press("Check and record …", **fields)
    coordinator.confirm()
