"""An exchange semester over HTTP, each act by the person whose desk it is: to dispatch, and by each way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.terms import Role, Text
from mobility.core.workflow.giving_up import UNDO_TIME
from mobility.database import db
from mobility.models import Application, OutboxMessage, Placement, Student, User
from mobility.services.casework.sweep import run_due
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.factories.calls import DEADLINE, NOON, make_partner
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.clock import stop_clock_at
from tests.factories.exchange import hand_in_exchange
from tests.factories.filled import PDF
from tests.factories.hosts import make_choices, make_exchange, make_option, make_placement
from tests.factories.people import actor, make_staff, make_student, make_unit

Enter = Callable[[User | Student], Browser]


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


@pytest.fixture
def enter(app: Flask) -> Enter:
    def enter(person: User | Student) -> Browser:
        browser = Browser(Client.of(app))
        browser.sign_in(person)
        return browser

    return enter


class Season:
    """An exchange call with one host of two places, five applicants of one school, and everybody at their desks."""

    def __init__(self, enter: Enter) -> None:
        self._enter = enter
        self.unit = make_unit()
        office = make_unit(kind="office", code="academic")
        self.call = make_exchange(settings={"checks": [{"unit": "academic", "levels": [6]}]})
        names = (("Alpha", 2), ("Beta", 1))
        self.alpha, self.beta = [
            make_option(
                self.call,
                make_partner(name=Text(en=name, zh_Hans=f"{name}大学"), country="KR"),
                place_count=places,
                nominate_by=date(2027, 1, 15),
                starts_on=date(2027, 2, 20),
            )
            for name, places in names
        ]
        self.students = [make_student(self.unit, level=6) for _ in range(5)]
        self.ids = [self._handed_in(student) for student in self.students]
        self.staff = {
            "officer": make_staff(Role.OFFICER, unit=self.unit),
            "checker": make_staff(Role.CHECKER, unit=office),
            "coordinator": make_staff(Role.COORDINATOR),
            "head": make_staff(Role.HEAD),
        }

    def _handed_in(self, student: Student) -> int:
        hand_in_exchange(self.call, actor(student), self.alpha)
        return db.session.scalars(select(Application.id).where(Application.student_id == student.id)).one()

    def browser(self, role: str) -> Browser:
        """A new browser each time, since the days that pass end every sign-in."""
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

    def record(self, stage: str, places: list[int], **fields: str) -> Page:
        """Record one outcome on the page of that stage; the preview, where it was refused."""
        coordinator = self.browser("coordinator")
        page = coordinator.visit(f"/office/calls/{self.call.id}/outcomes?stage={stage}")
        chosen: dict[str, Sent] = {"id": [str(self.ids[place]) for place in places], **fields}
        preview = coordinator.press(page, "Check and record", chosen)
        if preview.status != 200:
            return preview
        return coordinator.press(preview, f"Record {len(places)} outcome")

    def upload(self, place: int, *kinds: str) -> None:
        browser = self.student(place)
        for kind in kinds:
            browser.client.post(
                f"/applications/{self.ids[place]}/documents/{kind}",
                data={"csrf_token": browser.token(), "file": (BytesIO(PDF), "paper.pdf"), "last_day": "2040-01-31"},
            )


@pytest.fixture
def season(enter: Enter) -> Season:
    return Season(enter)


def _school(season: Season) -> None:
    """The last is refused at the check, the others are checked, ranked and handed in."""
    officer = season.browser("officer")
    for application_id in season.ids[:4]:
        officer.press(officer.visit(f"/school/applications/{application_id}"), "Checked, onto the list")
    page = officer.visit(f"/school/applications/{season.ids[4]}")
    empty = officer.press(page, "Do not recommend")
    assert empty.status == 422
    officer.press(empty, "Do not recommend", {"reason": "The supervisor does not agree."})
    listing = f"/school/calls/{season.call.id}/units/{season.unit.id}"
    fields: dict[str, Sent] = {}
    for rank, application_id in enumerate(season.ids[:4], start=1):
        fields |= {f"outcome-{application_id}": "recommended", f"rank-{application_id}": str(rank)}
    officer.press(officer.visit(listing), "Save the list", fields)
    season.go_to(DEADLINE + timedelta(hours=12))
    officer = season.browser("officer")
    officer.press(officer.visit(f"{listing}/hand-in"), "Hand in the list")


def _offices(season: Season) -> None:
    """The office asked says yes to three and no to one, who is found not to meet the conditions."""
    checker = season.browser("checker")
    for path in [str(link["href"]) for link in checker.visit("/checks").soup.select("main tbody th a")]:
        page = checker.visit(path)
        fields: dict[str, Sent] = {"answer": "yes"}
        if page.heading == season.students[3].name:
            fields = {"answer": "no", "remark": "Two courses are failed."}
        assert "kept" in checker.press(page, "Answer", fields).text
    coordinator = season.browser("coordinator")
    files = coordinator.visit(f"/office/files?call={season.call.id}&stage=qualification_check")
    chosen = coordinator.press(files, "Qualify the chosen", {"id": [str(one) for one in season.ids[:3]]})
    coordinator.press(chosen, "Qualify 3 files")
    page = coordinator.visit(f"/office/files/{season.ids[3]}")
    assert "Two courses are failed." in page.text
    refused = coordinator.press(page, "Qualified")
    assert (refused.status, "An office answered no." in refused.text) == (422, True)
    coordinator.press(refused, "Conditions not met", {"remark": "Two courses are failed."})


def _list(season: Season) -> None:
    """Two candidates for the host's two places, one alternate; approved and released."""
    coordinator = season.browser("coordinator")
    first, second, third = season.ids[:3]
    alpha = str(season.alpha.id)
    fields: dict[str, Sent] = {f"outcome-{one}": "candidate" for one in (first, second)}
    fields |= {f"host-{one}": alpha for one in (first, second)}
    fields |= {f"outcome-{third}": "reserve", f"position-{third}": "1"}
    page = coordinator.visit(f"/office/calls/{season.call.id}/proposal")
    coordinator.press(coordinator.press(page, "Check the list", fields), "Propose this list")
    head = season.browser("head")
    proposed = head.visit(head.visit("/approvals").soup.select_one("main tbody th a")["href"])  # type: ignore[index, arg-type]  # the one row links its list
    assert proposed.text.count("Alpha · Spring semester 2027") == 2
    head.press(head.press(head.visit(proposed.link("Approve")), "Preview"), "Approve the list")
    run_due()


