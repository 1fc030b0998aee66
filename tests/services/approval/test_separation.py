"""Three people for one list, where the institution says so: also at the same moment, and while it begins to say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, AuditSeal, Call, Institution, OutboxMessage, Proposal, Student, User
from mobility.queries.institution import settings_of
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.approval.release import confirm_release
from mobility.services.casework.sweep import run_due
from mobility.services.institutions.edit import Change, edit
from tests.crowd import Act, together
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.deputies import make_deputy
from tests.factories.lists import Listed, make_list
from tests.factories.people import actor, home, make_grant, make_staff


def _separate(**also: bool) -> None:
    db.session.get_one(Institution, home().id).settings = {"separates_duties": True, **also}
    db.session.commit()


def _version(listed: Listed) -> int:
    db.session.refresh(listed.proposal)
    return listed.proposal.version


def _code(act: Act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def _confirm(listed: Listed, who: Actor) -> Act:
    version = _version(listed)
    return lambda: confirm_release(listed.proposal.id, who, version=version)


def test_a_list_waits_for_a_third_person(listed: Listed, head: Actor) -> None:
    _separate(may_approve_own_proposal=True)
    make_grant(listed.proposer, Role.HEAD)
    proposer, version = actor(listed.proposer), _version(listed)
    own = _code(lambda: approve(listed.proposal.id, proposer, ReleaseChoice(5), version=version))
    assert own == "access.own_proposal"
    assert _code(lambda: approve(listed.proposal.id, head, ReleaseChoice(5), version=version)) == "release.nobody"
    third = make_staff(Role.COORDINATOR, call=db.session.get_one(Call, listed.proposal.call_id))
    approve(listed.proposal.id, head, ReleaseChoice(5), version=version)
    letters = db.session.scalars(select(OutboxMessage.user_id).where(OutboxMessage.notice == "list_to_release"))
    assert letters.all() == [third.id]
    assert run_due() == 0
    assert _code(_confirm(listed, proposer)) == "release.own_proposal"
    assert _code(_confirm(listed, head)) == "release.own_approval"
    assert _code(_confirm(listed, actor(make_staff(Role.REVIEWER)))) == "access.role"
    _confirm(listed, actor(third))()
    assert _code(_confirm(listed, actor(third))) == "release.not_waiting"
    assert run_due() == 4
    db.session.refresh(listed.proposal)
    assert (listed.proposal.state, listed.proposal.cleared_by) == ("released", third.id)


def test_who_is_late_to_release_keeps_the_days_of_the_notice(listed: Listed, head: Actor) -> None:
    _separate()
    third = actor(make_staff(Role.HEAD))
    before = approve(listed.proposal.id, head, ReleaseChoice(3), version=_version(listed))
    stop_clock_at(NOON + timedelta(days=1))
    times = confirm_release(listed.proposal.id, third, version=_version(listed))
    assert times.release_at == NOON + timedelta(days=1)
    assert times.notice_until == before.notice_until + timedelta(days=1)


def test_nobody_releases_a_list_that_they_or_whom_they_act_for_stand_on(listed: Listed, head: Actor) -> None:
    _separate()
    listed_too = db.session.get_one(User, db.session.get_one(Student, listed.files[0].student_id).user_id)
    make_grant(listed_too, Role.COORDINATOR)
    acting = make_staff(Role.REVIEWER)
    make_deputy(listed_too, acting)
    approve(listed.proposal.id, head, ReleaseChoice(5), version=_version(listed))
    for who in (listed_too, acting):
        assert _code(_confirm(listed, actor(who))) == "access.own_case"


def test_without_the_setting_nobody_is_waited_for(listed: Listed, head: Actor) -> None:
    approve(listed.proposal.id, head, ReleaseChoice(5), version=_version(listed))
    assert _code(_confirm(listed, actor(make_staff(Role.HEAD)))) == "release.not_waiting"
    assert run_due() == 4


@pytest.fixture
def app(shared_bare_app: Flask) -> Flask:
    stop_clock_at(NOON)
    return shared_bare_app


def _approving(proposal_id: int, who: Actor, version: int) -> Act:
    return lambda: approve(proposal_id, who, ReleaseChoice(5), version=version)


def test_whoever_approves_their_own_list_does_so_before_the_setting_or_not_at_all(app: Flask) -> None:
    """The order of the seals is the order in which the acts were committed."""
    home().settings = {"may_approve_own_proposal": True}
    db.session.commit()
    both = []
    for _number in range(4):
        listed = make_list(outcomes=["candidate"])
        make_grant(listed.proposer, Role.HEAD)
        both.append((listed.proposal.id, actor(listed.proposer), listed.proposal.version))
    admin = actor(make_staff(Role.ADMINISTRATOR))
    now = settings_of(admin)
    change = Change(replace(now, separates_duties=True), now.seen)
    acts: list[Act] = [_approving(*one) for one in both]
    answers = together(app, [*acts[:2], lambda: edit(admin, change), *acts[2:]])
    approvals = [*answers[:2], *answers[3:]]
    assert answers[2] == "done"
    assert set(approvals) <= {"done", "access.own_proposal"}
    sealed = select(AuditEvent.action).join(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    order = list(db.session.scalars(sealed.where(AuditEvent.object_kind != "application").order_by(AuditSeal.position)))
    switched = order.index(Action.SETTINGS_EDIT)
    assert order.count(Action.LIST_APPROVE) == approvals.count("done")
    assert Action.LIST_APPROVE not in order[switched:]


def test_of_those_who_release_at_once_one_third_person_does(app: Flask) -> None:
    _separate()
    listed, head = make_list(), actor(make_staff(Role.HEAD))
    third = actor(make_staff(Role.HEAD))
    approve(listed.proposal.id, head, ReleaseChoice(5), version=listed.proposal.version)
    proposal_id, version = listed.proposal.id, _version(listed)
    proposer = actor(db.session.get_one(User, listed.proposal.proposed_by))
    acts: list[Act] = [
        partial(confirm_release, proposal_id, who, version=version) for who in (third, third, head, proposer)
    ]
    answers = together(app, [*acts, run_due])
    assert sorted(answers[:2]) == ["done", "release.not_waiting"]
    assert set(answers[2:4]) <= {"release.own_approval", "release.own_proposal", "release.not_waiting"}
    run_due()
    assert db.session.scalars(select(Proposal.state)).all() == ["released"]
