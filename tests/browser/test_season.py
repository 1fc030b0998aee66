"""One season in a real browser, each act by the person whose desk it is: from the catalogue to the last letter."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import func, select

from mobility.cli.up.inbox import Folder
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, OutboxMessage, Student, User
from mobility.services.casework.sweep import run_due
from mobility.services.notices.deliver import drain
from tests.browser.conftest import served
from tests.browser.window import Look, Site, Window
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner, make_program
from tests.factories.clock import stop_clock_at
from tests.factories.filled import ANSWERS, PDF, hand_in
from tests.factories.people import actor, make_staff, make_student, make_unit

pytestmark = pytest.mark.browser

STAFF = (Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)

LETTERS = [
    "receipt",
    "school_recommended",
    "selection_invitation",
    "result_candidate",
    "notice_ended",
    "offer",
    "offer_confirmed",
    "contract_signed",
    "dispatched",
]
"""What the student who departs gets, in this order, and nothing else."""


class Season:
    """A call with three applicants of one school, of whom the first does everything in the browser."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        stop_clock_at(NOON)
        unit = make_unit()
        self.host = make_partner()
        self.call: Call = make_call(program=make_program(partners=[self.host]), place_count=1)
        self.students: list[Student] = [make_student(unit) for _ in range(3)]
        for student in self.students[1:]:
            hand_in(self.call, actor(student))
        people = {role: make_staff(role, unit=unit if role is Role.OFFICER else None) for role in STAFF}
        self.reviewer: User = people[Role.REVIEWER]
        self._logins = {role: person.email or "" for role, person in people.items()}
        self.listing = f"/school/calls/{self.call.id}/units/{unit.id}"
        self.office = f"/office/calls/{self.call.id}"
        db.session.commit()

    @contextmanager
    def window(self, who: Role | Student) -> Iterator[Window]:
        """A new window in which that person has signed in, since the days that pass end every sign-in."""
        window = Window(self._browser, self._site)
        login = who.number if isinstance(who, Student) else self._logins[who]
        db.session.commit()
        window.sign_in(login)
        yield window
        window.close()

    def go_to(self, at: datetime) -> None:
        """Let time pass: what is due happens, and every letter goes out."""
        stop_clock_at(at)
        run_due()
        self.deliver()

    def deliver(self) -> None:
        db.session.commit()
        while drain():
            pass

    @property
    def ids(self) -> list[int]:
        """The applications, in the order of the students."""
        found = {row.student_id: row.id for row in db.session.execute(select(Application.id, Application.student_id))}
        db.session.commit()
        return [found[student.id] for student in self.students]

    @property
    def states(self) -> list[str]:
        found = {row.id: row.state for row in db.session.execute(select(Application.id, Application.state))}
        db.session.commit()
        return [found[one] for one in self.ids]

    @property
    def letters(self) -> list[str]:
        """What was sent about the first application to its student, in order."""
        sent = select(OutboxMessage.notice).where(OutboxMessage.application_id == self.ids[0])
        mine = sent.where(OutboxMessage.state == "sent", OutboxMessage.user_id == self.students[0].user_id)
        return list(db.session.scalars(mine.order_by(OutboxMessage.sent_at, OutboxMessage.id)))

    @property
    def sent_count(self) -> int:
        return db.session.scalar(select(func.count()).where(OutboxMessage.state == "sent")) or 0


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "成绩单.pdf"
    path.write_bytes(PDF)
    return path


def test_a_season_through_all_roles(
    browser: Browser, demo_app: Callable[[str], Flask], look: Look, paper: Path, tmp_path: Path
) -> None:
    port = _free_port()
    post = Controller(Folder(tmp_path / "letters"), hostname="127.0.0.1", port=port)
    post.start()
    app = demo_app(f"smtp://127.0.0.1:{port}")
    with app.app_context(), served(app) as address:
        site = Site(address, look)
        season = Season(browser, site)
        _applies(season, paper)
        _school_recommends(season)
        _office_qualifies_and_invites(season)
        _reviewer_scores(season)
        _coordinator_proposes(season)
        _head_approves(season)
        _outside_is_recorded(season)
        _student_confirms(season)
        _student_departs(season)
        _others_look_on(season)
        assert season.states == ["dispatched", "waitlist_ended", "not_recommended"]
        assert season.letters == LETTERS
        assert len(list((tmp_path / "letters").glob("*.eml"))) == season.sent_count
    post.stop()
    assert site.flaws == {}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _applies(season: Season, paper: Path) -> None:
    """From the catalogue to the receipt, which comes by mail and lies among the messages."""
    with season.window(season.students[0]) as me:
        me.visit("/")
        me.visit(f"/calls/{season.call.key}")
        me.press("Start your application")
        mine = me.path
        me.follow("Continue")
        for answers in ANSWERS.values():
            fields: dict[str, Any] = {f"q_{key}": value for key, value in answers.items()}
            shown = {name: value for name, value in fields.items() if me.page.locator(f'[name="{name}"]').count()}
            me.press("Save and continue", **shown)
            if len(shown) < len(fields):  # an answer opened further questions
                me.press("Save and continue", **fields)
        me.follow("Continue")
        me.press("Upload", file=str(paper))
        me.shows(paper.name)
        me.follow("Continue")
        me.follow("Check your answers")
        me.press("Submit application", status=422)
        me.press("Submit application", has_declared="yes")
        me.shows("Your application has arrived")
        season.deliver()
        me.follow("Where it stands")
        me.visit("/letters")
        me.open_first(".task-list a")
        me.visit("/inbox")
        me.open_first("tbody th a")
        me.visit(f"{mine}/recall")
        me.visit("/home")