def _released(season: Season) -> None:
    _school(season)
    _offices(season)
    _list(season)
    assert season.states() == ["confirmation", "confirmation", "reserve", "not_qualified", "not_recommended"]


def _confirm(season: Season, place: int) -> Page:
    student = season.student(place)
    offer = student.visit(f"/applications/{season.ids[place]}/offer")
    return student.press(offer, "Confirm my place", {"has_accepted": "yes"})


def _nominated(season: Season) -> None:
    """Both candidates confirm, the notice ends."""
    _released(season)
    for place in (0, 1):
        season.upload(place, "pledge", "guardian_consent")
        _confirm(season, place)
    season.go_to(DEADLINE + timedelta(days=20))
    assert season.states()[:3] == ["nomination", "nomination", "reserve"]


def test_from_submit_to_dispatch_and_an_alternate_moves_up_to_the_same_host(season: Season) -> None:
    _released(season)
    assert (season.letters("result_placed"), season.letters("result_reserve")) == (2, 1)
    refused = _confirm(season, 0)
    assert refused.status == 422
    assert refused.all(".error-summary li") == [
        "This paper is still missing: Signed pledge.",
        "This paper is still missing: Guardian's consent.",
    ]
    season.upload(0, "pledge", "guardian_consent")
    assert "You have confirmed your place." in _confirm(season, 0).text
    student = season.student(1)
    question = student.visit(f"/applications/{season.ids[1]}/offer/decline")
    student.press(question, "Decline")
    assert season.states()[:3] == ["confirmed", "withdrawn", "confirmation"]
    held = select(Placement.application_id).where(Placement.freed_at.is_(None)).order_by(Placement.application_id)
    assert db.session.scalars(held).all() == [season.ids[0], season.ids[2]]
    season.go_to(DEADLINE + timedelta(days=20))
    assert season.states()[:3] == ["nomination", "withdrawn", "lapsed"]
    day = (DEADLINE + timedelta(days=19)).date().isoformat()
    season.record("nomination", [0], outcome="nominated", happened_on=day)
    season.record("host_decision", [0], outcome="host_admitted", happened_on=day)
    early = season.record("formalities", [0], outcome="formalities_cleared", happened_on=day)
    assert "This paper is still missing: Proof of insurance." in early.text
    season.upload(0, "travel_document", "insurance")
    season.record("formalities", [0], outcome="formalities_cleared", happened_on=day)
    assert season.states() == ["dispatched", "withdrawn", "lapsed", "not_qualified", "not_recommended"]
    letters = ("nominated", "host_admitted", "dispatched", "declined", "lapsed", "school_not_recommended")
    assert [season.letters(one) for one in letters] == [1] * 6


