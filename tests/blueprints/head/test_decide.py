"""Approving and returning over HTTP: chosen, previewed, confirmed; and what happens when somebody was quicker."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Proposal, Student, User
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.approval.return_list import return_list
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.desks import give_up
from tests.factories.lists import Listed, make_list
from tests.factories.people import actor, make_staff


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def listed() -> Listed:
    return make_list()


@pytest.fixture
def head(listed: Listed) -> User:
    return make_staff(Role.HEAD)


@pytest.fixture
def visitor(client: Client, head: User) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(head)
    return visitor


def _kept(listed: Listed) -> Proposal:
    db.session.refresh(listed.proposal)
    return listed.proposal


def _states(listed: Listed) -> set[str]:
    for file in listed.files:
        db.session.refresh(file)
    return {file.state for file in listed.files}


def _preview(visitor: Browser, listed: Listed, **fields: str) -> Page:
    return visitor.press(visitor.visit(f"/approvals/{listed.proposal.id}/approve"), "Preview", dict(fields))


def test_a_list_is_previewed_and_approved_at_once(listed: Listed, head: User, visitor: Browser) -> None:
    preview = _preview(visitor, listed)
    assert "2 candidates, 1 alternate, 1 not selected" in preview.text
    assert "Everybody hears within a minute after you approve" in preview.text
    assert "public notice until Monday 19 October 2026, 17:00 (Beijing time)" in preview.text
    assert (_states(listed), _kept(listed).state) == ({"approval"}, "proposed")
    done = visitor.press(preview, "Approve the list")
    assert done.path == f"/approvals/{listed.proposal.id}"
    assert "Everybody hears within a minute." in done.text
    proposal = _kept(listed)
    assert (proposal.state, proposal.decided_by, proposal.release_at) == ("approved", head.id, NOON)
    assert _states(listed) == {"approved"}


def test_the_release_can_be_set_for_later(listed: Listed, visitor: Browser) -> None:
    preview = _preview(visitor, listed, when="later", on="2026年10月16日", at="９：００", notice_days="3")
    assert "Everybody hears on Friday 16 October 2026, 09:00 (Beijing time)" in preview.text
    assert "until Wednesday 21 October 2026, 17:00" in preview.text
    visitor.press(preview, "Approve the list")
    proposal = _kept(listed)
    assert proposal.release_at == datetime(2026, 10, 16, 1, 0, tzinfo=UTC)
    assert proposal.notice_until == datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
    waiting = visitor.visit("/approvals")
    assert "Approved, to be released" in waiting.text
    assert "16 Oct 2026 09:00" in waiting.text


def test_the_time_can_be_changed_after_the_preview(listed: Listed, visitor: Browser) -> None:
    preview = _preview(visitor, listed, when="later", on="2026-10-16", at="09:00", notice_days="4")
    form = visitor.press(preview, "Change the time")
    values = form.values()
    assert (values["when"], values["on"], values["at"], values["notice_days"]) == ("later", "2026-10-16", "09:00", "4")
    assert _states(listed) == {"approval"}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"when": "later", "on": "", "at": ""}, "on", "both the day and the time"),
        ({"when": "later", "on": "2026-10-11", "at": "09:00"}, "on", "has passed already"),
        ({"when": "later", "on": "2027-10-11", "at": "09:00"}, "on", "more than 60 days ahead"),
        ({"when": "later", "on": "2026-02-30", "at": "09:00"}, "on", "a date of the calendar"),
        ({"when": "later", "on": "2026-10-16", "at": "25:00"}, "at", "a time of day"),
        ({"when": "later", "on": "2026-10-16", "at": "noon"}, "at", "a time of day"),
    ],
)
def test_an_impossible_time_is_said_beside_the_field_and_kept(
    listed: Listed, visitor: Browser, fields: dict[str, str], field: str, words: str
) -> None:
    shown = _preview(visitor, listed, **fields)
    assert shown.status == 422
    assert words in " ".join(shown.all(f"#{field}-error"))
    assert {name: shown.values()[name] for name in fields} == fields
    assert _states(listed) == {"approval"}


@pytest.mark.parametrize(
    "sent", [{"notice_days": "9"}, {"notice_days": "x"}, {"when": "whenever"}, {"seen": "x" * 99}, {}]
)
def test_what_no_form_of_ours_sends_approves_nothing(listed: Listed, visitor: Browser, sent: dict[str, str]) -> None:
    preview = _preview(visitor, listed)
    held = {**preview.values(), **sent, "act": "approve"}
    if not sent:
        del held["when"]
    answer = visitor.client.post(f"/approvals/{listed.proposal.id}/approve", data=held)
    assert answer.status_code in (409, 422)
    assert _states(listed) == {"approval"}


def test_who_gave_up_is_counted_out(listed: Listed, visitor: Browser) -> None:
    student = db.session.get_one(Student, listed.files[0].student_id)
    give_up(listed.files[0].id, actor(student))
    preview = _preview(visitor, listed)
    assert "1 candidate, 1 alternate, 1 not selected" in preview.text
    assert "Left out: 1 student has given up" in preview.text


def test_the_second_of_two_heads_sees_both_decisions(listed: Listed, visitor: Browser) -> None:
    preview = _preview(visitor, listed, when="later", on="2026-10-16", at="09:00")
    other = make_staff(Role.HEAD, name="陈主任")
    approve(listed.proposal.id, actor(other), ReleaseChoice(5), version=listed.proposal.version)
    shown = visitor.press(preview, "Approve the list")
    assert shown.status == 409
    assert "Somebody else decided about this list" in shown.text
    assert "陈主任" in shown.text
    assert "2026-10-16 at 09:00" in shown.text
    assert _kept(listed).release_at == NOON


def test_returning_comes_too_late_after_an_approval(listed: Listed, visitor: Browser) -> None:
    asked = visitor.visit(f"/approvals/{listed.proposal.id}/return")
    approve(listed.proposal.id, actor(make_staff(Role.HEAD)), ReleaseChoice(5), version=listed.proposal.version)
    shown = visitor.press(asked, "Return the list", {"note": "Check the ranks."})
    assert shown.status == 409
    assert "Check the ranks." in shown.text
    assert _states(listed) == {"approved"}


def test_a_list_that_changed_meanwhile_is_asked_again(listed: Listed, visitor: Browser) -> None:
    asked = visitor.visit(f"/approvals/{listed.proposal.id}/return")
    listed.proposal.note = "With a correction."
    db.session.commit()
    shown = visitor.press(asked, "Return the list", {"note": "Check the ranks."})
    assert (shown.status, shown.values()["note"]) == (409, "Check the ranks.")
    done = visitor.press(shown, "Return the list")
    assert done.path == "/approvals"
    assert _states(listed) == {"selection"}


def test_a_list_is_returned_with_a_note(listed: Listed, visitor: Browser) -> None:
    asked = visitor.visit(f"/approvals/{listed.proposal.id}/return")
    assert "4 files go back to the selection" in asked.text
    refused = visitor.press(asked, "Return the list", {"note": ""})
    assert (refused.status, refused.all("#note-error")) == (
        422,
        ["Say what has to change, so that the list can be proposed anew."],
    )
    done = visitor.press(refused, "Return the list", {"note": "Check the ranks."})
    assert "4 files are back in the selection." in done.text
    assert (_kept(listed).state, _kept(listed).decision_note) == ("returned", "Check the ranks.")


@pytest.mark.parametrize("act", ["approve", "return"])
def test_a_decided_list_has_nothing_to_decide(listed: Listed, visitor: Browser, act: str) -> None:
    return_list(listed.proposal.id, actor(make_staff(Role.HEAD)), "Check.", version=listed.proposal.version)
    shown = visitor.visit(f"/approvals/{listed.proposal.id}/{act}")
    assert (shown.path, shown.status) == (f"/approvals/{listed.proposal.id}", 200)


def test_the_preview_speaks_chinese(listed: Listed, visitor: Browser) -> None:
    asked = visitor.visit(f"/approvals/{listed.proposal.id}/approve?lang=zh_Hans")
    preview = visitor.press(asked, "预览")
    assert "候选人2人、候补1人、未入选1人" in preview.text
    assert "候选人和候补名单公示至2026年10月19日（星期一）17:00（北京时间）。" in preview.text