def _school_recommends(season: Season) -> None:
    first, second, third = season.ids
    with season.window(Role.OFFICER) as officer:
        officer.open_first("tbody th a")
        for one in (first, second, third):
            officer.visit(f"/school/applications/{one}")
            officer.press("Checked, onto the list")
        officer.visit(season.listing)
        fields: dict[str, Any] = {f"outcome-{first}": "recommended", f"outcome-{second}": "recommended"}
        officer.press("Save the list", status=422, **fields, **{f"rank-{first}": "1", f"rank-{second}": "1"})
        fields[f"outcome-{third}"] = "not_recommended"
        fields |= {f"rank-{second}": "2", f"reason-{third}": "Below the line."}
        officer.press("Save the list", **fields)
        officer.shows("The list is saved. It is not handed in yet.")
        officer.visit(f"{season.listing}/hand-in")
        season.go_to(DEADLINE + timedelta(hours=12))
    with season.window(Role.OFFICER) as officer:
        officer.visit(f"{season.listing}/hand-in")
        officer.press("Hand in the list")
        officer.shows("Your school's list is handed in. Every student on it gets a letter.")
    season.deliver()


def _office_qualifies_and_invites(season: Season) -> None:
    with season.window(Role.COORDINATOR) as coordinator:
        coordinator.visit("/office")
        coordinator.visit(f"/office/files/{season.ids[0]}")
        coordinator.visit(f"/office/files?call={season.call.id}&stage=qualification_check")
        coordinator.press("Qualify the chosen …", id=[str(one) for one in season.ids[:2]])
        coordinator.confirm()
        coordinator.visit(f"{season.office}/selection")
        coordinator.press("Assign", reviewers=[str(season.reviewer.id)])
        coordinator.press("Send invitations", status=422, on="2026-10-28", at="09:00")
        coordinator.press("Send invitations", on="2026-10-28", at="09:00", place="Hall 1")
    season.deliver()


def _reviewer_scores(season: Season) -> None:
    with season.window(Role.REVIEWER) as reviewer:
        for score in ("88.5", "80"):
            reviewer.visit("/reviews")
            reviewer.open_first("tbody th a")
            reviewer.press("Submit score", status=422, score="many")
            reviewer.press("Submit score", score=score, comment="Clear and calm.")
        reviewer.visit("/reviews?show=scored")


def _coordinator_proposes(season: Season) -> None:
    first, second, _third = season.ids
    with season.window(Role.COORDINATOR) as coordinator:
        coordinator.visit(f"{season.office}/selection")
        coordinator.follow("Propose the list …")
        fields: dict[str, Any] = {
            f"outcome-{first}": "candidate",
            f"outcome-{second}": "reserve",
            f"position-{second}": "1",
        }
        coordinator.press("Check the list", **fields)
        coordinator.press("Propose this list")
        coordinator.shows("The list is with the head of the office now. Nobody else hears of it before the release.")
    season.deliver()
    with season.window(season.students[0]) as me:
        me.visit(f"/applications/{first}/progress")
        assert me.say("Candidate") not in me.page.inner_text("main")


def _head_approves(season: Season) -> None:
    with season.window(Role.HEAD) as head:
        head.visit("/approvals")
        head.open_first("tbody th a")
        head.follow("Approve the list")
        head.press("Preview", when="at_once")
        head.press("Approve the list")
        head.shows("The list is approved. Everybody hears within a minute.")
    run_due()
    season.deliver()
    with season.window(season.students[0]) as me:
        me.visit(f"/calls/{season.call.key}/notice")
        me.visit(f"/applications/{season.ids[0]}")
    assert season.states == ["public_notice", "reserve", "not_recommended"]


def _outside_is_recorded(season: Season) -> None:
    season.go_to(NOON + timedelta(days=28))
    with season.window(Role.COORDINATOR) as coordinator:
        _record(season, coordinator, "training", outcome="training_finished", happened_on="2026-11-06")
        _record(
            season,
            coordinator,
            "funder_exam",
            outcome="exam_awarded",
            happened_on="2026-11-06",
            host=str(season.host.id),
            confirm_on="2026-11-13",
        )
    season.deliver()
    assert season.states[0] == "contract"


def _student_confirms(season: Season) -> None:
    with season.window(season.students[0]) as me:
        me.visit("/home")
        me.open_first(".task-list a")
        me.press("Confirm my place", status=422)
        me.press("Confirm my place", has_accepted="yes")
        me.shows("You have confirmed your place.")
    season.deliver()


def _student_departs(season: Season) -> None:
    with season.window(Role.COORDINATOR) as coordinator:
        _record(season, coordinator, "signing", outcome="contract_signed", happened_on="2026-11-09")
        _record(season, coordinator, "formalities", outcome="formalities_cleared", happened_on="2026-11-09")
        coordinator.visit(f"{season.office}/waiting-list")
        coordinator.press("Close the waiting list")
        coordinator.visit("/office/letters")
    season.deliver()
    with season.window(season.students[0]) as me:
        me.visit(f"/applications/{season.ids[0]}")
        me.visit("/home")


def _record(season: Season, coordinator: Window, stage: str, **fields: Any) -> None:
    coordinator.visit(f"{season.office}/outcomes?stage={stage}")
    coordinator.press("Check and record …", id=[str(season.ids[0])], **fields)
    coordinator.confirm()


def _others_look_on(season: Season) -> None:
    """The administrator invites somebody; the auditor reads what happened."""
    with season.window(Role.ADMINISTRATOR) as administrator:
        administrator.visit("/people/invite")
        administrator.press("Send the invitation", status=422, email="nobody")
    with season.window(Role.AUDITOR) as auditor:
        auditor.visit("/audit")
