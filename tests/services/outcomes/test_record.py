"""What was decided outside is recorded with its date, for one or many, all or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Institution, Offer, OutboxMessage, Remark, WorkDay
from mobility.services.outcomes.record import Outcome, hosts_of, record
from tests.factories.calls import NOON, make_call, make_partner
from tests.factories.cases import make_application, make_offer
from tests.factories.people import actor, make_institution, make_staff

TODAY = date(2026, 10, 12)
FINISHED = Outcome("training_finished", TODAY)


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


def _refused(outcomes: dict[int, Outcome], who: Actor, **more: object) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as refused:
        record(outcomes, who, **more)  # type: ignore[arg-type]  # named as the service names them
    return [(reason.code, reason.params.get("application_id")) for reason in refused.value.reasons]


def test_one_outcome_for_many(call: Call, coordinator: Actor) -> None:
    files = [make_application(call, state="training") for _ in range(3)]
    assert record({file.id: FINISHED for file in files}, coordinator) == 3
    assert _states(*files) == ["funder_exam"] * 3
    events = db.session.scalars(select(AuditEvent)).all()
    assert [event.params for event in events] == [{"happened_on": "2026-10-12"}] * 3


def test_one_that_cannot_be_stops_all_and_is_named(call: Call, coordinator: Actor) -> None:
    good, gone = (make_application(call, state=state) for state in ("training", "withdrawn"))
    assert _refused({good.id: FINISHED, gone.id: FINISHED}, coordinator) == [("workflow.wrong_stage", gone.id)]
    assert _states(good) == ["training"]


def test_a_remark_is_written_with_the_outcome(call: Call, coordinator: Actor) -> None:
    left = make_application(call, state="training")
    lacking = make_application(call, state="training")
    assert _refused({lacking.id: Outcome("training_left", TODAY)}, coordinator) == [("params.missing", lacking.id)]
    record({left.id: Outcome("training_left", TODAY, " Fell ill. ", is_shown_to_student=True)}, coordinator)
    remark = db.session.scalars(select(Remark)).one()
    assert (remark.application_id, remark.body, remark.is_shown_to_student) == (left.id, "Fell ill.", True)
    assert db.session.scalars(select(AuditEvent.params)).one() == {"happened_on": "2026-10-12", "remark": remark.id}


def test_an_award_names_its_host_and_ends_at_noon_of_the_third_working_day(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="funder_exam")
    host = hosts_of(call.program_id)[0]
    record({file.id: Outcome("exam_awarded", TODAY, partner_id=host)}, coordinator)
    offer = db.session.scalars(select(Offer)).one()
    assert (offer.application_id, offer.partner_id) == (file.id, host)
    assert offer.confirm_by == datetime(2026, 10, 15, 4, 0, tzinfo=UTC)
    assert _states(file) == ["contract"]


def test_holidays_do_not_count(call: Call, coordinator: Actor) -> None:
    for day in (13, 14):
        free = WorkDay(
            institution_id=call.institution_id,
            day_on=date(2026, 10, day),
            is_worked=False,
            name=Text(en="Sports day", zh_Hans="运动会"),
        )
        db.session.add(free)
    db.session.commit()
    file = make_application(call, state="funder_exam")
    record({file.id: Outcome("exam_awarded", TODAY, partner_id=hosts_of(call.program_id)[0])}, coordinator)
    assert db.session.scalars(select(Offer.confirm_by)).one() == datetime(2026, 10, 19, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2026, 10, 16, 4, 0, tzinfo=UTC), None),
        (datetime(2026, 10, 16, 4, 1, tzinfo=UTC), "outcome.confirm_by_not_noon"),
        (datetime(2026, 10, 17, 4, 0, tzinfo=UTC), "outcome.confirm_by_not_noon"),
        # a make-up day of the National Day holidays, worked though it is a Saturday
        (datetime(2026, 10, 10, 4, 0, tzinfo=UTC), "outcome.confirm_by_passed"),
        (NOON, "outcome.confirm_by_passed"),
    ],
)
def test_an_offer_ends_at_noon_on_a_working_day_to_come(
    call: Call, coordinator: Actor, until: datetime, said: str | None
) -> None:
    file = make_application(call, state="funder_exam")
    award = Outcome("exam_awarded", TODAY, partner_id=hosts_of(call.program_id)[0], confirm_by=until)
    if said is None:
        assert record({file.id: award}, coordinator) == 1
    else:
        assert _refused({file.id: award}, coordinator) == [(said, file.id)]


def test_an_award_needs_a_host_of_the_program(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="funder_exam")
    stranger = Outcome("exam_awarded", TODAY, partner_id=make_partner().id)
    assert _refused({file.id: stranger}, coordinator) == [("outcome.host_unknown", file.id)]
    missing = _refused({file.id: Outcome("exam_awarded", TODAY)}, coordinator)
    assert missing == [("params.missing", file.id), ("params.missing", file.id)]


def test_what_lies_ahead_is_not_recorded_by_the_calendar_of_the_call(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="training")
    ahead = Outcome("training_finished", TODAY + timedelta(days=1))
    assert _refused({file.id: ahead}, coordinator) == [("outcome.date_ahead", file.id)]


def test_the_funders_positions_and_those_left_open(call: Call, coordinator: Actor) -> None:
    files = [make_application(call, state="funder_exam") for _ in range(3)]
    pairs = zip(files, (5, None, None), strict=True)
    typed = {file.id: Outcome("exam_reserve", TODAY, position=place) for file, place in pairs}
    record(typed, coordinator)
    db.session.expire_all()
    assert [file.waiting_position for file in files] == [5, 6, 7]


def test_a_stale_page_records_nothing(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="training")
    stale = _refused({file.id: FINISHED}, coordinator, versions={file.id: file.version - 1})
    assert stale == [("stale.application", file.id)]


def test_files_out_of_reach_do_not_exist(call: Call, coordinator: Actor) -> None:
    file = make_application(call, state="training")
    elsewhere = actor(make_staff(Role.COORDINATOR, call=make_call()))
    foreign: Institution = make_institution("other")
    of_other = actor(make_staff(Role.COORDINATOR, institution=foreign))
    for who, application_id in ((elsewhere, file.id), (of_other, file.id), (coordinator, file.id + 1000)):
        assert _refused({application_id: FINISHED}, who) == [("application.unknown", application_id)]
    assert _refused({}, coordinator) == [("selection.no_files", None)]
    assert _refused({file.id: FINISHED}, actor(make_staff(Role.HEAD))) == [("access.role", None)]


def test_a_contract_that_is_declined_passes_the_place_on(call: Call, coordinator: Actor) -> None:
    declined = make_application(call, state="signing")
    make_offer(declined, state="confirmed")
    heir = make_application(call, state="funder_reserve", waiting_position=1)
    record({declined.id: Outcome("contract_declined", TODAY, "The family moved.")}, coordinator)
    assert _states(declined, heir) == ["withdrawn_after_confirmation", "contract"]
    notices = db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.id)).all()
    assert notices == ["declined", "offer", "alternate_moved_up"]
