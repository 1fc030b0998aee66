"""The whole scholarship over HTTP, each act by the person whose desk it is, from submit to dispatch."""

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
from mobility.models import Application, Call, OutboxMessage, Student, User
from mobility.services.casework.sweep import run_due
from mobility.services.outcomes.record import hosts_of
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner, make_program
from tests.factories.clock import stop_clock_at
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_staff, make_student, make_unit

People = dict[str, Browser]


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


class Season:
    """A call with five applicants of one school, and the office's people, each in a browser of their own."""

    def __init__(self, enter: Callable[[User | Student], Browser]) -> None:
        self._enter = enter
        self.unit = make_unit()
        hosts = [make_partner(), make_partner()]
        self.call: Call = make_call(program=make_program(partners=hosts), school_cap=3, place_count=2)
        self.students = [make_student(self.unit) for _ in range(5)]
        self.ids = [self._handed_in(student) for student in self.students]
        self.staff = {
            "officer": make_staff(Role.OFFICER, unit=self.unit),
            "reviewer": make_staff(Role.REVIEWER),
            "coordinator": make_staff(Role.COORDINATOR),
            "head": make_staff(Role.HEAD),
        }

    def _handed_in(self, student: Student) -> int:
        hand_in(self.call, actor(student))
        return db.session.scalars(select(Application.id).where(Application.student_id == student.id)).one()

    def browser(self, role: str) -> Browser:
        """A new browser each time, since the days that pass end every sign-in."""
        return self._enter(self.staff[role])

    def student(self, place: int) -> Browser:
        return self._enter(self.students[place])

    def states(self) -> list[str]:
        query = select(Application.id, Application.state).where(Application.id.in_(self.ids))
        found = {row.id: row.state for row in db.session.execute(query)}
        db.session.commit()  # ends this reading, so that what the next request writes is not nested in it
        return [found[application_id] for application_id in self.ids]

    def letters(self, notice: str) -> int:
        found = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.notice == notice)).all()
        db.session.commit()
        return len(found)

    def go_to(self, at: datetime) -> None:
        stop_clock_at(at)
        run_due()

    @property
    def listing(self) -> str:
        return f"/school/calls/{self.call.id}/units/{self.unit.id}"


@pytest.fixture
def season(enter: Callable[[User | Student], Browser]) -> Season:
    return Season(enter)


def _school(season: Season) -> None:
    """All are checked; three are recommended, one is an alternate, one is not recommended."""
    officer = season.browser("officer")
    assert season.call.title.en in officer.visit("/school").text
    for application_id in season.ids:
        officer.press(officer.visit(f"/school/applications/{application_id}"), "Checked, onto the list")
    words = ["recommended", "recommended", "recommended", "alternate", "not_recommended"]
    fields: dict[str, str] = {}
    for rank, (application_id, word) in enumerate(zip(season.ids, words, strict=True), start=1):
        fields[f"outcome-{application_id}"] = word
        fields[f"rank-{application_id}"] = {"recommended": str(rank), "alternate": "1"}.get(word, "")
        fields[f"reason-{application_id}"] = "Below the line." if word == "not_recommended" else ""
    saved = officer.press(officer.visit(season.listing), "Save the list", dict(fields))
    assert "The list is saved. It is not handed in yet." in saved.text
    early = officer.visit(f"{season.listing}/hand-in")
    assert "after the call's deadline" in early.text
    season.go_to(DEADLINE + timedelta(hours=12))
    officer = season.browser("officer")
    done = officer.press(officer.visit(f"{season.listing}/hand-in"), "Hand in the list")
    assert "Your school's list is handed in." in done.text


def _office(season: Season) -> None:
    """All four are qualified, scored, proposed: two candidates, the third a reserve, the alternate not selected."""
    coordinator = season.browser("coordinator")
    assert season.call.title.en in coordinator.visit("/office").text
    files = coordinator.visit(f"/office/files?call={season.call.id}&stage=qualification_check")
    chosen = coordinator.press(files, "Qualify the chosen", {"id": [str(one) for one in season.ids[:4]]})
    assert "4 selected." in chosen.text
    assert "4 files are qualified." in coordinator.press(chosen, "Qualify 4 files").text
    desk = coordinator.visit(f"/office/calls/{season.call.id}/selection")
    desk = coordinator.press(desk, "Assign", {"reviewers": [str(season.staff["reviewer"].id)]})
    assert "4 new reviews are assigned." in desk.text
    desk = coordinator.press(desk, "Send invitations", {"on": "2026-10-26", "at": "09:00", "place": "Hall 1"})
    assert "4 invitations are on their way." in desk.text
    reviewer = season.browser("reviewer")
    for path in [str(link["href"]) for link in reviewer.visit("/reviews").soup.select("main tbody th a")]:
        reviewer.press(reviewer.visit(path.split("?")[0]), "Submit score", {"score": "80"})
    _propose(season, coordinator)


