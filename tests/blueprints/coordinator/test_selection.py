"""The selection desk: reviewers for all or for the chosen, invitations, and the list that is proposed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, OutboxMessage, Proposal, Review, User
from tests.browsing import Browser, Sent
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_proposal, make_review
from tests.factories.people import make_staff, make_student


@pytest.fixture
def files(call: Call) -> list[Application]:
    return [
        make_application(call, make_student(name=name), state="selection", school_outcome=outcome, school_rank=rank)
        for name, outcome, rank in (("丁一", "recommended", 1), ("王二", "recommended", 2), ("张三", "alternate", 1))
    ]


@pytest.fixture
def reviewer() -> User:
    return make_staff(Role.REVIEWER, name="刘老师")


def _score(files: list[Application], reviewer: User, *scores: int) -> None:
    for file, score in zip(files, scores, strict=False):
        make_review(file, reviewer, score=score, submitted_at=NOON)


def _states(files: list[Application]) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def test_reviewers_are_given_all_files_or_the_chosen(
    visitor: Browser, call: Call, files: list[Application], reviewer: User
) -> None:
    base = f"/office/calls/{call.id}"
    page = visitor.visit(f"{base}/selection")
    held = page.values()
    sent = {"csrf_token": held["csrf_token"], "reviewers": [str(reviewer.id)], "id": [str(files[1].id)]}
    assert visitor.client.post(f"{base}/reviewers", data=sent).status_code == 303
    assert db.session.scalars(select(Review.application_id)).all() == [files[1].id]
    done = visitor.press(page, "Assign", {"due_on": "2026-10-16"})
    assert "2 new reviews are assigned." in done.text
    assert "刘老师, 3 open" in done.text


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"reviewers": []}, "reviewers", "Choose at least one reviewer."),
        ({"each": "many"}, "each", "whole number"),
        ({"each": "0"}, "each", "from 1 to 20"),
        ({"due_on": "2026-10-11"}, "due_on", "still to come"),
    ],
)
def test_a_flawed_assignment_is_told_beside_its_field(
    visitor: Browser,
    call: Call,
    files: list[Application],
    reviewer: User,
    fields: dict[str, Sent],
    field: str,
    words: str,
) -> None:
    assert (len(files), reviewer.is_active) == (3, True)
    shown = visitor.press(visitor.visit(f"/office/calls/{call.id}/selection"), "Assign", fields)
    assert shown.status == 422
    assert words in " ".join(shown.all(f"#{field}-error"))
    assert db.session.scalars(select(Review.id)).all() == []


def test_an_invitation_is_kept_and_can_be_sent_to_who_came_since(
    visitor: Browser, call: Call, files: list[Application]
) -> None:
    typed: dict[str, Sent] = {"on": "2026-10-26", "at": "09:00", "place": "Hall 1"}
    page = visitor.visit(f"/office/calls/{call.id}/selection")
    done = visitor.press(page, "Send invitations", typed)
    assert "3 invitations are on their way." in done.text
    assert "Invited for Monday 26 October 2026, 09:00 (Beijing time), Hall 1." in done.text
    make_application(call, state="selection")
    again = visitor.press(visitor.visit(f"/office/calls/{call.id}/selection"), "Send invitations", typed)
    assert "1 invitation is on its way." in again.text
    assert len(db.session.scalars(select(OutboxMessage.id)).all()) == len(files) + 1


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"place": ""}, "place", "Say where the selection takes place."),
        ({"on": "2026-10-01"}, "on", "still to come"),
        ({"on": ""}, "on", "Choose a date."),
        ({"at": "25:00"}, "at", "a time of day"),
    ],
)
def test_a_flawed_invitation_is_told_beside_its_field(
    visitor: Browser, call: Call, files: list[Application], fields: dict[str, Sent], field: str, words: str
) -> None:
    assert len(files) == 3
    typed: dict[str, Sent] = {"on": "2026-10-26", "at": "09:00", "place": "Hall 1"}
    shown = visitor.press(visitor.visit(f"/office/calls/{call.id}/selection"), "Send invitations", typed | fields)
    assert shown.status == 422
    assert words in " ".join(shown.all(f"#{field}-error"))
    assert shown.values()["place"] == (typed | fields)["place"]


def _decided(files: list[Application], *decisions: tuple[str, str]) -> dict[str, Sent]:
    typed: dict[str, Sent] = {}
    for file, (outcome, position) in zip(files, decisions, strict=True):
        typed |= {f"outcome-{file.id}": outcome, f"position-{file.id}": position}
    return typed


def test_a_list_is_filled_in_by_mean_shown_and_proposed(
    visitor: Browser, call: Call, files: list[Application], reviewer: User
) -> None:
    _score(files, reviewer, 80, 91, 95)
    page = visitor.visit(f"/office/calls/{call.id}/proposal")
    assert "Places: 2" in page.text
    filled = visitor.visit(page.link("Fill in by mean score"))
    assert [filled.values()[f"outcome-{file.id}"] for file in files] == ["candidate", "candidate", "reserve"]
    preview = visitor.press(filled, "Check the list", {"note": "As the panel said."})
    assert "2 candidates, 1 alternates, 0 not selected" in preview.text
    assert "Candidate: 王二 · 丁一" in preview.text
    assert _states(files) == ["selection"] * 3
    done = visitor.press(preview, "Propose this list")
    assert "The list is with the head of the office now." in done.text
    assert _states(files) == ["approval"] * 3
    sheet = visitor.visit(done.link("Sheet for signature"))
    rows = [[cell.get_text(strip=True) for cell in row.select("td")[:4]] for row in sheet.soup.select("tbody tr")]
    assert [row[1:3] for row in rows] == [["Candidate", ""], ["Candidate", ""], ["Alternate", "1"]]
    assert {row[3] for row in rows[:2]} == {"王二", "丁一"}
    assert "Note: As the panel said." in sheet.text
    assert "Seal of the office" in sheet.text


def test_what_stands_against_a_file_is_said_beside_it(
    visitor: Browser, call: Call, files: list[Application], reviewer: User
) -> None:
    _score(files[1:], reviewer, 91, 95)
    typed = _decided(files, ("reserve", "1"), ("not_selected", ""), ("candidate", ""))
    preview = visitor.press(visitor.visit(f"/office/calls/{call.id}/proposal"), "Check the list", typed)
    shown = visitor.press(preview, "Propose this list")
    assert shown.status == 422
    against = {row.select_one("th a").get_text(): row.get_text() for row in shown.soup.select("main tbody tr")}  # type: ignore[union-attr]  # every row has a heading
    assert "Nobody has scored this application yet." in against["丁一"]
    assert "An alternate of the school cannot be a candidate" in against["张三"]
    assert "error" not in str(next(row for row in shown.soup.select("main tbody tr") if "王二" in row.get_text()))
    assert shown.values()[f"outcome-{files[2].id}"] == "candidate"


@pytest.mark.parametrize("position", ["x", "-1", "9" * 5000])
def test_a_position_that_is_none_is_refused_and_the_rest_kept(
    visitor: Browser, call: Call, files: list[Application], reviewer: User, position: str
) -> None:
    _score(files, reviewer, 80, 91, 95)
    typed = _decided(files, ("reserve", position), ("candidate", ""), ("reserve", "1"))
    preview = visitor.press(visitor.visit(f"/office/calls/{call.id}/proposal"), "Check the list", typed)
    shown = visitor.press(preview, "Propose this list")
    assert (shown.status, _states(files)) == (422, ["selection"] * 3)
    assert shown.values()[f"position-{files[0].id}"] == position[:20]
    assert shown.values()[f"position-{files[2].id}"] == "1"


def test_a_returned_list_shows_what_the_head_said(visitor: Browser, call: Call) -> None:
    make_proposal(call, make_staff(Role.COORDINATOR, name="陈老师"), state="returned", decision_note="Look at rank 2.")
    page = visitor.visit(f"/office/calls/{call.id}/selection")
    assert "Proposed by 陈老师" in page.text
    assert "The head of the office: Look at rank 2." in page.text


def test_a_list_of_another_call_has_no_sheet(visitor: Browser, call: Call) -> None:
    proposal = make_proposal(call, make_staff(Role.COORDINATOR))
    assert visitor.visit(f"/office/calls/{call.id}/proposals/{proposal.id}/print").status == 200
    assert visitor.visit(f"/office/calls/{call.id}/proposals/{proposal.id + 1}/print").status == 404
    assert visitor.visit(f"/office/calls/{call.id + 1000}/proposals/{proposal.id}/print").status == 404
    assert db.session.get_one(Proposal, proposal.id).state == "proposed"