def test_a_host_refuses_for_good_or_back_to_the_selection(season: Season) -> None:
    _nominated(season)
    day = (DEADLINE + timedelta(days=19)).date().isoformat()
    codes = season.browser("coordinator").visit(f"/office/calls/{season.call.id}/outcomes").all("details code")
    assert codes == [
        *("nominated", "host_admitted", "host_refused", "host_refused_back"),
        *("formalities_cleared", "formalities_refused"),
    ]
    season.record("nomination", [0], outcome="host_refused", happened_on=day)
    season.record("nomination", [1], outcome="host_refused_back", happened_on=day)
    assert season.states()[:2] == ["host_refused", "selection"]
    db.session.refresh(season.alpha)
    assert season.alpha.taken_count == 0


def test_an_objection_a_withdrawn_host_and_a_cancelled_call(season: Season) -> None:
    _released(season)
    coordinator = season.browser("coordinator")
    page = coordinator.visit(f"/office/files/{season.ids[0]}")
    coordinator.press(page, "Uphold the objection", {"remark": "The marks were wrong."})
    assert season.states()[:3] == ["selection", "confirmation", "confirmation"]
    page = coordinator.visit(f"/office/calls/{season.call.id}/hosts/{season.alpha.id}/withdraw")
    coordinator.press(page, "Withdraw the host", {"is_sure": "on"})
    assert season.states()[:3] == ["selection"] * 3
    page = coordinator.visit(f"/office/calls/{season.call.id}/cancel")
    coordinator.press(page, "Cancel the call for everybody", {"is_sure": "on"})
    assert season.states() == ["cancelled"] * 3 + ["not_qualified", "not_recommended"]
    assert (season.letters("host_withdrawn"), season.letters("call_cancelled")) == (2, 3)


def test_a_file_comes_back_from_its_student_and_one_is_left_off_the_list(season: Season) -> None:
    officer = season.browser("officer")
    typed: dict[str, Sent] = {"items": ["plan"], "remark": "Say more.", "until_on": "2026-10-16", "until_at": "17:00"}
    officer.press(officer.visit(f"/school/applications/{season.ids[0]}"), "Give back", typed)
    assert season.states()[0] == "returned_by_school"
    student = season.student(0)
    student.press(student.visit(f"/applications/{season.ids[0]}/check"), "Hand in again", {"has_declared": "yes"})
    assert season.states()[0] == "school_check"
    for application_id in season.ids:
        officer.press(officer.visit(f"/school/applications/{application_id}"), "Checked, onto the list")
    listing = f"/school/calls/{season.call.id}/units/{season.unit.id}"
    first, *others = season.ids
    fields: dict[str, Sent] = {f"outcome-{first}": "recommended", f"rank-{first}": "1"}
    for one in others:
        fields |= {f"outcome-{one}": "not_recommended", f"reason-{one}": "Below the line."}
    officer.press(officer.visit(listing), "Save the list", fields)
    season.go_to(DEADLINE + timedelta(hours=12))
    officer = season.browser("officer")
    officer.press(officer.visit(f"{listing}/hand-in"), "Hand in the list")
    assert season.states() == ["qualification_check", *["not_recommended"] * 4]
    assert season.letters("school_not_recommended") == 4


def test_giving_up_keeps_the_place_until_it_cannot_be_undone_and_then_passes_it_on(enter: Enter) -> None:
    call, alternate = make_exchange(), make_student()
    option = make_option(call, place_count=1)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    mine, theirs = make_application(call, state="confirmation"), make_application(call, alternate, state="reserve")
    for file, outcome, position in ((mine, "candidate", None), (theirs, "reserve", 1)):
        make_choices(file, option)
        make_decision(proposal, file, outcome, position=position, released_at=NOON)
    make_placement(mine, option)
    mine.due_at = make_offer(mine, partner_id=option.partner_id, host_option_id=option.id).confirm_by
    db.session.commit()
    me, address = enter(db.session.get_one(Student, mine.student_id)), f"/applications/{mine.id}"
    for is_undone in (True, False):
        page = me.press(me.visit(f"{address}/give-up"), "Give up my application", {"reason": "cost"})
        assert "your place is kept, nobody moves up, and no letter goes out" in page.text
        assert _where(mine, theirs) == ("confirmation", "reserve", mine.id)
        if is_undone:
            assert "Undone. Your application goes on as before." in me.press(page, "Undo, keep my application").text
    stop_clock_at(NOON + UNDO_TIME)
    run_due()
    assert _where(mine, theirs) == ("withdrawn", "confirmation", theirs.id)
    assert "A place is offered to you" in enter(alternate).visit(f"/applications/{theirs.id}/progress").text


def _where(mine: Application, theirs: Application) -> tuple[str, str, int]:
    """Both stages, and who holds the only place."""
    db.session.expire_all()
    holder = db.session.scalars(select(Placement.application_id).where(Placement.freed_at.is_(None))).one()
    found = mine.state, theirs.state, holder
    db.session.commit()
    return found
