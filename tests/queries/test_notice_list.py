"""The public notice shows what the law lets it show, from its release to its end, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Call, Proposal
from mobility.queries.notice_list import NoticeLine, public_notice, running_notice
from tests.factories.calls import make_call, make_program
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, give_up, propose, qualify, recommend, release, staff_of
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_institution, make_student

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def selected(call: Call) -> tuple[int, Actor]:
    """An application that was selected but not released, and its student."""
    me = actor(make_student(name="李秀宁", major="护理学", class_name="2026护理1班"))
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    return application_id, me


def _assert_unknown(call: Call, who: Actor | None = None) -> None:
    with pytest.raises(Refused, match=r"notice\.unknown"):
        public_notice(who or Actor.anonymous(call.institution_id), call.key, now())


def _assert_shown(call: Call) -> None:
    assert public_notice(Actor.anonymous(call.institution_id), call.key, now()).call_key == call.key


def test_it_is_there_from_the_release_to_its_end(call: Call, selected: tuple[int, Actor]) -> None:
    application_id, _me = selected
    _assert_unknown(call)
    proposal_id = propose(application_id)
    _assert_unknown(call)
    release(application_id, proposal_id)
    _assert_shown(call)
    until = db.session.get_one(Proposal, proposal_id).notice_until
    assert until is not None
    assert running_notice(call.id, now()) == until
    stop_clock_at(until - timedelta(microseconds=1))
    _assert_shown(call)
    stop_clock_at(until)
    _assert_unknown(call)
    assert running_notice(call.id, now()) is None


def test_it_shows_five_things_and_no_more(call: Call, selected: tuple[int, Actor]) -> None:
    application_id, _me = selected
    release(application_id, propose(application_id))
    notice = public_notice(Actor.anonymous(call.institution_id), call.key, now())
    assert [field.name for field in fields(NoticeLine)] == ["order", "name", "school", "major", "class_name"]
    assert [(one.order, one.name, one.major, one.class_name) for one in notice.candidates] == [
        (1, "李秀宁", "护理学", "2026护理1班")
    ]
    assert notice.alternates == ()


def test_alternates_stand_with_their_order(call: Call, selected: tuple[int, Actor]) -> None:
    application_id, _me = selected
    release(application_id, propose(application_id, "reserve", 3), "reserve")
    notice = public_notice(Actor.anonymous(call.institution_id), call.key, now())
    assert [one.order for one in notice.alternates] == [3]


def test_who_is_not_selected_or_gave_up_or_lost_an_objection_is_not_on_it(
    call: Call, selected: tuple[int, Actor]
) -> None:
    application_id, me = selected
    release(application_id, propose(application_id))
    act(application_id, staff_of(application_id, Role.COORDINATOR), Action.OBJECTION_UPHOLD, params={"remark": 1})
    assert public_notice(me, call.key, now()).candidates == ()


def test_who_gave_up_is_not_on_it(call: Call, selected: tuple[int, Actor]) -> None:
    application_id, me = selected
    release(application_id, propose(application_id))
    give_up(application_id, me)
    assert public_notice(me, call.key, now()).candidates == ()


def test_the_notice_of_another_institution_is_unknown(call: Call, selected: tuple[int, Actor]) -> None:
    application_id, _me = selected
    release(application_id, propose(application_id))
    other = Actor.anonymous(make_call(make_program(make_institution("other"))).institution_id)
    _assert_unknown(call, other)
