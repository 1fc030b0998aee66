"""Approving: the whole list at once, by one head, who did not propose it; the release follows at its own time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, Decision, Institution, OutboxMessage, Proposal, Student, User
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.approval.return_list import return_list
from tests.factories.calls import NOON
from tests.factories.desks import give_up
from tests.factories.lists import Listed, make_list
from tests.factories.people import actor, make_grant, make_institution, make_staff, make_unit

AT_ONCE = ReleaseChoice(notice_days=5)


def _states(listed: Listed) -> list[str]:
    for file in listed.files:
        db.session.refresh(file)
    return [file.state for file in listed.files]


def _approve(listed: Listed, who: Actor, choice: ReleaseChoice = AT_ONCE) -> Proposal:
    approve(listed.proposal.id, who, choice, version=listed.proposal.version)
    db.session.refresh(listed.proposal)
    return listed.proposal


def test_every_file_waits_for_one_release(listed: Listed, head: Actor) -> None:
    proposal = _approve(listed, head)
    assert _states(listed) == ["approved"] * 4
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == ("approved", head.user_id, NOON)
    assert proposal.release_at == NOON
    # Monday 12 October 2026 at noon; five working days later it is Monday 19 October, 17:00 in Beijing.
    assert proposal.notice_until == datetime(2026, 10, 19, 9, 0, tzinfo=UTC)
    assert {file.due_at for file in listed.files} == {NOON}
    assert proposal.released_at is None


def test_nobody_hears_of_it_before_the_release(listed: Listed, head: Actor) -> None:
    _approve(listed, head)
    assert db.session.scalars(select(OutboxMessage.notice)).all() == []
    assert db.session.scalars(select(Decision.released_at)).all() == [None] * 4
    told = select(AuditEvent.is_quiet).where(AuditEvent.to_state.is_not(None))
    assert db.session.scalars(told).all() == [True] * 4


def test_the_audit_tells_files_in_order_and_the_list_last(listed: Listed, head: Actor) -> None:
    _approve(listed, head)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.object_kind, event.object_id) for event in events] == [
        *(("application", file.id) for file in listed.files),
        ("proposal", listed.proposal.id),
    ]
    assert {event.action for event in events} == {Action.LIST_APPROVE}
    assert events[-1].params == {
        "call_id": listed.proposal.call_id,
        "files": 4,
        "release_at": "2026-10-12T04:00:00+00:00",
        "notice_until": "2026-10-19T09:00:00+00:00",
    }


def test_a_release_may_be_set_for_later(listed: Listed, head: Actor) -> None:
    proposal = _approve(listed, head, ReleaseChoice(3, is_later=True, on=date(2026, 10, 16), at=time(9, 0)))
    assert proposal.release_at == datetime(2026, 10, 16, 1, 0, tzinfo=UTC)
    # Friday 16 October; three working days later it is Wednesday 21 October.
    assert proposal.notice_until == datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
    assert _states(listed) == ["approved"] * 4


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (ReleaseChoice(notice_days=2), "release.notice_days"),
        (ReleaseChoice(notice_days=6), "release.notice_days"),
        (ReleaseChoice(5, is_later=True, on=date(2026, 10, 16)), "release.half_a_time"),
        (ReleaseChoice(5, is_later=True, at=time(9, 0)), "release.half_a_time"),
        (ReleaseChoice(5, is_later=True, on=date(2026, 10, 12), at=time(11, 59)), "release.past"),
        (ReleaseChoice(5, is_later=True, on=date(2026, 12, 12), at=time(12, 0)), "release.far_ahead"),
        (ReleaseChoice(5, is_later=True, on=date(2062, 10, 12), at=time(12, 0)), "release.far_ahead"),
    ],
)
def test_an_impossible_choice_changes_nothing(listed: Listed, head: Actor, choice: ReleaseChoice, code: str) -> None:
    with pytest.raises(Refused) as refused:
        _approve(listed, head, choice)
    assert refused.value.code == code
    assert _states(listed) == ["approval"] * 4


def test_a_local_time_that_clocks_skip_is_refused(listed: Listed, head: Actor) -> None:
    db.session.get_one(Institution, head.institution_id).time_zone = "America/Santiago"
    db.session.commit()
    with pytest.raises(Refused, match=r"calendar\.impossible_time"):
        # Chile sets its clocks forward at midnight on Sunday 6 September 2026.
        _approve(listed, head, ReleaseChoice(5, is_later=True, on=date(2026, 9, 6), at=time(0, 30)))
    assert _states(listed) == ["approval"] * 4


def test_one_does_not_approve_what_one_proposed(listed: Listed) -> None:
    make_grant(listed.proposer, Role.HEAD)
    with pytest.raises(Refused, match=r"access\.own_proposal"):
        _approve(listed, actor(listed.proposer))
    assert _states(listed) == ["approval"] * 4
    db.session.refresh(listed.proposal)
    assert (listed.proposal.state, listed.proposal.release_at) == ("proposed", None)


def test_unless_the_institution_says_so(listed: Listed) -> None:
    db.session.get_one(Institution, listed.proposal.institution_id).settings = {"may_approve_own_proposal": True}
    make_grant(listed.proposer, Role.HEAD)
    _approve(listed, actor(listed.proposer))
    assert _states(listed) == ["approved"] * 4


def test_who_gave_up_since_is_left_out(listed: Listed, head: Actor) -> None:
    gone = listed.files[1]
    give_up(gone.id, _student_of(gone))
    proposal = _approve(listed, head)
    assert _states(listed) == ["approved", "withdrawn", "approved", "approved"]
    assert proposal.state == "approved"


def test_a_list_that_everybody_left_is_not_approved(head: Actor) -> None:
    listed = make_list(outcomes=["candidate"])
    give_up(listed.files[0].id, _student_of(listed.files[0]))
    with pytest.raises(Refused, match=r"proposal\.nobody_left"):
        _approve(listed, head)
    db.session.refresh(listed.proposal)
    assert listed.proposal.state == "proposed"


@pytest.mark.parametrize("first", ["approve", "return"])
def test_what_was_decided_is_not_decided_again(listed: Listed, head: Actor, first: str) -> None:
    seen = listed.proposal.version
    if first == "approve":
        approve(listed.proposal.id, head, AT_ONCE, version=seen)
    else:
        return_list(listed.proposal.id, head, "Check the ranks.", version=seen)
    other = actor(make_staff(Role.HEAD))
    with pytest.raises(Refused, match=r"stale\.proposal"):
        approve(listed.proposal.id, other, AT_ONCE, version=seen)
    with pytest.raises(Refused, match=r"stale\.proposal"):
        return_list(listed.proposal.id, other, "No.", version=seen)


def test_a_list_that_changed_since_is_not_approved(listed: Listed, head: Actor) -> None:
    seen = listed.proposal.version
    listed.proposal.note = "With a correction."
    db.session.commit()
    with pytest.raises(Refused, match=r"stale\.proposal"):
        approve(listed.proposal.id, head, AT_ONCE, version=seen)
    assert _states(listed) == ["approval"] * 4


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD, Role.SYSTEM, Role.STUDENT)])
def test_other_roles_know_of_no_list(listed: Listed, role: Role) -> None:
    with pytest.raises(Refused, match=r"proposal\.unknown"):
        _approve(listed, actor(make_staff(role)))


def test_another_institutions_head_knows_of_no_list(listed: Listed) -> None:
    stranger = actor(make_staff(Role.HEAD, institution=make_institution("away")))
    with pytest.raises(Refused, match=r"proposal\.unknown"):
        _approve(listed, stranger)
    assert _states(listed) == ["approval"] * 4


def test_a_head_of_another_call_or_unit_knows_of_no_list(listed: Listed) -> None:
    other = make_list()
    for person in (_head_of_call(other), _head_of_unit()):
        with pytest.raises(Refused, match=r"proposal\.unknown"):
            _approve(listed, actor(person))
    _approve(other, actor(_head_of_call(other)))
    assert _states(other) == ["approved"] * 4


def test_a_head_whose_own_application_is_in_the_list_approves_nothing(listed: Listed) -> None:
    student = listed.files[2].student_id
    person = db.session.get_one(User, _user_of(student))
    make_grant(person, Role.HEAD)
    with pytest.raises(Refused, match=r"access\.own_case"):
        _approve(listed, actor(person))
    assert _states(listed) == ["approval"] * 4


def test_a_release_at_this_very_moment_is_not_past(listed: Listed, head: Actor) -> None:
    proposal = _approve(listed, head, ReleaseChoice(4, is_later=True, on=date(2026, 10, 12), at=time(12, 0)))
    assert proposal.release_at == NOON
    assert proposal.notice_until == NOON + timedelta(days=4, hours=5)


def _student_of(file: Application) -> Actor:
    return actor(db.session.get_one(User, _user_of(file.student_id)))


def _user_of(student_id: int) -> int:
    return db.session.get_one(Student, student_id).user_id


def _head_of_call(listed: Listed) -> User:
    return make_staff(Role.HEAD, call=db.session.get_one(Call, listed.proposal.call_id))


def _head_of_unit() -> User:
    return make_staff(Role.HEAD, unit=make_unit())
