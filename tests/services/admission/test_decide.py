"""A rolling admission: places up to what the host offers, positions in the order shown, all or none, each told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, Fee, HostOption, Offer, OutboxMessage, Student
from mobility.queries import hosts
from mobility.queries.admission import applicants
from mobility.services.admission.decide import Admission, admit
from mobility.services.admission.suggest import suggest
from mobility.services.applications.moves import confirm_offer, decline_offer
from mobility.services.casework.sweep import run_due
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act
from tests.factories.hosts import make_option, make_summer_school
from tests.factories.people import actor, make_staff, make_student


@pytest.fixture
def call() -> Call:
    return make_summer_school()


@pytest.fixture
def option(call: Call) -> HostOption:
    return make_option(call, place_count=2)


@pytest.fixture
def coordinator() -> Actor:
    return actor(make_staff(Role.COORDINATOR))


@pytest.fixture
def files(call: Call) -> list[Application]:
    """Four files; the last one had signed up first."""
    return [
        make_application(call, make_student(), state="admission", submitted_at=NOON - timedelta(hours=place))
        for place in range(1, 5)
    ]


def _states(files: list[Application]) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def _notices() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.id)))


def _student(file: Application) -> Actor:
    return actor(db.session.get_one(Student, file.student_id))


def _admitted(call: Call, coordinator: Actor) -> None:
    shown = applicants(call.id, coordinator)
    decided = suggest(shown, hosts.options(call.id, coordinator))
    admit(call.id, decided, coordinator, order=[one.id for one in shown])


def test_places_go_in_the_order_of_complete_sign_up_and_the_others_wait(
    call: Call, option: HostOption, files: list[Application], coordinator: Actor
) -> None:
    _admitted(call, coordinator)
    assert _states(files) == ["waiting", "waiting", "confirmation", "confirmation"]
    assert [file.waiting_position for file in files] == [2, 1, None, None]
    db.session.refresh(option)
    assert option.taken_count == 2
    assert sorted(_notices()) == ["offer", "offer", "waitlisted", "waitlisted"]


def test_by_score_the_best_come_first(call: Call, files: list[Application], coordinator: Actor) -> None:
    reviewer = make_staff(Role.REVIEWER)
    for file, score in zip(files, (70, 90, 80, 60), strict=True):
        make_review(file, reviewer, score=score, submitted_at=NOON)
    assert [one.id for one in applicants(call.id, coordinator, "score")] == [files[place].id for place in (1, 2, 0, 3)]


def test_no_place_is_given_beyond_the_host_and_nothing_of_the_act_stays(
    call: Call, option: HostOption, files: list[Application], coordinator: Actor
) -> None:
    decided = {file.id: Admission("placed", option.id) for file in files}
    with pytest.raises(Refused) as refused:
        admit(call.id, decided, coordinator)
    assert {reason.code for reason in refused.value.reasons} == {"host.full"}
    assert _states(files) == ["admission"] * 4
    assert _notices() == []


@pytest.mark.parametrize(
    ("admission", "code"),
    [
        (Admission("nonsense"), "admission.unknown_outcome"),
        (Admission("placed"), "selection.no_host"),
        (Admission("placed", 10**9), "host.unknown"),
        (Admission("not_qualified"), "params.missing"),
    ],
)
def test_a_flawed_decision_is_refused(
    call: Call, files: list[Application], coordinator: Actor, admission: Admission, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        admit(call.id, {files[0].id: admission}, coordinator)
    assert refused.value.code == code


def test_a_file_of_another_call_is_unknown(call: Call, coordinator: Actor) -> None:
    other = make_application(make_summer_school(), state="admission")
    with pytest.raises(Refused) as refused:
        admit(call.id, {other.id: Admission("not_selected")}, coordinator)
    assert refused.value.code == "application.unknown"


@pytest.mark.usefixtures("option")
def test_who_declines_is_followed_by_the_next_who_has_a_day_or_two(
    call: Call, files: list[Application], coordinator: Actor
) -> None:
    _admitted(call, coordinator)
    decline_offer(files[3].id, _student(files[3]))
    assert _states(files) == ["waiting", "confirmation", "confirmation", "withdrawn"]
    offer = db.session.scalars(select(Offer).where(Offer.application_id == files[1].id)).one()
    assert offer.confirm_by == NOON + timedelta(days=2)


@pytest.mark.usefixtures("option")
def test_a_fee_that_does_not_come_in_passes_the_place_on(
    call: Call, files: list[Application], coordinator: Actor
) -> None:
    _admitted(call, coordinator)
    confirm_offer(files[3].id, _student(files[3]), has_accepted=True)
    fee = db.session.scalars(select(Fee)).one()
    assert (fee.amount_minor, fee.currency, fee.state, fee.due_at) == (
        1_280_000,
        "CNY",
        "due",
        NOON + timedelta(days=7),
    )
    stop_clock_at(NOON + timedelta(days=7, seconds=1))
    run_due()
    assert _states(files) == ["confirmation", "confirmation", "lapsed", "lapsed"]
    assert "fee_lapsed" in _notices()


@pytest.mark.usefixtures("option")
def test_who_pays_is_in_the_group(call: Call, files: list[Application], coordinator: Actor) -> None:
    _admitted(call, coordinator)
    confirm_offer(files[3].id, _student(files[3]), has_accepted=True)
    act(files[3].id, coordinator, Action.OUTCOME_RECORD, "fee_paid", {"happened_on": "2026-10-12"})
    assert _states(files)[3] == "group"
    assert db.session.scalars(select(Fee.state)).all() == ["paid"]


def test_without_a_fee_a_confirmation_is_enough(coordinator: Actor) -> None:
    call = make_summer_school(fee_minor=None, fee_currency=None)
    make_option(call)
    file = make_application(call, state="admission")
    _admitted(call, coordinator)
    confirm_offer(file.id, _student(file), has_accepted=True)
    assert _states([file]) == ["group"]
    assert db.session.scalars(select(Fee.id)).all() == []


@pytest.mark.parametrize(("silence", "state"), [(True, "admission"), (False, "school_consent")])
def test_a_school_s_silence_counts_where_the_call_says_so(silence: bool, state: str) -> None:
    call = make_summer_school(settings={"silence_is_consent": silence})
    file = make_application(call, state="school_consent", due_at=NOON)
    run_due()
    assert _states([file]) == [state]
