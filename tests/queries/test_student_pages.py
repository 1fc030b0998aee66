"""What a student reads about an application: true, complete, and nothing before its release."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mobility.core.access import Action
from mobility.core.eligibility import MaxApplications, Rules
from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow.definition import StageKind
from mobility.database import db, now
from mobility.models import Application, Call, Remark, Student
from mobility.queries import timeline as events
from mobility.queries.application import own, own_with_content
from mobility.queries.home import home
from mobility.queries.timeline import event_code, timeline
from mobility.services.applications.moves import recall
from mobility.services.applications.start import start
from mobility.wording import codes
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, award, officer_of, propose, qualify, recommend, release, return_file, staff_of
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_student

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def student() -> Student:
    return make_student()


@pytest.fixture
def me(student: Student) -> Actor:
    return actor(student)


def _events(application_id: int, me: Actor) -> list[str]:
    return [event.code for event in timeline(application_id, WORKFLOW, me.user_id)]


def test_every_event_that_a_student_may_see_has_words() -> None:
    visible = {event_code(move.action, move.outcome) for move in WORKFLOW.transitions if not move.is_quiet}
    assert visible - codes().keys() == set()


def test_before_the_release_nothing_tells_what_was_decided(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    before = (_events(application_id, me), own(application_id, me, now()))
    proposal_id = propose(application_id)
    act(application_id, staff_of(application_id, Role.HEAD), Action.LIST_APPROVE)
    after = (_events(application_id, me), own(application_id, me, now()))
    assert before[0] == after[0]
    assert before[1].stage == after[1].stage
    assert (before[1].due_at, before[1].reserve_position) == (after[1].due_at, after[1].reserve_position)
    assert proposal_id > 0


def test_since_when_counts_from_what_the_student_knows(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    known = now()
    propose(application_id)
    mine = own(application_id, me, now())
    assert events.since(timeline(application_id, WORKFLOW, me.user_id), mine.stage) == known


def test_the_whole_way_is_told_from_the_newest(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    recall(application_id, me)
    told = timeline(application_id, WORKFLOW, me.user_id)
    assert [event.code for event in told] == [
        "timeline.application.recall",
        "timeline.application.submit",
        "timeline.application.start",
    ]
    assert [event.is_own for event in told] == [True] * 3


def test_downloads_of_desks_are_no_event(call: Call, me: Actor) -> None:
    receipt = hand_in(call, me)
    assert _events(receipt.application_id, me) == ["timeline.application.submit", "timeline.application.start"]


def test_an_application_of_another_is_unknown(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    for target, who in (
        (application_id, actor(make_student())),
        (application_id, staff_of(application_id, Role.COORDINATOR)),
        (999_999, me),
    ):
        with pytest.raises(Refused, match=r"application\.unknown"):
            own(target, who, now())


def test_a_returned_file_says_what_is_marked_and_until_when(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    return_file(application_id, officer_of(application_id), Action.SCHOOL_RETURN, items="motivation", body="Say more.")
    mine, held = own_with_content(application_id, me, now())
    assert (mine.returned_items, mine.due_at) == (("motivation",), NOON + timedelta(days=5))
    assert [remark.body for remark in mine.remarks] == ["Say more."]
    assert mine.editable_items(held) == {"motivation"}


def test_internal_remarks_are_not_there(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    officer = officer_of(application_id)
    return_file(application_id, officer, Action.SCHOOL_RETURN, body="Shown.")
    application = db.session.get_one(Application, application_id)
    db.session.add(
        Remark(
            institution_id=application.institution_id,
            application_id=application_id,
            author_id=officer.user_id,
            body="Internal.",
        )
    )
    db.session.flush()
    assert [remark.body for remark in own(application_id, me, now()).remarks] == ["Shown."]


def test_an_offer_is_told_with_its_host_and_its_date(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    release(application_id, propose(application_id))
    stop_clock_at(DEADLINE + timedelta(days=6))
    act(application_id, Actor.system(me.institution_id), Action.NOTICE_END)
    award(application_id, make_partner())
    mine = own(application_id, me, now())
    assert mine.offer is not None
    assert (mine.offer.state, mine.offer.host_name.en, mine.stage.kind) == (
        "open",
        "Nanyang Polytechnic",
        StageKind.OFFER,
    )
    assert [thing.kind for thing in home(me, now()).things] == ["offer"]


class TestHome:
    def test_an_open_call_is_offered_to_who_may_apply(self, call: Call, me: Actor) -> None:
        assert [(thing.kind, thing.call_key) for thing in home(me, now()).things] == [("apply", call.key)]

    def test_who_may_not_apply_has_nothing_to_do(self, call: Call) -> None:
        assert call.state == "published"
        older = actor(make_student(entry_year=2023))
        assert home(older, now()).things == ()

    def test_what_was_begun_comes_in_the_order_of_dates(self, call: Call, me: Actor) -> None:
        later = make_call(deadline_at=DEADLINE + timedelta(days=3))
        begun = start(later.key, me)
        things = home(me, now()).things
        assert [(thing.kind, thing.call_key) for thing in things] == [("apply", call.key), ("draft", None)]
        assert things[1].application_id == begun

    def test_after_the_submit_there_is_nothing_to_do(self, call: Call, me: Actor) -> None:
        hand_in(call, me)
        page = home(me, now())
        assert page.things == ()
        assert [line.stage.key for line in page.applications] == ["school_check"]

    def test_a_recalled_and_a_returned_one_are_things_to_do(self, call: Call, me: Actor) -> None:
        first = hand_in(call, me).application_id
        recall(first, me)
        second = hand_in(make_call(), me).application_id
        return_file(second, officer_of(second), Action.SCHOOL_RETURN, days=2)
        assert [thing.kind for thing in home(me, now()).things] == ["returned", "recalled"]

    def test_rules_about_what_went_before_are_judged_by_all_applications(self, call: Call, me: Actor) -> None:
        one_at_a_time = Rules(rules=(MaxApplications(key="limit", maximum=1),))
        for _number in range(3):
            make_call(rules=one_at_a_time)
        assert len(home(me, now()).things) == 4
        start(call.key, me)
        home(me, now())
        with counted() as sent:
            things = home(me, now()).things
        assert [thing.kind for thing in things] == ["draft"]
        assert len(sent) <= 7

    def test_the_number_of_statements_does_not_grow(self, me: Actor) -> None:
        make_call()
        home(me, now())
        with counted() as one:
            home(me, now())
        for _number in range(6):
            hand_in(make_call(), me)
            make_call()
        home(me, now())
        with counted() as many:
            home(me, now())
        assert len(one) == len(many) <= 7


def test_somebody_who_turns_18_needs_no_consent(call: Call) -> None:
    me = actor(make_student(birth_on=date(2008, 10, 12)))
    _mine, held = own_with_content(start(call.key, me), me, now())
    assert [kind.key for kind in held.asked_documents] == ["transcript"]


def test_somebody_who_turns_18_tomorrow_does(call: Call) -> None:
    me = actor(make_student(birth_on=date(2008, 10, 13)))
    _mine, held = own_with_content(start(call.key, me), me, now())
    assert [kind.key for kind in held.asked_documents] == ["transcript", "guardian_consent"]
