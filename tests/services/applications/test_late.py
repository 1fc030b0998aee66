"""The boundary of deadline and grace at every way in, and the codes by which a student is let in after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, LateCode, LateEntry, OutboxMessage, SchoolList, User
from mobility.queries import late as lates
from mobility.services.applications.late import enter
from mobility.services.applications.moves import recall
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from mobility.services.calls.extend import extend
from mobility.services.calls.late_codes import make, revoke
from mobility.services.casework.sweep import run_due
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.deputies import make_deputy
from tests.factories.desks import act, officer_of, staff_of
from tests.factories.filled import ANSWERS, begin_filled, hand_in, put
from tests.factories.late import make_late_code
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit

GRACE: Final = timedelta(seconds=300)
SECOND: Final = timedelta(seconds=1)
LATER: Final = DEADLINE + timedelta(days=2)


@pytest.fixture
def maker() -> User:
    return make_staff(Role.COORDINATOR)


def _begin(call: Call, me: Actor) -> Callable[[], object]:
    return lambda: start(call.key, me)


def _save(call: Call, me: Actor) -> Callable[[], object]:
    application_id = start(call.key, me)
    return lambda: save_section(application_id, "contact", ANSWERS["contact"], me, revision=0)


def _upload(call: Call, me: Actor) -> Callable[[], object]:
    application_id = start(call.key, me)
    return lambda: put(application_id, "transcript", me)


def _submit(call: Call, me: Actor) -> Callable[[], object]:
    application_id = begin_filled(call, me)
    return lambda: submit(application_id, me, has_declared=True)


def _recall(call: Call, me: Actor) -> Callable[[], object]:
    application_id = hand_in(call, me).application_id
    return lambda: recall(application_id, me)


def _submit_again(call: Call, me: Actor) -> Callable[[], object]:
    application_id = hand_in(call, me).application_id
    recall(application_id, me)
    return lambda: submit(application_id, me, has_declared=True)


WAYS: Final = {
    "begin": _begin,
    "autosave": _save,
    "upload": _upload,
    "submit": _submit,
    "recall": _recall,
    "submit again": _submit_again,
}


def _enter_before(call: Call, me: Actor, maker: User) -> None:
    """With a code in hand long before the deadline, so that every way is tried by somebody who has until LATER."""
    code = make_late_code(call, maker, valid_until=LATER).code
    enter(call.key, code, me)


@pytest.mark.parametrize("is_late", [False, True], ids=["in time", "with a code"])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_ends_at_the_same_second(call: Call, me: Actor, maker: User, way: str, is_late: bool) -> None:
    if is_late and way == "begin":
        return _entering_ends_at_the_same_second(call, me, maker)
    end = LATER if is_late else DEADLINE
    if is_late:
        _enter_before(call, me, maker)
    attempt = WAYS[way](call, me)
    found = [_answer(attempt, at) for at in (end + GRACE + SECOND, end + GRACE, end, end - SECOND)]
    assert found[0] == "deadline.passed"
    assert found[1] == "done"
    assert not {"deadline.passed"} & set(found[1:])
    return None


def _entering_ends_at_the_same_second(call: Call, me: Actor, maker: User) -> None:
    code = make_late_code(call, maker, valid_until=LATER).code
    for at, answer in (
        (LATER + GRACE + SECOND, "late_code.over"),
        (LATER + GRACE, "done"),
        (LATER, "done"),
        (LATER - SECOND, "done"),
    ):
        assert _answer(lambda: enter(call.key, code, me), at) == answer


def _answer(attempt: Callable[[], object], at: datetime) -> str:
    stop_clock_at(at)
    try:
        attempt()
    except Refused as refused:
        return refused.code
    return "done"


class TestEntering:
    def test_a_draft_that_expired_goes_on(self, call: Call, me: Actor, maker: User) -> None:
        application_id = begin_filled(call, me)
        stop_clock_at(DEADLINE + GRACE + SECOND)
        assert run_due() == 1
        code = make_late_code(call, maker).code
        assert enter(call.key, f" {code[:5].lower()}-{code[5:]} ", me) == application_id
        file = db.session.get_one(Application, application_id, populate_existing=True)
        assert (file.state, file.due_at) == ("draft", LATER)
        assert run_due() == 0
        assert submit(application_id, me, has_declared=True).sequence == 1
        used = db.session.scalars(select(AuditEvent).where(AuditEvent.outcome == "used")).one()
        assert (used.action, used.actor_id, used.application_id) == (Action.LATE_ENTER, me.user_id, application_id)
        assert used.params["made_by"] == maker.id

    def test_it_ends_with_the_code(self, call: Call, me: Actor, maker: User) -> None:
        application_id = start(call.key, me)
        enter(call.key, make_late_code(call, maker).code, me)
        stop_clock_at(LATER + GRACE)
        assert run_due() == 0
        stop_clock_at(LATER + GRACE + SECOND)
        assert run_due() == 1
        assert db.session.get_one(Application, application_id, populate_existing=True).state == "not_submitted"

    def test_one_that_was_recalled_comes_back_as_recalled(self, call: Call, me: Actor, maker: User) -> None:
        application_id = hand_in(call, me).application_id
        recall(application_id, me)
        stop_clock_at(DEADLINE + timedelta(hours=1))
        run_due()
        enter(call.key, make_late_code(call, maker).code, me)
        assert db.session.get_one(Application, application_id, populate_existing=True).state == "recalled"

    def test_a_use_counts_once_for_the_same_student(self, call: Call, me: Actor, maker: User) -> None:
        code = make_late_code(call, maker)
        assert enter(call.key, code.code, me) == enter(call.key, code.code, me)
        db.session.refresh(code)
        assert code.use_count == 1
        with pytest.raises(Refused, match=r"late_code\.used_up"):
            enter(call.key, code.code, actor(make_student()))

    def test_what_does_not_let_in_is_not_counted(self, call: Call, me: Actor, maker: User) -> None:
        code = make_late_code(call, maker, most_uses=9)
        hand_in(call, me)
        suspended = actor(make_student(study_status="suspended"))
        for who, refusal in ((me, "late_code.not_needed"), (suspended, "eligibility.not_eligible")):
            with pytest.raises(Refused) as refused:
                enter(call.key, code.code, who)
            assert refused.value.code == refusal
        db.session.refresh(code)
        assert (code.use_count, db.session.scalars(select(LateEntry.id)).all()) == (0, [])

    def test_unknown_is_what_is_not_yours(self, call: Call, me: Actor, maker: User) -> None:
        other_call = make_call()
        for_another = make_late_code(call, maker, student_id=make_student().id)
        abroad = actor(make_student(make_unit(make_institution("other"))))
        for code, who, refusal in (
            ("NONE", me, "late_code.unknown"),
            (make_late_code(other_call, maker).code, me, "late_code.unknown"),
            (for_another.code, me, "late_code.unknown"),
            (for_another.code, abroad, "call.unknown"),
        ):
            with pytest.raises(Refused) as refused:
                enter(call.key, code, who)
            assert refused.value.code == refusal

    def test_the_schools_list_opens_again(self, call: Call, me: Actor, maker: User) -> None:
        application_id = begin_filled(call, me)
        unit_id = db.session.get_one(Application, application_id).unit_id
        given = {"institution_id": call.institution_id, "call_id": call.id, "unit_id": unit_id, "version": 1}
        school_list = SchoolList(**given, handed_in_at=DEADLINE + timedelta(hours=1), handed_in_by=maker.id)
        db.session.add(school_list)
        db.session.flush()
        enter(call.key, make_late_code(call, maker).code, me)
        stop_clock_at(DEADLINE + timedelta(days=1))
        submit(application_id, me, has_declared=True)
        db.session.refresh(school_list)
        assert school_list.handed_in_at is None
        act(application_id, officer_of(application_id), Action.SCHOOL_CHECK)

    def test_a_moved_deadline_takes_nothing_from_who_has_longer(self, call: Call, me: Actor, maker: User) -> None:
        application_id = start(call.key, me)
        enter(call.key, make_late_code(call, maker).code, me)
        extend(call.id, DEADLINE + timedelta(days=1), actor(maker), reason="The network was down.")
        assert db.session.get_one(Application, application_id, populate_existing=True).due_at == LATER


class TestMaking:
    def test_an_invitation_goes_to_its_student(self, call: Call, me: Actor, maker: User) -> None:
        number = make_student().number
        code = make(call.id, actor(maker), valid_until=LATER, note="In hospital.", student_number=f" {number} ")
        letter = db.session.scalars(select(OutboxMessage)).one()
        assert (letter.notice, letter.params) == ("late_invitation", {"code": code, "until": LATER.isoformat()})
        assert lates.invitations(me, NOON) == ()
        assert [(one.student_number, one.state) for one in lates.codes(call.id, actor(maker), NOON)] == [
            (number, "open")
        ]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"valid_until": NOON}, "late_code.not_ahead"),
            ({"valid_until": NOON + timedelta(days=61)}, "late_code.far_ahead"),
            ({"valid_until": DEADLINE}, "late_code.not_after"),
            ({"note": " "}, "late_code.no_note"),
            ({"note": "x" * 501}, "late_code.long"),
            ({"most_uses": 0}, "late_code.uses"),
            ({"most_uses": 501}, "late_code.uses"),
            ({"most_uses": 2, "student_number": "1"}, "late_code.one_student"),
            ({"student_number": "none"}, "late_code.no_student"),
        ],
    )
    def test_slips_of_the_finger(self, call: Call, maker: User, given: dict[str, object], code: str) -> None:
        with pytest.raises(Refused) as refused:
            make(call.id, actor(maker), **{"valid_until": LATER, "note": "Ill.", **given})  # type: ignore[arg-type]  # given by name
        assert refused.value.code == code

    def test_revoked_nobody_else_gets_in_and_who_is_in_stays(self, call: Call, me: Actor, maker: User) -> None:
        code = make_late_code(call, maker, most_uses=5)
        application_id = enter(call.key, code.code, me)
        for _click in range(2):
            revoke(code.id, call.id, actor(maker))
        with pytest.raises(Refused, match=r"late_code\.revoked"):
            enter(call.key, code.code, actor(make_student()))
        stop_clock_at(LATER)
        assert enter(call.key, code.code, me) == application_id
        save_section(application_id, "contact", ANSWERS["contact"], me, revision=0)
        (listed,) = lates.codes(call.id, actor(maker), NOON)
        assert (listed.state, [use.application_id for use in listed.uses]) == ("revoked", [application_id])

    def test_codes_of_another_call_and_institution_are_unknown(self, call: Call, maker: User) -> None:
        code = make_late_code(call, maker)
        with pytest.raises(Refused, match=r"late_code\.unknown"):
            revoke(code.id, make_call().id, actor(maker))
        abroad = make_staff(Role.COORDINATOR, institution=make_institution("other"))
        with pytest.raises(Refused, match=r"call\.unknown"):
            revoke(code.id, call.id, actor(abroad))
        assert db.session.get_one(LateCode, code.id).revoked_at is None
        assert lates.codes(call.id, actor(abroad), NOON) == ()


def test_a_desk_does_not_let_itself_in(call: Call, me: Actor, maker: User) -> None:
    application_id = start(call.key, me)
    for who in (actor(maker), staff_of(application_id, Role.HEAD)):
        with pytest.raises(Refused, match=r"access\."):
            enter(call.key, make_late_code(call, maker).code, who)


def test_who_is_student_and_staff_lets_themselves_in_neither_by_a_code_nor_by_a_deputy(call: Call, maker: User) -> None:
    own, deputy = make_student(user=maker), make_staff(Role.OFFICER, unit=make_unit())
    make_deputy(maker, deputy)
    for who in (maker, deputy):
        with pytest.raises(Refused, match=r"access\.own_case"):
            make(call.id, actor(who), valid_until=LATER, note="Ill.", student_number=own.number)
    with pytest.raises(Refused, match=r"late_code\.own"):
        enter(call.key, make_late_code(call, maker).code, actor(maker))
    code = make_late_code(call, make_staff(Role.COORDINATOR)).code
    application_id = enter(call.key, code, actor(maker))
    assert db.session.get_one(Application, application_id).student_id == own.id
