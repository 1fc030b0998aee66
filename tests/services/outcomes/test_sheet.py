"""A file is judged line by line before anything is recorded, and recorded as a whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Application, Call, Offer, Student
from mobility.services.outcomes.sheet import Report, judge, record_sheet
from tests.databases import counted
from tests.factories.calls import make_call, make_partner, make_program
from tests.factories.cases import make_application
from tests.factories.people import actor, make_staff, make_student

HEAD = "student_number,outcome,date,host,confirm_by,position,remark"


@pytest.fixture
def call() -> Call:
    nyp = make_partner(key="nyp")
    ngee_ann = make_partner(key="np", name=Text(en="Ngee Ann Polytechnic", zh_Hans="义安理工学院"))
    return make_call(make_program(partners=[nyp, ngee_ann]))


def _sheet(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def _file(call: Call, state: str, number: str) -> Application:
    return make_application(call, make_student(number=number, name=f"王{number}"), state=state)


def _said(report: Report) -> list[list[str]]:
    return [[problem.code for problem in line.problems] for line in report.lines]


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def test_a_sound_file_is_shown_and_recorded(call: Call, coordinator: Actor) -> None:
    """Outcomes and hosts by key or by their words in either language."""
    files = [_file(call, "funder_exam", str(number)) for number in range(1, 5)]
    content = _sheet(
        "1,exam_awarded,2026-10-12,np,,,",
        "2,Awarded by the funder,2026/10/11,Nanyang Polytechnic,2026-10-16,,",
        "3,外方候补,2026年10月12日,,,2,",
        "4,Not selected by the funder,2026-10-12,,,,",
    )
    report = judge(call.id, content, coordinator)
    assert (report.is_sound, report.problem_count, _said(report)) == (True, 0, [[], [], [], []])
    assert [(line.number, line.name) for line in report.lines] == [(2, "王1"), (3, "王2"), (4, "王3"), (5, "王4")]
    assert _states(*files) == ["funder_exam"] * 4
    assert record_sheet(call.id, content, coordinator) == 4
    assert _states(*files) == ["contract", "contract", "funder_reserve", "host_refused"]
    offers = db.session.scalars(select(Offer).order_by(Offer.application_id)).all()
    assert [offer.confirm_by for offer in offers] == [
        datetime(2026, 10, 15, 4, 0, tzinfo=UTC),
        datetime(2026, 10, 16, 4, 0, tzinfo=UTC),
    ]
    assert files[2].waiting_position == 2


def test_every_line_says_all_that_is_wrong(call: Call, coordinator: Actor) -> None:
    for number, state in (("1", "training"), ("2", "training"), ("3", "funder_exam"), ("5", "draft")):
        _file(call, state, number)
    make_application(make_call(), make_student(number="9"), state="training")
    report = judge(
        call.id,
        _sheet(
            "1,training_finished,2026-10-12,,,,",
            "1,training_left,2026-02-30,,,,",
            "7,training_finished,2026-10-12,,,,",
            "9,training_finished,2026-10-12,,,,",
            "2,graduated,2026-10-13,,,,",
            "3,exam_awarded,2026-10-12,Oxford,2026-10-17,,",
            "3,exam_awarded,2026-10-12,,2026-13-01,-1,",
            "5,training_finished,,,,,",
        ),
        coordinator,
    )
    assert _said(report) == [
        ["sheet.student_twice"],
        ["sheet.student_twice", "sheet.remark_missing", "sheet.date_impossible"],
        ["sheet.student_unknown"],
        ["sheet.student_unknown"],
        ["sheet.outcome_unknown", "outcome.date_ahead"],
        ["sheet.student_twice", "outcome.host_unknown", "outcome.confirm_by_not_noon"],
        ["sheet.student_twice", "sheet.host_missing", "sheet.date_impossible", "sheet.position_impossible"],
        ["sheet.other_stage", "sheet.date_impossible"],
    ]
    assert (report.is_sound, report.problem_count) == (False, 8)
    assert [line.recorded for line in report.lines] == [None] * 8


def test_one_flawed_line_stops_the_whole_file(call: Call, coordinator: Actor) -> None:
    good = _file(call, "training", "1")
    content = _sheet("1,training_finished,2026-10-12,,,,", "2,training_finished,2026-10-12,,,,")
    with pytest.raises(Refused) as refused:
        record_sheet(call.id, content, coordinator)
    assert (refused.value.code, refused.value.params, _states(good)) == ("sheet.flawed", {"count": 1}, ["training"])


def test_a_file_sent_twice_is_recorded_once(call: Call, coordinator: Actor) -> None:
    file = _file(call, "training", "1")
    content = _sheet("1,training_finished,2026-10-12,,,,")
    assert record_sheet(call.id, content, coordinator) == 1
    with pytest.raises(Refused) as refused:
        record_sheet(call.id, content, coordinator)
    assert (refused.value.code, _states(file)) == ("sheet.flawed", ["funder_exam"])


def test_a_call_out_of_reach_does_not_exist(call: Call, coordinator: Actor) -> None:
    content = _sheet("1,training_finished,2026-10-12,,,,")
    for who, call_id in (
        (coordinator, call.id + 1000),
        (actor(make_staff(Role.COORDINATOR, call=make_call())), call.id),
    ):
        with pytest.raises(Refused) as refused:
            judge(call_id, content, who)
        assert refused.value.code == "call.unknown"


def test_judging_costs_the_same_for_one_line_and_for_many(call: Call, coordinator: Actor) -> None:
    for number in range(30):
        _file(call, "training", f"A{number}")
    few, many = (_sheet(*(f"A{n},training_finished,2026-10-12,,,," for n in range(count))) for count in (1, 30))
    costs = []
    for content in (few, many):
        judge(call.id, content, coordinator)
        with counted() as sent:
            judge(call.id, content, coordinator)
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert db.session.scalars(select(Student.id)).first() is not None
