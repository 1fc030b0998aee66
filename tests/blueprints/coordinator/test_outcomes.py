"""Outcomes for many at once: shown before they are recorded; a file is judged first; the waiting list; the deadline."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from mobility.database import db
from mobility.models import Application, Call, OutboxMessage, Remark
from tests.browsing import Browser, Page, Sent
from tests.factories.cases import make_application
from tests.factories.people import make_student


@pytest.fixture
def files(call: Call) -> list[Application]:
    return [make_application(call, make_student(name=name), state="training") for name in ("丁一", "王二")]


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def _open(visitor: Browser, call: Call, stage: str = "training") -> Page:
    return visitor.visit(f"/office/calls/{call.id}/outcomes?stage={stage}")


def _ids(*files: Application) -> list[str]:
    return [str(file.id) for file in files]


def test_what_will_happen_is_shown_first(visitor: Browser, call: Call, files: list[Application]) -> None:
    page = visitor.visit(_open(visitor, call).link("Tick all on this page"))
    typed: dict[str, Sent] = {"outcome": "training_left", "remark": "Moved away.", "is_shown_to_student": "y"}
    preview = visitor.press(page, "Check and record", typed)
    assert "2 files go on to “Given up”, decided on 12 October 2026." in preview.text
    assert "Each student gets a letter:" in preview.text
    assert "丁一" in preview.text
    assert _states(*files) == ["training", "training"]
    assert db.session.scalars(select(OutboxMessage.id)).all() == []
    done = visitor.press(preview, "Record 2 outcomes")
    assert "2 outcomes are recorded." in done.text
    assert done.response.request.args["stage"] == "training"
    assert _states(*files) == ["withdrawn", "withdrawn"]
    assert set(db.session.scalars(select(Remark.is_shown_to_student))) == {True}


def test_the_preview_promises_nothing_that_would_be_refused(
    visitor: Browser, call: Call, files: list[Application]
) -> None:
    page = _open(visitor, call)
    shown = visitor.press(page, "Check and record", {"id": _ids(*files), "outcome": "training_left", "remark": ""})
    assert shown.status == 422
    assert "Something needed" in " ".join(shown.all("#remark-error"))
    assert shown.values()["id"] == _ids(*files)
    nobody = visitor.press(page, "Check and record", {"outcome": "training_finished"})
    assert (nobody.status, "Nobody is chosen." in nobody.text) == (422, True)


def test_a_file_that_has_moved_on_is_named(visitor: Browser, call: Call, files: list[Application]) -> None:
    page = _open(visitor, call)
    preview = visitor.press(page, "Check and record", {"id": _ids(*files), "outcome": "training_finished"})
    visitor.press(preview, "Record 2 outcomes")
    third = make_application(call, make_student(name="张三"), state="training")
    token = preview.values()["csrf_token"]
    address = f"/office/calls/{call.id}/outcomes?stage=training"
    typed = {"csrf_token": token, "outcome": "training_finished", "happened_on": "2026-10-12"}
    answer = visitor.client.post(address, data={**typed, "id": _ids(third, files[0])})
    assert (answer.status_code, _states(third)) == (422, ["training"])
    assert "Nothing was recorded: some of those chosen stand against it" in answer.get_data(as_text=True)


def test_ids_that_are_not_theirs_do_not_exist(visitor: Browser, call: Call, files: list[Application]) -> None:
    token = _open(visitor, call).values()["csrf_token"]
    for path in ("", "/preview"):
        data = {"csrf_token": token, "outcome": "training_finished", "happened_on": "2026-10-12", "id": ["987654"]}
        answer = visitor.client.post(f"/office/calls/{call.id}/outcomes{path}?stage=training", data=data)
        assert answer.status_code == 404
    assert _states(*files) == ["training", "training"]


def test_an_award_for_many_names_host_and_time(visitor: Browser, call: Call) -> None:
    file = make_application(call, state="funder_exam")
    page = _open(visitor, call, "funder_exam")
    host = str(page.soup.select("#host option")[1]["value"])
    typed: dict[str, Sent] = {"id": _ids(file), "outcome": "exam_awarded", "host": host}
    preview = visitor.press(page, "Check and record", typed)
    assert "Host: Nanyang Polytechnic" in preview.text
    assert "Each confirms by 12:00 on the third working day from now." in preview.text
    visitor.press(preview, "Record 1 outcome")
    assert _states(file) == ["contract"]


@pytest.mark.parametrize("stage", ["", "nonsense", "draft", "selection"])
def test_an_unknown_stage_shows_the_first(visitor: Browser, call: Call, files: list[Application], stage: str) -> None:
    page = _open(visitor, call, stage)
    assert (page.status, str(files[0].number) in page.text) == (200, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file has no lines."),
        ("学号,结果\n1,a\n".encode(), "日期 (date)"),
        (b"PK broken", "This file cannot be read."),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(visitor: Browser, call: Call, content: bytes, words: str) -> None:
    page = _open(visitor, call)
    shown = visitor.press(page, "Check the file", {"file": (BytesIO(content), "outcomes.csv")})
    assert (shown.status, words in shown.text) == (422, True)


def test_no_file_and_a_broken_second_step(visitor: Browser, call: Call) -> None:
    page = _open(visitor, call)
    none = visitor.press(page, "Check the file")
    assert none.status == 422
    data = {"csrf_token": page.values()["csrf_token"], "content": "no base64!"}
    answer = visitor.client.post(f"/office/calls/{call.id}/outcomes/sheet", data=data)
    assert answer.status_code == 422


def test_the_waiting_list_is_shown_in_order_and_closed(visitor: Browser, call: Call) -> None:
    second = make_application(call, make_student(name="王二"), state="funder_reserve", waiting_position=2)
    first = make_application(call, make_student(name="丁一"), state="funder_reserve", waiting_position=1)
    page = visitor.visit(f"/office/calls/{call.id}/waiting-list")
    assert page.all("main tbody th") == ["丁一", "王二"]
    assert "2 applications end and their students get a letter." in page.text
    done = visitor.press(page, "Close the waiting list")
    assert "The waiting list is closed; 2 people are told." in done.text
    assert _states(first, second) == ["waitlist_ended", "waitlist_ended"]
    empty = visitor.visit(f"/office/calls/{call.id}/waiting-list")
    assert "Nobody waits" in empty.text


def test_a_moved_deadline_is_shown_first(visitor: Browser, call: Call) -> None:
    make_application(call)
    page = visitor.visit(visitor.visit(f"/office/calls/{call.id}").link("Move"))
    preview = visitor.press(page, "Go on", {"on": "2026-10-27", "at": "23:59", "reason": "Power cut on the campus."})
    assert "1 person gets a letter" in preview.text
    assert "From Tuesday 20 October 2026, 23:59 (Beijing time) to 27 October 2026 23:59." in preview.text
    early = visitor.press(preview, "Go on", {"on": "2026-10-13", "is_confirmed": "yes"})
    assert (early.status, early.values()["on"]) == (422, "2026-10-13")
    assert "must be later than the present one" in " ".join(early.all("#on-error"))
    done = visitor.press(preview, "Go on", {"is_confirmed": "yes"})
    assert "The deadline is moved; 1 person is told." in done.text
    stale = visitor.press(preview, "Go on", {"on": "2026-10-30", "is_confirmed": "yes"})
    assert (stale.status, "Somebody else has changed this call meanwhile." in stale.text) == (409, True)


def test_letters_are_listed_by_call_and_state(visitor: Browser, call: Call, files: list[Application]) -> None:
    preview = visitor.press(
        _open(visitor, call),
        "Check and record",
        {"id": _ids(files[0]), "outcome": "training_left", "remark": "Moved away."},
    )
    visitor.press(preview, "Record 1 outcome")
    page = visitor.visit(f"/office/letters?call={call.id}&state=pending")
    assert len(page.all("main tbody tr")) == 1
    letter = visitor.visit(str(page.soup.select("main tbody th a")[0]["href"]))
    assert "Not written yet" in letter.text
    assert visitor.visit(f"/office/letters?call={call.id}&state=sent").all("main tbody tr") == []
    assert visitor.visit("/office/letters?call=987654").all("main tbody tr") == []
    assert visitor.visit("/office/letters/987654").status == 404