def _propose(season: Season, coordinator: Browser) -> None:
    decisions = ["candidate", "candidate", "reserve", "not_selected"]
    fields = {f"outcome-{one}": word for one, word in zip(season.ids, decisions, strict=False)}
    fields[f"position-{season.ids[2]}"] = "1"
    page = coordinator.visit(f"/office/calls/{season.call.id}/proposal")
    preview = coordinator.press(page, "Check the list", dict(fields))
    assert "2 candidates, 1 alternates, 1 not selected" in preview.text
    sent = coordinator.press(preview, "Propose this list")
    assert "The list is with the head of the office now." in sent.text


def _nothing_leaks(season: Season) -> None:
    """Before the release a student sees the home selection and has no letter about a result."""
    page = season.student(0).visit(f"/applications/{season.ids[0]}/progress")
    assert "Home selection" in page.text
    assert "andidate" not in page.text
    assert season.letters("result_candidate") == 0


def _approve(season: Season) -> None:
    head = season.browser("head")
    proposed = head.visit(head.visit("/approvals").soup.select_one("main tbody th a")["href"])  # type: ignore[index, arg-type]  # the one row links its list
    preview = head.press(head.visit(proposed.link("Approve")), "Preview")
    done = head.press(preview, "Approve the list")
    assert "The list is approved." in done.text
    run_due()


def _record(season: Season, stage: str, places: list[int], **fields: str) -> Page:
    coordinator = season.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{season.call.id}/outcomes?stage={stage}")
    chosen = [str(season.ids[place]) for place in places]
    preview = coordinator.press(page, "Check and record", {"id": chosen, **fields})
    assert preview.status == 200, preview.text
    return coordinator.press(preview, f"Record {len(chosen)} outcome")


def test_from_submit_to_dispatch(season: Season) -> None:  # noqa: PLR0915 - one season, told in order
    _school(season)
    assert season.states() == ["qualification_check"] * 4 + ["not_recommended"]
    assert (season.letters("school_recommended"), season.letters("school_alternate")) == (3, 1)
    assert season.letters("school_not_recommended") == 1
    _office(season)
    _nothing_leaks(season)
    _approve(season)
    assert season.states()[:4] == ["public_notice", "public_notice", "reserve", "not_selected"]
    results = [season.letters(f"result_{word}") for word in ("candidate", "reserve", "not_selected")]
    assert results == [2, 1, 1]

    season.go_to(DEADLINE + timedelta(days=20))
    assert season.states()[:3] == ["training", "training", "reserve"]
    student = season.student(1)
    question = student.visit(f"/applications/{season.ids[1]}/give-up")
    student.press(question, "Give up my application", {"reason": "studies"})
    season.go_to(now() + UNDO_TIME)
    assert season.states()[:3] == ["training", "withdrawn", "training"]
    assert (season.letters("withdrawn"), season.letters("moved_up")) == (1, 1)

    _record(season, "training", [0, 2], outcome="training_finished", happened_on="2026-11-08")
    host = str(_hosts(season)[0])
    _record(season, "funder_exam", [0], outcome="exam_awarded", happened_on="2026-11-08", host=host)
    _record(season, "funder_exam", [2], outcome="exam_reserve", happened_on="2026-11-08")
    assert season.states()[:3] == ["contract", "withdrawn", "funder_reserve"]

    season.go_to(DEADLINE + timedelta(days=30))
    assert season.states()[:3] == ["lapsed", "withdrawn", "contract"]
    assert (season.letters("lapsed"), season.letters("offer")) == (1, 2)
    student = season.student(2)
    offer = student.visit(f"/applications/{season.ids[2]}/offer")
    student.press(offer, "Confirm my place", {"has_accepted": "yes"})
    _record(season, "signing", [2], outcome="contract_signed", happened_on="2026-11-19")
    done = _record(season, "formalities", [2], outcome="formalities_cleared", happened_on="2026-11-19")
    assert "1 outcome is recorded." in done.text
    assert season.states() == ["lapsed", "withdrawn", "dispatched", "not_selected", "not_recommended"]
    assert season.letters("dispatched") == 1


def _hosts(season: Season) -> list[int]:
    return list(hosts_of(season.call.program_id))


