"""A school's list: ranked as often as wanted, judged as a whole, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.scoring.school_list import Place
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, OutboxMessage, SchoolList, Unit
from mobility.queries.school import listing
from mobility.services.school.listing import SETTLING, hand_in, save
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff, make_student, make_unit

GRACE = timedelta(minutes=5)
First, Second, Alternate = Place("recommended", 1), Place("recommended", 2), Place("alternate", 1)
Out = Place("not_recommended", None, "Below the line.")


@pytest.fixture
def files(call: Call, unit: Unit) -> list[Application]:
    return [make_application(call, make_student(unit), state="school_list") for _ in range(3)]


def _codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def _list() -> SchoolList:
    return db.session.scalars(select(SchoolList)).one()


def _kept(files: list[Application]) -> list[tuple[str | None, int | None, str | None]]:
    for file in files:
        db.session.refresh(file)
    return [(file.school_outcome, file.school_rank, file.school_reason) for file in files]


def test_a_ranking_is_kept_and_can_be_changed(call: Call, unit: Unit, officer: Actor, files: list[Application]) -> None:
    save(call.id, unit.id, {files[0].id: First, files[1].id: Alternate}, officer, version=0)
    assert _kept(files) == [("recommended", 1, None), ("alternate", 1, None), (None, None, None)]
    version = _list().version
    save(
        call.id,
        unit.id,
        {files[0].id: Place("not_recommended", 7, " Late. "), files[2].id: First},
        officer,
        version=version,
    )
    assert _kept(files) == [("not_recommended", None, "Late."), ("alternate", 1, None), ("recommended", 1, None)]
    assert (_list().cap, _list().version, _list().handed_in_at) == (2, version + 1, None)
    assert [file.state for file in files] == ["school_list"] * 3


def test_the_second_of_two_officers_sees_that_the_list_has_changed(
    call: Call, unit: Unit, officer: Actor, files: list[Application]
) -> None:
    """Also where both began with no list at all."""
    save(call.id, unit.id, {files[0].id: First}, officer, version=0)
    for seen in (0, _list().version - 1):
        again = partial(save, call.id, unit.id, {files[1].id: First}, officer, version=seen)
        assert _codes(again) == ["stale.school_list"]
    assert _kept(files)[1] == (None, None, None)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([First, First, Out], ["school_list.rank_twice"]),
        ([First, Second, Place("recommended", 3)], ["school_list.over_cap"]),
        ([First, Place("recommended"), Alternate], ["school_list.rank_missing"]),
        ([Place("recommended", 0), Alternate, Out], ["school_list.rank_missing"]),
        ([First, Place("alternate"), Out], ["school_list.rank_missing"]),
        ([First, Alternate, Place("not_recommended", None, "  ")], ["school_list.reason_missing"]),
        ([First, Alternate, Place("not_recommended", None, "x" * 2001)], ["school_list.long_reason"]),
        ([First, Alternate, Place("perhaps", 1)], ["school_list.unknown_outcome"]),
        (
            [First, First, Place("not_recommended")],
            ["school_list.rank_twice", "school_list.reason_missing"],
        ),
    ],
)
def test_every_flaw_is_named_at_once_and_nothing_kept(
    call: Call, unit: Unit, officer: Actor, files: list[Application], places: list[Place], said: list[str]
) -> None:
    typed = {file.id: place for file, place in zip(files, places, strict=True)}
    assert _codes(lambda: save(call.id, unit.id, typed, officer, version=None)) == said
    assert _kept(files) == [(None, None, None)] * 3


def test_a_recommended_and_an_alternate_may_share_a_rank(
    call: Call, unit: Unit, officer: Actor, files: list[Application]
) -> None:
    save(call.id, unit.id, {files[0].id: First, files[1].id: Alternate}, officer, version=None)
    assert _kept(files)[:2] == [("recommended", 1, None), ("alternate", 1, None)]


def test_what_was_kept_before_counts_too(call: Call, unit: Unit, officer: Actor, files: list[Application]) -> None:
    save(call.id, unit.id, {files[0].id: First}, officer, version=None)
    assert _codes(lambda: save(call.id, unit.id, {files[1].id: First}, officer, version=None)) == [
        "school_list.rank_twice"
    ]


@pytest.mark.parametrize("state", ["school_check", "returned_by_school", "qualification_check"])
def test_only_checked_files_of_the_school_can_be_ranked(call: Call, unit: Unit, officer: Actor, state: str) -> None:
    file = make_application(call, make_student(unit), state=state)
    elsewhere = make_application(call, make_student(), state="school_list")
    for one in (file, elsewhere):
        foreign = partial(save, call.id, unit.id, {one.id: First}, officer, version=None)
        assert _codes(foreign) == ["school_list.foreign_file"]


def test_another_school_and_another_call_do_not_exist(call: Call, unit: Unit, officer: Actor) -> None:
    stranger = actor(make_staff(Role.OFFICER, unit=make_unit()))
    for act in (
        lambda: save(call.id, unit.id, {}, stranger, version=None),
        lambda: hand_in(call.id, unit.id, stranger),
        lambda: save(call.id + 1000, unit.id, {}, officer, version=None),
        lambda: hand_in(call.id, unit.id + 1000, officer),
    ):
        assert _codes(act) == ["school_list.unknown"]
    assert _codes(lambda: hand_in(call.id, unit.id, actor(make_staff(Role.COORDINATOR)))) == ["access.role"]


def test_the_list_goes_in_as_a_whole(call: Call, unit: Unit, officer: Actor, files: list[Application]) -> None:
    typed = {file.id: place for file, place in zip(files, (First, Alternate, Out), strict=True)}
    save(call.id, unit.id, typed, officer, version=None)
    assert hand_in(call.id, unit.id, officer, note=" As the panel said. ", version=_list().version) == 3
    assert [_state(file) for file in files] == ["qualification_check", "qualification_check", "not_recommended"]
    assert (_list().handed_in_at, _list().handed_in_by, _list().note) == (NOON, officer.user_id, "As the panel said.")
    letters = db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.application_id)).all()
    assert letters == ["school_recommended", "school_alternate", "school_not_recommended"]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.object_kind == "school_list")).all()[-1]
    assert (event.action, event.params) == (
        Action.SCHOOL_HAND_IN,
        {"call_id": call.id, "unit_id": unit.id, "count": 3},
    )


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


def test_what_was_handed_in_is_closed(call: Call, unit: Unit, officer: Actor) -> None:
    assert hand_in(call.id, unit.id, officer) == 0
    for act in (
        lambda: hand_in(call.id, unit.id, officer),
        lambda: save(call.id, unit.id, {}, officer, version=None),
    ):
        assert _codes(act) == ["school_list.handed_in"]
    assert (_list().handed_in_at, _list().note) == (NOON, None)


@pytest.mark.parametrize("state", ["school_check", "returned_by_school"])
def test_nobody_is_left_behind(call: Call, unit: Unit, officer: Actor, files: list[Application], state: str) -> None:
    save(call.id, unit.id, {files[0].id: First, files[1].id: Alternate}, officer, version=None)
    make_application(call, make_student(unit), state=state)
    make_application(call, make_student(), state=state)
    with pytest.raises(Refused) as refused:
        hand_in(call.id, unit.id, officer)
    assert (refused.value.code, refused.value.params) == (
        "school_list.unfinished",
        {"unchecked": int(state == "school_check"), "returned": int(state == "returned_by_school"), "unplaced": 1},
    )
    assert [_state(file) for file in files] == ["school_list"] * 3
    assert db.session.scalars(select(OutboxMessage.id)).all() == []


def test_a_recalled_draft_does_not_hold_the_list_back(call: Call, unit: Unit, officer: Actor) -> None:
    make_application(call, make_student(unit), state="recalled")
    assert hand_in(call.id, unit.id, officer) == 0


def test_a_list_waits_until_nobody_can_submit_any_more(unit: Unit, officer: Actor) -> None:
    call = make_call(deadline_at=NOON)
    for at in (NOON, NOON + GRACE, NOON + GRACE + SETTLING):
        stop_clock_at(at)
        assert _codes(lambda: hand_in(call.id, unit.id, officer)) == ["deadline.not_passed"]
    stop_clock_at(NOON + GRACE + SETTLING + timedelta(seconds=1))
    assert hand_in(call.id, unit.id, officer) == 0


def test_a_note_has_its_length(call: Call, unit: Unit, officer: Actor) -> None:
    assert _codes(lambda: hand_in(call.id, unit.id, officer, note="x" * 2001)) == ["school_list.long_note"]


def _reopen(school_list: SchoolList) -> None:
    """As a late file opens it again."""
    school_list.handed_in_at = None
    db.session.commit()


def test_a_reopened_list_counts_what_was_handed_in(
    call: Call, unit: Unit, officer: Actor, files: list[Application]
) -> None:
    """Recommended and alternates who still compete use up the cap and keep their ranks."""
    typed = dict(zip((file.id for file in files), (First, Second, Alternate), strict=True))
    save(call.id, unit.id, typed, officer, version=None)
    hand_in(call.id, unit.id, officer)
    late = make_application(call, make_student(unit), state="school_list")
    _reopen(_list())
    for place, said in (
        (Place("recommended", 3), ["school_list.over_left"]),
        (First, ["school_list.rank_taken", "school_list.over_left"]),
        (Alternate, ["school_list.rank_taken"]),
    ):
        assert _codes(partial(save, call.id, unit.id, {late.id: place}, officer, version=None)) == said
    before = listing(call.id, unit.id, officer)
    assert [(file.id, file.rank) for file in before.handed_in] == [(files[0].id, 1), (files[1].id, 2), (files[2].id, 1)]
    assert (before.next_ranks, before.left_of_cap) == ({"recommended": 3, "alternate": 2}, 0)
    assert before.held_back == (), "they do not keep the late file from being handed in"
    files[0].state = "withdrawn"
    db.session.commit()
    save(call.id, unit.id, {late.id: First}, officer, version=None)
    assert hand_in(call.id, unit.id, officer) == 1
    assert _state(late) == "qualification_check"


@pytest.mark.parametrize(
    ("state", "counts"), [("selection", True), ("not_selected", True), ("training", True), ("not_qualified", False)]
)
def test_a_recommendation_is_used_up_by_whoever_competed(
    call: Call, unit: Unit, officer: Actor, state: str, counts: bool
) -> None:
    call.school_cap = 1
    make_application(call, make_student(unit), state=state, school_outcome="recommended", school_rank=1)
    late = make_application(call, make_student(unit), state="school_list")
    again = partial(save, call.id, unit.id, {late.id: Second}, officer, version=None)
    if counts:
        assert _codes(again) == ["school_list.over_left"]
    else:
        again()
