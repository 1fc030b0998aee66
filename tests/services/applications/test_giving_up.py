"""Giving up: in every stage, with a reason, undone within a quarter of an hour; till then nothing moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from mobility.core.access import Action
from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow.giving_up import UNDO_TIME
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, Call, GivingUp, Offer, OutboxMessage, Student
from mobility.queries import school
from mobility.queries.application import own
from mobility.queries.content import hold
from mobility.queries.desk import chosen
from mobility.queries.timeline import timeline
from mobility.services.applications.documents import remove
from mobility.services.applications.giving_up import give_up, undo
from mobility.services.applications.moves import confirm_offer
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from mobility.services.casework.giving_up import carry_out_due
from mobility.services.casework.new_facts import Settlement, settle
from mobility.services.casework.sweep import run_due
from mobility.services.documents.check import Said, check_document
from mobility.services.notices.deliver import drain
from mobility.services.notices.outbox import post
from tests.factories.calls import DEADLINE, NOON, make_call, make_definition
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal
from tests.factories.clock import stop_clock_at
from tests.factories.desks import act, officer_of, staff_of
from tests.factories.documents import make_document
from tests.factories.filled import OTHER_PDF, hand_in, put
from tests.factories.people import actor, home, make_staff, make_student

MOMENT = timedelta(microseconds=1)


def _state(application_id: int) -> str:
    return db.session.scalars(select(Application.state).where(Application.id == application_id)).one()


def _letters() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.id)))


def _outcomes() -> list[str | None]:
    return list(db.session.scalars(select(GivingUp.outcome).order_by(GivingUp.id)))


def test_state_and_letters_wait_a_quarter_of_an_hour(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    assert give_up(application_id, me, reason="cost", seen_stage="school_check") == NOON + UNDO_TIME
    stop_clock_at(NOON + UNDO_TIME - MOMENT)
    assert run_due() == 0
    assert (_state(application_id), _letters()) == ("school_check", ["receipt"])
    stop_clock_at(NOON + UNDO_TIME)
    assert run_due() == 1
    assert (_state(application_id), _letters(), _outcomes()) == ("withdrawn", ["receipt", "withdrawn"], ["done"])
    ended = select(AuditEvent).where(AuditEvent.to_state == "withdrawn")
    event = db.session.scalars(ended).one()
    assert (event.actor_id, event.params) == (me.user_id, {"reason": "cost"})
    assert run_due() == 0


def test_a_double_click_gives_up_once(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    give_up(application_id, me, reason="other", note=" I go elsewhere. ", seen_stage="draft")
    stop_clock_at(NOON + timedelta(minutes=1))
    assert give_up(application_id, me, reason="cost") == NOON + UNDO_TIME
    assert db.session.scalars(select(GivingUp.note)).all() == ["I go elsewhere."]


@pytest.mark.parametrize("stage", [stage.key for stage in WORKFLOW.stages if not stage.is_end])
def test_in_every_stage(call: Call, student: Student, me: Actor, stage: str) -> None:
    file = make_application(call, student, state=stage)
    give_up(file.id, me, reason="studies")
    stop_clock_at(NOON + UNDO_TIME)
    assert carry_out_due(9) == 1
    assert WORKFLOW.stage(_state(file.id)).is_end


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        ("", "", "giving_up.no_reason"),
        ("boredom", "", "giving_up.no_reason"),
        ("other", "  ", "giving_up.no_words"),
        ("cost", "x" * 501, "giving_up.long"),
    ],
)
def test_a_reason_is_asked_for(call: Call, me: Actor, reason: str, note: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        give_up(start(call.key, me), me, reason=reason, note=note)
    assert refused.value.code == code


def test_others_and_none_are_unknown_alike(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    other = actor(make_student())
    for target, who in ((application_id, other), (999_999, me)):
        with pytest.raises(Refused, match=r"application\.unknown"):
            give_up(target, who, reason="cost")
        with pytest.raises(Refused, match=r"application\.unknown"):
            undo(target, who)


def test_letters_about_the_file_wait_and_only_proofs_outlive_it(call: Call, me: Actor) -> None:
    """The receipt, a reminder and a letter of the desk are written before the student gives up."""
    application_id = hand_in(call, me).application_id
    assert me.user_id is not None
    with transaction():
        for notice, params in (
            ("draft_reminder", {"deadline_at": DEADLINE.isoformat()}),
            ("document_returned", {}),
            ("password_changed", {"changed_at": NOON.isoformat()}),
        ):
            about = None if notice == "password_changed" else application_id
            given: dict[str, Any] = {"institution_id": me.institution_id, "application_id": about, "params": params}
            post(notice, me.user_id, dedupe_key=notice, **given)
    give_up(application_id, me, reason="cost")
    assert _in_words(drain()) == (1, ["password_changed"])
    stop_clock_at(NOON + UNDO_TIME)
    run_due()
    assert _in_words(drain()) == (2, ["receipt", "password_changed", "withdrawn"])
    assert {row.notice: row.state for row in db.session.execute(select(OutboxMessage.notice, OutboxMessage.state))} == {
        **dict.fromkeys(("receipt", "password_changed", "withdrawn"), "pending"),
        **dict.fromkeys(("draft_reminder", "document_returned"), "unwanted"),
    }


def test_letters_that_waited_go_out_once_it_is_undone(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    give_up(application_id, me, reason="cost")
    assert drain() == 0
    undo(application_id, me)
    assert _in_words(drain()) == (1, ["receipt"])


def _in_words(count: int) -> tuple[int, list[str]]:
    query = select(OutboxMessage.notice).where(OutboxMessage.rendered_at.is_not(None)).order_by(OutboxMessage.id)
    return count, list(db.session.scalars(query))


def test_what_cannot_be_carried_out_ends_with_its_reason(call: Call, student: Student, me: Actor) -> None:
    """The stage came by a workflow from which nobody can give up."""
    moves = tuple(move for move in WORKFLOW.transitions if move.action is not Action.APPLICATION_GIVE_UP)
    file = make_application(call, student, state="school_check")
    give_up(file.id, me, reason="cost")
    changed = WORKFLOW.model_copy(update={"transitions": moves})
    stuck = make_definition(home(), "workflow", changed.model_dump(mode="json"))
    db.session.execute(update(Application).values(workflow_id=stuck.id))
    db.session.commit()
    stop_clock_at(NOON + UNDO_TIME)
    assert [run_due(), run_due()] == [0, 0]
    assert (_state(file.id), _letters(), _outcomes()) == ("school_check", ["giving_up_refused"], ["refused"])
    assert db.session.scalars(select(OutboxMessage.params)).all() == [{"reason": "workflow.wrong_stage"}]
    mine = own(file.id, me, NOON)
    assert (mine.giving_up_refusal, mine.facts.giving_up_until) == ("workflow.wrong_stage", None)
    assert [event.code for event in timeline(file.id, WORKFLOW, me.user_id)] == [
        "timeline.application.give_up:refused",
        "timeline.application.give_up:begun",
    ]


def test_no_document_is_replaced_and_no_desk_speaks_meanwhile(call: Call, student: Student, me: Actor) -> None:
    file = make_application(call, student, state="school_check")
    document = make_document(file, state="returned")
    give_up(file.id, me, reason="cost")
    officer = officer_of(file.id)
    for refused in (
        lambda: put(file.id, "transcript", me, OTHER_PDF),
        lambda: remove(file.id, document.id, me),
        lambda: check_document(document.id, Said("undo", 1), officer),
        lambda: settle(file.id, staff_of(file.id, Role.COORDINATOR), Settlement(True, "Why not.", "")),
    ):
        with pytest.raises(Refused, match=r"giving_up\.waits"):
            refused()
    assert own(file.id, me, NOON).editable_items(hold(file.id)) == frozenset()


def test_undone_it_goes_on_as_before(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    give_up(application_id, me, reason="cost")
    stop_clock_at(NOON + UNDO_TIME - MOMENT)
    for _click in range(2):
        undo(application_id, me)
    stop_clock_at(NOON + UNDO_TIME)
    assert run_due() == 0
    assert (_state(application_id), _letters(), _outcomes()) == ("school_check", ["receipt"], ["undone"])
    act(application_id, officer_of(application_id), Action.SCHOOL_CHECK)
    assert _state(application_id) == "school_list"


def test_too_late_to_undo_from_the_quarter_of_an_hour_on(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    with pytest.raises(Refused, match=r"giving_up\.too_late"):
        undo(application_id, me)
    give_up(application_id, me, reason="cost")
    stop_clock_at(NOON + UNDO_TIME)
    with pytest.raises(Refused, match=r"giving_up\.too_late"):
        undo(application_id, me)
    assert run_due() == 1
    with pytest.raises(Refused, match=r"giving_up\.too_late"):
        undo(application_id, me)


def test_nobody_moves_the_file_meanwhile(call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    officer = officer_of(application_id)
    give_up(application_id, me, reason="cost")
    with pytest.raises(Refused, match=r"giving_up\.waits"):
        act(application_id, officer, Action.SCHOOL_CHECK)
    (line,) = school.listing(call.id, db.session.get_one(Application, application_id).unit_id, officer).files
    assert line.giving_up_until == NOON + UNDO_TIME
    coordinator = staff_of(application_id, Role.COORDINATOR)
    left_out = chosen(coordinator, [application_id], Action.SCHOOL_CHECK).others
    assert [(one.line.giving_up_until, one.reason.code) for one in left_out] == [(NOON + UNDO_TIME, "giving_up.waits")]
    for move in (Action.APPLICATION_RECALL, Action.APPLICATION_GIVE_UP):
        with pytest.raises(Refused, match=r"giving_up\.waits"):
            act(application_id, me, move)
    assert own(application_id, me, NOON).can(Action.APPLICATION_RECALL) is False


def test_a_deadline_that_passes_meanwhile_stays_passed(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    last = DEADLINE + timedelta(minutes=5)  # with the call's grace
    stop_clock_at(last)
    give_up(application_id, me, reason="cost")
    for refused in (
        lambda: save_section(application_id, "contact", {"phone": "1"}, me, revision=0),
        lambda: submit(application_id, me, has_declared=True),
    ):
        with pytest.raises(Refused, match=r"giving_up\.waits"):
            refused()
    stop_clock_at(last + timedelta(minutes=1))
    assert run_due() == 0
    undo(application_id, me)
    assert run_due() == 1
    assert _state(application_id) == "not_submitted"


class TestPlaces:
    def test_the_heir_moves_up_only_when_it_cannot_be_undone(self, me: Actor, student: Student) -> None:
        mine, heir = _offered_with_an_heir(student)
        give_up(mine, me, reason="cost")
        with pytest.raises(Refused, match=r"giving_up\.waits"):
            confirm_offer(mine, me, has_accepted=True)
        assert (_state(heir), db.session.scalars(select(Offer.state)).all()) == ("funder_reserve", ["open"])
        stop_clock_at(NOON + UNDO_TIME)
        run_due()
        assert (_state(mine), _state(heir)) == ("withdrawn", "contract")
        assert db.session.scalars(select(Offer.state).order_by(Offer.id)).all() == ["declined", "open"]

    def test_an_offer_that_lapses_meanwhile_is_given_up_and_not_lapsed(self, me: Actor, student: Student) -> None:
        mine, _heir = _offered_with_an_heir(student)
        confirm_by = db.session.scalars(select(Offer.confirm_by)).one()
        stop_clock_at(confirm_by)
        give_up(mine, me, reason="cost")
        stop_clock_at(confirm_by + timedelta(minutes=1))
        assert run_due() == 0
        stop_clock_at(confirm_by + UNDO_TIME)
        assert run_due() == 1
        assert _state(mine) == "withdrawn"

    def test_undone_after_its_date_it_lapses_and_cannot_be_held_again(self, me: Actor, student: Student) -> None:
        mine, heir = _offered_with_an_heir(student)
        stop_clock_at(db.session.scalars(select(Offer.confirm_by)).one())
        until = give_up(mine, me, reason="cost")
        stop_clock_at(until - MOMENT)
        undo(mine, me)
        with pytest.raises(Refused, match=r"giving_up\.date_passed"):
            give_up(mine, me, reason="cost")
        run_due()
        assert (_state(mine), _state(heir)) == ("lapsed", "contract")

    def test_an_end_that_came_first_stands(self, call: Call, student: Student, me: Actor) -> None:
        file = make_application(call, student, state="reserve")
        give_up(file.id, me, reason="cost")
        act(file.id, actor(make_staff(Role.COORDINATOR)), Action.WAITLIST_CLOSE)
        stop_clock_at(NOON + UNDO_TIME)
        assert run_due() == 0
        assert (_state(file.id), _outcomes()) == ("waitlist_ended", ["overtaken"])


def _offered_with_an_heir(student: Student) -> tuple[int, int]:
    call = make_call()
    released = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    mine = make_application(call, student, state="contract")
    make_decision(released, mine, "candidate", released_at=NOON)
    offer = make_offer(mine)
    mine.due_at = offer.confirm_by
    heir = make_application(call, state="funder_reserve")
    db.session.commit()
    return mine.id, heir.id