def test_the_school_gives_back_and_the_date_passes(season: Season) -> None:
    officer = season.browser("officer")
    page = officer.visit(f"/school/applications/{season.ids[0]}")
    empty = officer.press(page, "Give back", {"remark": ""})
    assert empty.status == 422
    assert "Write what the student should do." in empty.all(".error")
    fields: dict[str, Sent] = {
        "items": ["contact"],
        "remark": "Your number is wrong.",
        "until_on": "2026-10-14",
        "until_at": "17:00",
    }
    given = officer.press(empty, "Give back", fields)
    assert "Given back." in given.text
    assert season.states()[0] == "returned_by_school"
    mine = season.student(0).visit(f"/applications/{season.ids[0]}")
    assert "Your number is wrong." in mine.text
    season.go_to(NOON + timedelta(days=2, hours=4))
    assert season.states()[0] == "returned_by_school"
    season.go_to(NOON + timedelta(days=2, hours=6))
    assert season.states()[0] == "not_submitted"
    assert season.letters("return_expired") == 1


def test_flaws_of_a_list_are_told_and_what_was_typed_is_kept(season: Season) -> None:
    officer = season.browser("officer")
    for application_id in season.ids:
        officer.press(officer.visit(f"/school/applications/{application_id}"), "Checked, onto the list")
    fields = {f"outcome-{one}": "recommended" for one in season.ids} | {f"rank-{one}": "1" for one in season.ids}
    refused = officer.press(officer.visit(season.listing), "Save the list", dict(fields))
    assert refused.status == 422
    assert "Rank 1 is given twice." in refused.text
    assert "5 are recommended, but your school may recommend 3." in refused.text
    assert refused.values()[f"rank-{season.ids[4]}"] == "1"


def test_outcomes_from_a_file_are_judged_line_by_line(season: Season) -> None:
    _school(season)
    _office(season)
    _approve(season)
    season.go_to(DEADLINE + timedelta(days=20))
    numbers = [student.number for student in season.students]
    head = "学号,结果,日期,备注\n"
    rows = [(numbers[0], "training_finished", "2026-11-31"), ("9999", "training_finished", "2026-11-08")]
    rows.append((numbers[1], "exam_awarded", "2026-11-08"))
    bad = head + "".join(f"{','.join(row)},\n" for row in rows)
    coordinator = season.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{season.call.id}/outcomes")
    report = coordinator.press(page, "Check the file", {"file": (BytesIO(bad.encode("gb18030")), "outcomes.csv")})
    assert report.status == 422
    assert "3 lines have to be mended first." in report.text
    assert "“2026-11-31” is no date." in report.text
    assert "Nobody with this student number takes part in the call." in report.text
    good = head + f"{numbers[0]},training_finished,2026-11-08,\n{numbers[1]},training_finished,2026/11/08,\n"
    page = coordinator.visit(f"/office/calls/{season.call.id}/outcomes")
    report = coordinator.press(page, "Check the file", {"file": (BytesIO(good.encode()), "outcomes.csv")})
    assert season.states()[:2] == ["training", "training"]
    done = coordinator.press(report, "Record 2 outcomes")
    assert "2 outcomes are recorded." in done.text
    assert season.states()[:2] == ["funder_exam", "funder_exam"]
    again = coordinator.press(report, "Record 2 outcomes")
    assert again.status == 422
    assert "Nothing was recorded" in again.text


def test_a_deadline_is_moved_with_everybody_told(season: Season) -> None:
    coordinator = season.browser("coordinator")
    page = coordinator.visit(f"/office/calls/{season.call.id}/deadline")
    silent = coordinator.press(page, "Go on", {"on": "2026-10-27", "at": "23:59"})
    assert (silent.status, "Say why the deadline moves." in silent.text) == (422, True)
    preview = coordinator.press(silent, "Go on", {"reason": "The network was down."})
    assert "5 people get a letter" in preview.text
    moved = coordinator.press(preview, "Go on", {"is_confirmed": "yes"})
    assert "The deadline is moved; 5 people are told." in moved.text
    assert season.letters("call_extended") == 5
    earlier = coordinator.visit(f"/office/calls/{season.call.id}/deadline")
    refused = coordinator.press(
        earlier, "Go on", {"on": "2026-10-21", "at": "23:59", "reason": "x", "is_confirmed": "yes"}
    )
    assert (refused.status, season.letters("call_extended")) == (422, 5)


def test_another_school_and_another_call_do_not_exist(season: Season, enter: Callable[[User], Browser]) -> None:
    stranger = enter(make_staff(Role.OFFICER, unit=make_unit()))
    assert stranger.visit(f"/school/applications/{season.ids[0]}").status == 404
    assert stranger.visit(season.listing).status == 404
    elsewhere = enter(make_staff(Role.COORDINATOR, call=make_call()))
    for path in (
        f"/office/files/{season.ids[0]}",
        f"/office/calls/{season.call.id}",
        f"/office/calls/{season.call.id}/selection",
    ):
        assert elsewhere.visit(path).status == 404
    assert season.student(0).visit("/office").status == 404
