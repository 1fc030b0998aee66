"""Recalling, giving up and answering an offer: when, by whom, and done once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, Call, Offer, OutboxMessage, Partner
from mobility.services.applications.moves import confirm_offer, decline_offer, recall
from tests.factories.calls import DEADLINE
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, award, officer_of, propose, qualify, recommend, release
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_student


def _state(application_id: int) -> str:
    return db.session.scalars(select(Application.state).where(Application.id == application_id)).one()


def _offered(call: Call, me: Actor) -> int:
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    release(application_id, propose(application_id))
    stop_clock_at(DEADLINE + timedelta(days=6))
    act(application_id, Actor.system(me.institution_id), Action.NOTICE_END)
    award(application_id, db.session.scalars(select(Partner)).one())
    return application_id


def test_a_submission_is_recalled_while_the_school_has_not_acted(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    recall(application_id, me)
    assert _state(application_id) == "recalled"
    officer = officer_of(application_id)
    notices = db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.id)).all()
    assert notices == ["receipt", "recalled"]
    assert officer.user_id is not None


def test_not_once_the_school_has_acted(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    act(application_id, officer_of(application_id), Action.SCHOOL_CHECK)
    with pytest.raises(Refused, match=r"workflow\.wrong_stage"):
        recall(application_id, me)


def test_not_after_the_deadline(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    stop_clock_at(DEADLINE + timedelta(seconds=301))
    with pytest.raises(Refused, match=r"deadline\.passed"):
        recall(application_id, me)


def test_a_stale_page_moves_nothing(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    act(application_id, officer_of(application_id), Action.SCHOOL_CHECK)
    with pytest.raises(Refused, match=r"stale\.application"):
        recall(application_id, me, seen_stage="school_check")
    assert _state(application_id) == "school_list"


@pytest.mark.parametrize("move", [recall, decline_offer])
def test_others_and_none_are_unknown_alike(call: Call, me: Actor, move: object) -> None:
    application_id = hand_in(call, me).application_id
    for target, who in ((application_id, actor(make_student())), (999_999, me)):
        with pytest.raises(Refused, match=r"application\.unknown"):
            move(target, who)  # type: ignore[operator]  # acts of several forms


class TestOffer:
    def test_confirmed(self, call: Call, me: Actor) -> None:
        application_id = _offered(call, me)
        for _click in range(2):
            confirm_offer(application_id, me, has_accepted=True)
        assert _state(application_id) == "signing"
        assert db.session.scalars(select(Offer.state)).all() == ["confirmed"]

    def test_only_with_the_bond_accepted(self, call: Call, me: Actor) -> None:
        application_id = _offered(call, me)
        with pytest.raises(Refused, match=r"offer\.not_accepted"):
            confirm_offer(application_id, me, has_accepted=False)
        assert _state(application_id) == "contract"

    def test_declined(self, call: Call, me: Actor) -> None:
        application_id = _offered(call, me)
        decline_offer(application_id, me)
        assert _state(application_id) == "withdrawn"
        assert db.session.scalars(select(Offer.state)).all() == ["declined"]

    def test_confirm_by_is_the_last_moment(self, call: Call, me: Actor) -> None:
        application_id = _offered(call, me)
        confirm_by = db.session.scalars(select(Offer.confirm_by)).one()
        stop_clock_at(confirm_by + timedelta(microseconds=1))
        with pytest.raises(Refused, match=r"offer\.lapsed"):
            confirm_offer(application_id, me, has_accepted=True)
        stop_clock_at(confirm_by)
        confirm_offer(application_id, me, has_accepted=True)
        assert _state(application_id) == "signing"
