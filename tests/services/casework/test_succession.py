"""Who follows when somebody drops out: the next of the school, of the candidates, of the funder, or nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Offer, OutboxMessage, Proposal, Student, Unit
from tests.factories.calls import NOON, make_call, make_partner, make_program
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.desks import act
from tests.factories.people import actor, make_staff, make_student, make_unit

pytestmark = pytest.mark.usefixtures("at_noon")

DAY = NOON.date().isoformat()


def _give_up(file: Application) -> None:
    act(file.id, actor(db.session.get_one(Student, file.student_id)), Action.APPLICATION_GIVE_UP)


def _states(*files: Application) -> list[str]:
    return [db.session.get_one(Application, file.id).state for file in files]


def _letters(file: Application) -> list[str]:
    query = select(OutboxMessage.notice).where(OutboxMessage.application_id == file.id)
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def _listed(call: Call, unit: Unit, state: str, outcome: str, rank: int) -> Application:
    return make_application(call, make_student(unit), state=state, school_outcome=outcome, school_rank=rank)


class TestOfTheSchool:
    @pytest.fixture
    def call(self) -> Call:
        return make_call()

    @pytest.fixture
    def unit(self) -> Unit:
        return make_unit()

    @pytest.fixture
    def dropping(self, call: Call, unit: Unit) -> Application:
        return _listed(call, unit, "selection", "recommended", 1)

    def test_the_next_alternate_is_recommended_and_told_and_stays_where_the_file_is(
        self, call: Call, unit: Unit, dropping: Application
    ) -> None:
        make_staff(Role.COORDINATOR)
        later = _listed(call, unit, "qualification_check", "alternate", 2)
        heir = _listed(call, unit, "qualification_check", "alternate", 1)
        _give_up(dropping)
        assert [(one.school_outcome, one.state) for one in (heir, later)] == [
            ("recommended", "qualification_check"),
            ("alternate", "qualification_check"),
        ]
        assert _letters(heir) == ["school_alternate_moved_up", "alternate_moved_up"]
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.application_id == heir.id)).one()
        assert (event.action, event.outcome, event.params) == (
            Action.ALTERNATE_MOVE_UP,
            "school_recommended",
            {"in_place_of": dropping.id},
        )

    def test_not_of_another_school_nor_another_call(self, call: Call, unit: Unit, dropping: Application) -> None:
        strangers = [
            _listed(call, make_unit(), "selection", "alternate", 1),
            _listed(make_call(), unit, "selection", "alternate", 1),
        ]
        _give_up(dropping)
        assert {one.school_outcome for one in strangers} == {"alternate"}

    @pytest.mark.parametrize("state", ["approval", "approved", "not_qualified", "withdrawn", "dispatched"])
    def test_not_once_the_list_is_proposed_or_the_file_is_over(
        self, call: Call, unit: Unit, dropping: Application, state: str
    ) -> None:
        late = _listed(call, unit, state, "alternate", 1)
        _give_up(dropping)
        assert late.school_outcome == "alternate"

    def test_nobody_follows_an_alternate(self, call: Call, unit: Unit) -> None:
        first, second = (_listed(call, unit, "selection", "alternate", rank) for rank in (1, 2))
        _give_up(first)
        assert second.school_outcome == "alternate"

    def test_who_does_not_qualify_is_followed_too(self, call: Call, unit: Unit, coordinator: Actor) -> None:
        dropped = _listed(call, unit, "qualification_check", "recommended", 1)
        heir = _listed(call, unit, "selection", "alternate", 1)
        act(dropped.id, coordinator, Action.QUALIFICATION_DECIDE, "not_qualified", {"remark": 1})
        assert heir.school_outcome == "recommended"


def _decided(call: Call, state: str, outcome: str, position: int | None = None, *, of: Proposal) -> Application:
    file = make_application(call, state=state)
    make_decision(of, file, outcome, position=position, released_at=NOON)
    return file


class TestOfTheCandidates:
    @pytest.fixture
    def call(self) -> Call:
        return make_call()

    @pytest.fixture
    def released(self, call: Call) -> Proposal:
        until = NOON + timedelta(days=5)
        return make_proposal(call, make_staff(Role.COORDINATOR), state="released", notice_until=until)

    @pytest.mark.parametrize("state", ["public_notice", "training"])
    def test_the_next_reserve_goes_into_training(self, call: Call, released: Proposal, state: str) -> None:
        dropping = _decided(call, state, "candidate", of=released)
        second = _decided(call, "reserve", "reserve", 2, of=released)
        first = _decided(call, "reserve", "reserve", 1, of=released)
        _give_up(dropping)
        assert _states(dropping, first, second) == ["withdrawn", "training", "reserve"]
        assert _letters(first) == ["moved_up", "alternate_moved_up"]

    def test_the_office_hears_of_it(self, call: Call, released: Proposal, coordinator: Actor) -> None:
        dropping = _decided(call, "training", "candidate", of=released)
        heir = _decided(call, "reserve", "reserve", 1, of=released)
        _give_up(dropping)
        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.notice == "alternate_moved_up"))
        assert coordinator.user_id in {letter.user_id for letter in told if letter.application_id == heir.id}

    def test_earlier_lists_come_first(self, call: Call, released: Proposal) -> None:
        dropping = _decided(call, "training", "candidate", of=released)
        again = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
        of_second_list = _decided(call, "reserve", "reserve", 1, of=again)
        of_first_list = _decided(call, "reserve", "reserve", 4, of=released)
        _give_up(dropping)
        assert _states(of_first_list, of_second_list) == ["training", "reserve"]

    def test_who_leaves_the_training_or_is_objected_to_is_followed(
        self, call: Call, released: Proposal, coordinator: Actor
    ) -> None:
        leaving = _decided(call, "training", "candidate", of=released)
        objected = _decided(call, "public_notice", "candidate", of=released)
        heirs = [_decided(call, "reserve", "reserve", position, of=released) for position in (1, 2, 3)]
        given = {"happened_on": DAY, "remark": 1}
        act(leaving.id, coordinator, Action.OUTCOME_RECORD, "training_left", given)
        act(objected.id, coordinator, Action.OBJECTION_UPHOLD, None, {"remark": 1})
        assert _states(*heirs) == ["training", "training", "reserve"]

    def test_nobody_waits(self, call: Call, released: Proposal) -> None:
        dropping = _decided(call, "training", "candidate", of=released)
        _give_up(dropping)
        assert _states(dropping) == ["withdrawn"]

    def test_a_reserve_who_gives_up_is_no_candidate(self, call: Call, released: Proposal) -> None:
        first, second = (_decided(call, "reserve", "reserve", place, of=released) for place in (1, 2))
        _give_up(first)
        assert _states(first, second) == ["withdrawn", "reserve"]


class TestOfTheFunder:
    @pytest.mark.usefixtures("coordinator")
    def test_the_next_is_offered_the_place_at_the_same_host(self) -> None:
        hosts = [make_partner(), make_partner()]
        call = make_call(make_program(partners=hosts))
        dropping = make_application(call, state="signing")
        make_offer(dropping, partner_id=hosts[1].id, state="confirmed")
        second = make_application(call, state="funder_reserve", waiting_position=2)
        first = make_application(call, state="funder_reserve", waiting_position=1)
        _give_up(dropping)
        assert _states(dropping, first, second) == ["withdrawn_after_confirmation", "contract", "funder_reserve"]
        offer = db.session.scalars(select(Offer).where(Offer.application_id == first.id)).one()
        assert (offer.partner_id, offer.state) == (hosts[1].id, "open")
        # Monday noon: three working days later, at 12:00 in Beijing
        assert offer.confirm_by == NOON + timedelta(days=3)
        assert _letters(first) == ["offer", "alternate_moved_up"]

    def test_nobody_waits(self, coordinator: Actor) -> None:
        dropping = make_application(state="contract")
        make_offer(dropping)
        act(dropping.id, coordinator, Action.OUTCOME_RECORD, "contract_declined", {"happened_on": DAY, "remark": 1})
        assert _states(dropping) == ["withdrawn_after_confirmation"]
