"""A summer school over HTTP, each act by the person whose desk it is, from sign-up to dispatch and each way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.core.workflow.giving_up import UNDO_TIME
from mobility.database import db, now
from mobility.models import Application, Fee, HostOption, OutboxMessage, Student, User
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from mobility.services.casework.sweep import run_due
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.filled import ANSWERS, PDF, put
from tests.factories.hosts import make_option, make_summer_school
from tests.factories.people import actor, make_staff, make_student, make_unit

PAPERS = ("pledge", "guardian_consent", "travel_document", "insurance")
MOTIVATION = {"why": "I want to see how hospitals abroad work.", "knows_fee": "yes"}


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


@pytest.fixture
def enter(app: Flask) -> Callable[[User | Student], Browser]:
    def enter(person: User | Student) -> Browser:
        browser = Browser(Client.of(app))
        browser.sign_in(person)
        return browser

    return enter


class Summer:
    """A call with two places and three students of one school, who have signed up one after the other."""

    def __init__(self, enter: Callable[[User | Student], Browser]) -> None:
        self._enter = enter
        self.unit = make_unit()
        self.call = make_summer_school()
        self.option: HostOption = make_option(self.call, place_count=2)
        self.students = [make_student(self.unit) for _ in range(3)]
        self.ids = [self._sign_up(student, place) for place, student in enumerate(self.students)]
        self.staff = {
            "officer": make_staff(Role.OFFICER, unit=self.unit),
            "coordinator": make_staff(Role.COORDINATOR),
            "head": make_staff(Role.HEAD),
        }

    def _sign_up(self, student: Student, place: int) -> int:
        stop_clock_at(NOON + timedelta(minutes=place))
        who = actor(student)
        application_id = start(self.call.key, who)
        save_section(application_id, "contact", ANSWERS["contact"], who, revision=0)
        save_section(application_id, "motivation", MOTIVATION, who, revision=0)
        submit(application_id, who, has_declared=True)
        return application_id

    def browser(self, role: str) -> Browser:
        return self._enter(self.staff[role])

    def student(self, place: int) -> Browser:
        return self._enter(self.students[place])

    def states(self) -> list[str]:
        query = select(Application.id, Application.state).where(Application.id.in_(self.ids))
        found = {row.id: row.state for row in db.session.execute(query)}
        db.session.commit()
        return [found[application_id] for application_id in self.ids]

    def letters(self, notice: str) -> int:
        found = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.notice == notice)).all()
        db.session.commit()
        return len(found)

    def go_to(self, at: datetime) -> None:
        stop_clock_at(at)
        run_due()

    def agree(self) -> None:
        """The school agrees to every file, one by one."""
        officer = self.browser("officer")
        assert "file by file" in officer.visit("/school").text
        for application_id in self.ids:
            done = officer.press(officer.visit(f"/school/applications/{application_id}"), "The school agrees")
            assert "Your school agrees." in done.text

    def admit(self) -> None:
        """Places in order of sign-up; the last one waits."""
        coordinator = self.browser("coordinator")
        page = coordinator.visit(f"/office/calls/{self.call.id}/admission?suggest=1")
        preview = coordinator.press(page, "Check the decisions")
        coordinator.press(preview, "Decide and send the letters")

    def confirm(self, place: int) -> Page:
        student = self.student(place)
        offer = student.visit(f"/applications/{self.ids[place]}/offer")
        return student.press(offer, "Confirm my place", {"has_accepted": "yes"})

    def pay(self, *places: int) -> Page:
        """The finance list, as a file."""
        rows = "".join(f"{self.students[place].number},fee_paid,2026-10-12,\n" for place in places)
        coordinator = self.browser("coordinator")
        page = coordinator.visit(f"/office/calls/{self.call.id}/outcomes?stage=payment")
        table: dict[str, Sent] = {"file": (BytesIO(f"学号,结果,日期,备注\n{rows}".encode()), "finance.csv")}
        report = coordinator.press(page, "Check the file", table)
        return coordinator.press(report, f"Record {len(places)} outcome")

    def record(self, stage: str, outcome: str, *places: int) -> Page:
        coordinator = self.browser("coordinator")
        page = coordinator.visit(f"/office/calls/{self.call.id}/outcomes?stage={stage}")
        chosen = [str(self.ids[place]) for place in places]
        typed: dict[str, Sent] = {"id": chosen, "outcome": outcome, "happened_on": "2026-10-12"}
        preview = coordinator.press(page, "Check and record", typed)
        return preview if preview.status != 200 else coordinator.press(preview, f"Record {len(chosen)} outcome")


@pytest.fixture
def summer(enter: Callable[[User | Student], Browser]) -> Summer:
    return Summer(enter)


def _group(summer: Summer) -> None:
    """Two are admitted, confirm, pay, and the group goes."""
    summer.agree()
    summer.admit()
    assert summer.states() == ["confirmation", "confirmation", "waiting"]
    for place in (0, 1):
        summer.confirm(place)
    summer.pay(0, 1)
    assert summer.states() == ["group", "group", "waiting"]
    coordinator = summer.browser("coordinator")
    coordinator.press(coordinator.visit(f"/office/calls/{summer.call.id}/group"), "It takes place")
    assert summer.states() == ["papers", "papers", "waiting"]


def _filed(summer: Summer) -> None:
    """The list of the group is proposed, approved as a whole and released."""
    coordinator = summer.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{summer.call.id}/proposal")
    fields: dict[str, Sent] = {f"outcome-{one}": "candidate" for one in summer.ids[:2]}
    preview = coordinator.press(page, "Check the list", fields)
    sent = coordinator.press(preview, "Propose this list")
    assert "The list is with the head of the office now." in sent.text
    head = summer.browser("head")
    link = head.visit("/approvals").soup.select_one("main tbody th a")
    assert link is not None
    proposed = head.visit(str(link["href"]))
    head.press(head.press(head.visit(proposed.link("Approve")), "Preview"), "Approve the list")
    run_due()


def test_from_sign_up_to_dispatch(summer: Summer) -> None:
    _group(summer)
    assert (summer.letters("offer"), summer.letters("waitlisted"), summer.letters("fee_received")) == (2, 1, 2)
    refused = summer.record("papers", "papers_accepted", 0)
    assert (refused.status, summer.states()[0]) == (422, "papers")
    for place in (0, 1):
        for kind in PAPERS:
            put(summer.ids[place], kind, actor(summer.students[place]), PDF, f"{kind}.pdf")
    summer.record("papers", "papers_accepted", 0, 1)
    assert summer.states() == ["ready", "ready", "waiting"]
    _filed(summer)
    assert summer.states() == ["dispatched", "dispatched", "waiting"]
    assert summer.letters("dispatched") == 2
    coordinator = summer.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{summer.call.id}/waiting-list")
    coordinator.press(page, "Close the waiting list")
    assert summer.states()[2] == "waitlist_ended"


def test_who_gives_up_after_paying_frees_a_place_for_the_next_and_is_owed_the_fee(summer: Summer) -> None:
    _group(summer)
    student = summer.student(0)
    for is_undone in (True, False):
        page = student.visit(f"/applications/{summer.ids[0]}/give-up")
        page = student.press(page, "Give up my application", {"reason": "cost"})
        assert summer.states() == ["papers", "papers", "waiting"]
        if is_undone:
            student.press(page, "Undo, keep my application")
    summer.go_to(now() + UNDO_TIME)
    assert summer.states() == ["withdrawn_after_confirmation", "papers", "confirmation"]
    states = db.session.scalars(select(Fee.state).order_by(Fee.id)).all()
    db.session.commit()
    assert states == ["refund_due", "paid"]
    summer.confirm(2)
    summer.pay(2)
    coordinator = summer.browser("coordinator")
    coordinator.press(coordinator.visit(f"/office/calls/{summer.call.id}/group"), "It takes place")
    assert summer.states() == ["withdrawn_after_confirmation", "papers", "papers"]


def test_an_offer_lapses_and_then_a_fee(summer: Summer) -> None:
    summer.agree()
    summer.admit()
    summer.confirm(1)
    summer.go_to(NOON + timedelta(days=5))
    assert summer.states() == ["lapsed", "payment", "confirmation"]
    summer.go_to(NOON + timedelta(days=8))
    assert summer.states() == ["lapsed", "lapsed", "lapsed"]
    assert (summer.letters("lapsed"), summer.letters("fee_lapsed")) == (2, 1)


def test_it_does_not_take_place(summer: Summer) -> None:
    summer.agree()
    summer.admit()
    summer.confirm(0)
    coordinator = summer.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{summer.call.id}/group")
    coordinator.press(page, "Cancel the program", {"is_sure": "on"})
    assert summer.states() == ["cancelled"] * 3
    assert summer.letters("group_cancelled") == 3
    page = summer.student(2).visit(f"/applications/{summer.ids[2]}/progress")
    assert "The group did not come about." in page.text


def test_the_office_gives_a_file_back_and_it_returns_to_the_admission(summer: Summer) -> None:
    summer.agree()
    coordinator = summer.browser("coordinator")
    typed: dict[str, Sent] = {
        "items": ["motivation"],
        "remark": "Say more.",
        "until_on": "2026-10-16",
        "until_at": "17:00",
    }
    coordinator.press(coordinator.visit(f"/office/files/{summer.ids[0]}"), "Give back", typed)
    assert summer.states()[0] == "returned_by_office"
    student = actor(summer.students[0])
    save_section(summer.ids[0], "motivation", MOTIVATION | {"why": "More."}, student, revision=1)
    browser = summer.student(0)
    check = browser.visit(f"/applications/{summer.ids[0]}/check")
    browser.press(check, "Hand in again", {"has_declared": "yes"})
    assert summer.states()[0] == "admission"
