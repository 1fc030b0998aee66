"""The office's acts on one file, and qualifying many: each previewed or judged, flaws beside their fields."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, Offer, Remark
from tests.browsing import Browser, Sent
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_decision, make_proposal
from tests.factories.checks import make_check
from tests.factories.people import make_staff, make_student, make_unit

RETURN: dict[str, Sent] = {
    "items": ["contact"],
    "remark": "The transcript is cut off.",
    "until_on": "2026-10-16",
    "until_at": "17:00",
}


@pytest.fixture
def file(call: Call) -> Application:
    return make_application(call, make_student(name="黄蓉"), state="qualification_check")


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


def test_a_file_is_qualified(visitor: Browser, file: Application) -> None:
    done = visitor.press(visitor.visit(f"/office/files/{file.id}"), "Qualified")
    assert "Decided: qualified." in done.text
    assert _state(file) == "selection"


def test_not_met_needs_a_reason_which_the_student_reads(visitor: Browser, file: Application) -> None:
    refused = visitor.press(visitor.visit(f"/office/files/{file.id}"), "Conditions not met")
    assert (refused.status, _state(file)) == (422, "qualification_check")
    assert "left out" in " ".join(refused.all("#remark-error"))
    done = visitor.press(refused, "Conditions not met", {"remark": "Two courses were failed."})
    assert "Decided: conditions not met." in done.text
    remark = db.session.scalars(select(Remark)).one()
    assert (_state(file), remark.body, remark.is_shown_to_student) == (
        "not_qualified",
        "Two courses were failed.",
        True,
    )


def test_a_returned_file_keeps_flaws_and_words_together(visitor: Browser, file: Application) -> None:
    page = visitor.visit(f"/office/files/{file.id}")
    shown = visitor.press(page, "Give back", RETURN | {"items": []})
    assert (shown.status, shown.values()["until_on"]) == (422, "2026-10-16")
    done = visitor.press(shown, "Give back", RETURN)
    assert "The student gets a letter." in done.text
    assert _state(file) == "returned_by_office"


def test_who_comes_second_is_told_and_loses_nothing(visitor: Browser, file: Application) -> None:
    page = visitor.visit(f"/office/files/{file.id}")
    visitor.press(page, "Qualified")
    late = visitor.press(page, "Conditions not met", {"remark": "A course was failed."})
    assert (late.status, _state(file)) == (409, "selection")
    assert "Somebody else has moved this application meanwhile." in late.text
    assert "Reason, which the student reads: A course was failed." in late.text


def test_an_objection_is_upheld_while_the_notice_runs(visitor: Browser, call: Call) -> None:
    proposal = make_proposal(
        call, make_staff(Role.COORDINATOR), state="released", notice_until=NOON + timedelta(days=2)
    )
    file = make_application(call, state="public_notice")
    make_decision(proposal, file, "candidate", released_at=NOON)
    page = visitor.visit(f"/office/files/{file.id}")
    empty = visitor.press(page, "Uphold the objection", {"remark": ""})
    assert (empty.status, _state(file)) == (422, "public_notice")
    done = visitor.press(empty, "Uphold the objection", {"remark": "The rank was wrong."})
    assert "back in the home selection" in done.text
    assert (_state(file), db.session.scalars(select(Remark.is_shown_to_student)).one()) == ("selection", False)


def test_an_objection_after_the_notice_is_refused_beside_its_field(visitor: Browser, call: Call) -> None:
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released", notice_until=NOON)
    file = make_application(call, state="public_notice")
    make_decision(proposal, file, "candidate", released_at=NOON)
    page = visitor.visit(f"/office/files/{file.id}")
    refused = visitor.press(page, "Uphold the objection", {"remark": "Too late."})
    assert (refused.status, _state(file)) == (422, "public_notice")
    assert "The public notice has ended." in refused.text
    assert db.session.scalars(select(Remark.id)).all() == []


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"outcome": ""}, "outcome", "Choose an outcome."),
        ({"host": ""}, "host", "Something needed"),
        ({"happened_on": "2026-10-13"}, "happened_on", "The date lies ahead."),
        ({"happened_on": ""}, "happened_on", "Choose a date."),
        ({"confirm_on": "2026-10-17"}, "confirm_on", "12:00 on a working day"),
        ({"confirm_on": "2026-10-09"}, "confirm_on", "must be still to come"),
    ],
)
def test_a_flawed_award_is_told_beside_its_field(
    visitor: Browser, call: Call, fields: dict[str, Sent], field: str, words: str
) -> None:
    file = make_application(call, state="funder_exam")
    page = visitor.visit(f"/office/files/{file.id}")
    host = page.soup.select("#host option")[1]["value"]
    typed: dict[str, Sent] = {"outcome": "exam_awarded", "host": str(host), "happened_on": "2026-10-12"}
    shown = visitor.press(page, "Record", typed | fields)
    assert (shown.status, _state(file)) == (422, "funder_exam")
    assert words in " ".join(shown.all(f"#{field}-error"))


def test_an_award_is_recorded_with_host_and_day(visitor: Browser, call: Call) -> None:
    file = make_application(call, state="funder_exam")
    page = visitor.visit(f"/office/files/{file.id}")
    host = str(page.soup.select("#host option")[1]["value"])
    typed: dict[str, Sent] = {"outcome": "exam_awarded", "host": host, "confirm_on": "2026年10月16日"}
    done = visitor.press(page, "Record", typed)
    assert "Recorded." in done.text
    assert "Nanyang Polytechnic" in done.text
    assert "Friday 16 October 2026, 12:00" in done.text
    offer = db.session.scalars(select(Offer)).one()
    assert (_state(file), offer.partner_id) == ("contract", int(host))


def test_the_chosen_are_shown_before_they_are_qualified(visitor: Browser, call: Call, file: Application) -> None:
    other = make_application(call, make_student(name="郭靖"), state="selection")
    listed = visitor.visit(f"/office/files?call={call.id}&sort=name")
    preview = visitor.press(listed, "Qualify the chosen", {"id": [str(file.id), str(other.id)]})
    assert "1 selected. The file goes on to the home selection; no letter is sent." in preview.text
    assert "1 left out:" in preview.text
    assert "Home selection · This is not possible in the stage the application is in now." in preview.text
    assert _state(file) == "qualification_check"
    done = visitor.press(preview, "Qualify 1 file")
    assert (done.path, done.response.request.args.to_dict()) == (
        "/office/files",
        {"call": str(call.id), "sort": "name"},
    )
    assert "1 file is qualified." in done.text
    late = visitor.press(preview, "Qualify 1 file")
    assert (late.status, _state(file)) == (422, "selection")


def test_files_that_wait_for_another_office_are_left_out_and_the_others_go_on(
    visitor: Browser, call: Call, file: Application
) -> None:
    waiting = make_application(call, make_student(name="郭靖"), state="qualification_check")
    refused = make_application(call, make_student(name="欧阳克"), state="qualification_check")
    office = make_unit(kind="office")
    make_check(waiting, office)
    make_check(refused, office, answer="no", answered_at=NOON, answered_by=make_staff(Role.CHECKER).id, remark="No.")
    chosen = [str(one.id) for one in (file, waiting, refused)]
    preview = visitor.press(visitor.visit("/office/files"), "Qualify the chosen", {"id": chosen})
    against = {line.split(" · ")[0]: line.split(" · ")[-1] for line in preview.all("main li") if line.count(" · ") > 1}
    assert against == {
        "郭靖": "Waiting for the answer of 1 more office(s).",
        "欧阳克": "An office answered no. Say in a remark why the conditions are met all the same.",
    }
    done = visitor.press(preview, "Qualify 1 file")
    assert "1 file is qualified." in done.text
    assert [_state(one) for one in (file, waiting, refused)] == ["selection", *["qualification_check"] * 2]


def test_one_that_must_wait_since_the_preview_is_left_out_of_the_next(
    visitor: Browser, call: Call, file: Application
) -> None:
    other = make_application(call, make_student(name="郭靖"), state="qualification_check")
    chosen = [str(file.id), str(other.id)]
    preview = visitor.press(visitor.visit("/office/files"), "Qualify the chosen", {"id": chosen})
    make_check(other, make_unit(kind="office"))
    again = visitor.press(preview, "Qualify 2 files")
    assert (again.status, _state(file)) == (422, "qualification_check")
    assert "1 file is qualified." in visitor.press(again, "Qualify 1 file").text
    assert [_state(file), _state(other)] == ["selection", "qualification_check"]


def test_all_on_a_page_can_be_ticked_without_a_script(visitor: Browser, call: Call, file: Application) -> None:
    listed = visitor.visit(f"/office/files?call={call.id}")
    assert "id" not in listed.values()
    ticked = visitor.visit(listed.link("Tick all on this page"))
    assert ticked.values()["id"] == str(file.id)


def test_nobody_chosen(visitor: Browser, file: Application) -> None:
    assert file.state == "qualification_check"
    preview = visitor.press(visitor.visit("/office/files"), "Qualify the chosen")
    assert "Nobody to qualify" in preview.text
