"""Deputies: who may be named for what and when, what they then may do, for whom it is recorded, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.notices import Audience
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, Deputy, OutboxMessage, RoleGrant, SchoolList, User
from mobility.queries import audit as events
from mobility.queries import scope
from mobility.queries.audit import EventFilter
from mobility.queries.case import case
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from mobility.services.casework import acts
from mobility.services.casework.letters import recipients
from mobility.services.people import accounts, roles
from mobility.services.people.deputies import NewDeputy, name, revoke
from mobility.services.school.approving import approve as approve_school_list
from mobility.services.school.listing import hand_in
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.deputies import make_deputy
from tests.factories.lists import make_list
from tests.factories.people import actor, home, make_grant, make_institution, make_staff, make_student, make_unit

TODAY = date(2026, 10, 12)
WEEK = TODAY + timedelta(days=6)


@pytest.fixture
def holder() -> User:
    stop_clock_at(NOON)
    return make_staff(Role.COORDINATOR, name="郭靖")


@pytest.fixture
def other() -> User:
    return make_staff(Role.REVIEWER, name="黄蓉")


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def _new(holder: User, deputy: User, first: date = TODAY, last: date = WEEK) -> NewDeputy:
    grant_id = db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == holder.id)).first()
    return NewDeputy(grant_id or 0, f" {deputy.email} ".upper(), first, last)


def _roles(person: User) -> frozenset[Role]:
    return actor(person).roles


def test_a_deputy_holds_the_role_during_the_days_in_the_institution_s_zone(holder: User, other: User) -> None:
    row_id = name(actor(holder), holder.id, _new(holder, other, TODAY + timedelta(days=1)))
    row = db.session.get_one(Deputy, row_id)
    midnight = NOON + timedelta(hours=12)
    assert (row.begins_at, row.ends_at) == (midnight, midnight + timedelta(days=6))
    told = db.session.scalars(select(OutboxMessage.user_id).where(OutboxMessage.notice == "deputy_named"))
    assert sorted(told) == [holder.id, other.id]
    for at, held in (
        (midnight - timedelta(seconds=1), False),
        (midnight, True),
        (row.ends_at - timedelta(seconds=1), True),
        (row.ends_at, False),
    ):
        stop_clock_at(at)
        assert (Role.COORDINATOR in _roles(other)) is held
    assert _roles(holder) == {Role.COORDINATOR}


def test_it_ends_with_its_revocation_the_role_and_either_account(holder: User, other: User) -> None:
    admin = actor(make_staff(Role.ADMINISTRATOR))
    row_id = name(actor(holder), holder.id, _new(holder, other))
    for _twice in range(2):
        revoke(actor(holder), holder.id, row_id)
    assert _roles(other) == {Role.REVIEWER}
    assert len(db.session.scalars(select(OutboxMessage).where(OutboxMessage.notice == "deputy_revoked")).all()) == 2
    name(admin, holder.id, _new(holder, other))
    assert Role.COORDINATOR in _roles(other)
    accounts.deactivate(admin, holder.id)
    assert _roles(other) == {Role.REVIEWER}
    accounts.reactivate(admin, holder.id)
    assert Role.COORDINATOR in _roles(other)
    accounts.deactivate(admin, other.id)
    with pytest.raises(LookupError):
        actor(other)
    accounts.reactivate(admin, other.id)
    roles.end(admin, _new(holder, other).grant_id)
    assert _roles(other) == {Role.REVIEWER}


def test_who_cannot_be_named_by_whom_for_what_and_when(holder: User, other: User) -> None:
    me, admin = actor(holder), actor(make_staff(Role.ADMINISTRATOR))
    stranger = make_staff(Role.OFFICER, institution=make_institution("other"))
    scorer = actor(make_staff(Role.REVIEWER))
    yesterday = TODAY - timedelta(days=1)
    for act, said in (
        (lambda: name(me, holder.id, _new(holder, holder)), "deputy.oneself"),
        (lambda: name(me, holder.id, _new(holder, stranger)), "deputy.nobody"),
        (lambda: name(me, holder.id, _new(holder, db.session.get_one(User, make_student().user_id))), "deputy.nobody"),
        (lambda: name(me, holder.id, _new(holder, other, yesterday)), "deputy.past"),
        (lambda: name(me, holder.id, _new(holder, other, WEEK, TODAY)), "deputy.order"),
        (lambda: name(me, holder.id, _new(holder, other, last=date(2027, 10, 14))), "deputy.too_long"),
        (lambda: name(me, other.id, _new(other, holder)), "access.role"),
        (lambda: name(me, holder.id, _new(other, holder)), "role.unknown"),
        (lambda: name(admin, other.id, _new(other, holder)), "deputy.role"),
        (lambda: name(scorer, scorer.user_id or 0, _new(holder, other)), "access.role"),
    ):
        assert _code(act) == said
    row_id = name(me, holder.id, _new(holder, other))
    assert _code(lambda: name(me, holder.id, _new(holder, other, WEEK, WEEK))) == "deputy.already"
    lent = actor(other)
    third = make_staff(Role.OFFICER)
    assert _code(lambda: name(lent, other.id, _new(holder, third))) == "role.unknown", "a deputy names no deputy"
    assert _code(lambda: revoke(lent, other.id, row_id)) == "deputy.unknown"
    assert _code(lambda: revoke(actor(third), holder.id, row_id)) == "access.role"


def test_what_a_deputy_does_is_recorded_for_the_holder_and_never_reaches_further(holder: User, other: User) -> None:
    call = make_call()
    boss = make_staff(Role.COORDINATOR, name="洪七公", call=call)
    make_deputy(boss, other)
    acting = actor(other)
    file = make_application(call, state="qualification_check")
    elsewhere = make_application(make_call(), state="qualification_check")
    acts.act(file.id, Action.QUALIFICATION_DECIDE, acting, outcome="qualified")
    refused = _code(lambda: acts.act(elsewhere.id, Action.QUALIFICATION_DECIDE, acting, outcome="qualified"))
    assert refused == "access.not_yours"
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.application_id == file.id))
    assert (event.actor_id, event.actor_role, event.params["on_behalf_of"]) == (other.id, Role.COORDINATOR, boss.id)
    auditor = actor(make_staff(Role.AUDITOR))
    [line] = events.search(auditor, EventFilter(person="洪七公")).rows
    assert (line.actor_name, line.holder_name) == ("黄蓉", "洪七公")
    seen = case(file.id, actor(holder), NOON)
    assert [(one.by_name, one.for_name) for one in seen.events] == [("黄蓉", "洪七公")]
    make_grant(other, Role.COORDINATOR)
    acts.act(elsewhere.id, Action.QUALIFICATION_DECIDE, actor(other), outcome="qualified")
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.application_id == elsewhere.id))
    assert "on_behalf_of" not in event.params, "by a role of their own"


def test_neither_one_s_own_case_nor_the_holder_s_is_reached(holder: User, other: User) -> None:
    call = make_call()
    files = [
        make_application(call, make_student(user=person), state="qualification_check") for person in (holder, other)
    ]
    plain = make_application(call, state="qualification_check")
    make_deputy(holder, other)
    acting = actor(other)
    assert db.session.scalars(scope.applications(acting, Role.COORDINATOR)).all() == [plain]
    for file in files:
        act = partial(acts.act, file.id, Action.QUALIFICATION_DECIDE, acting, outcome="qualified")
        assert _code(act) in ("access.not_yours", "access.own_case")


def test_a_deputy_is_two_people_where_one_may_not_decide_alone(holder: User, other: User) -> None:
    boss = make_staff(Role.HEAD)
    listed = make_list(proposer=boss)
    make_deputy(boss, other)
    version = listed.proposal.version

    def approving(who: Actor) -> Callable[[], object]:
        return lambda: approve(listed.proposal.id, who, ReleaseChoice(5), version=version)

    assert _code(approving(actor(other))) == "access.own_proposal", "for the one who proposed it"
    listed.proposal.proposed_by, listed.proposal.proposed_for = holder.id, boss.id
    db.session.commit()
    version = listed.proposal.version
    assert _code(approving(actor(boss))) == "access.own_proposal", "their deputy proposed it for them"
    approving(actor(make_staff(Role.HEAD)))()


def test_a_vice_dean_does_not_approve_what_their_deputy_prepared(holder: User, other: User) -> None:
    home().settings = {"needs_vice_dean": True}
    unit, call = make_unit(), make_call(deadline_at=NOON - timedelta(days=1))
    both = make_staff(Role.OFFICER, unit=unit)
    make_deputy(both, other)
    make_grant(both, Role.VICE_DEAN, unit=unit)
    lent = actor(other)
    assert _code(lambda: hand_in(call.id, unit.id, lent)) == "school_list.no_vice_dean"
    dean = make_staff(Role.VICE_DEAN, unit=unit)
    hand_in(call.id, unit.id, lent)
    prepared = db.session.scalars(select(SchoolList)).one()
    assert (prepared.prepared_by, prepared.prepared_for) == (other.id, both.id)
    seen = prepared.version
    assert _code(lambda: approve_school_list(prepared.id, actor(both), version=seen)) == "school_list.own_preparation"
    assert approve_school_list(prepared.id, actor(dean), version=seen) == 0


def test_letters_for_a_desk_reach_whoever_acts_there_as_long_as_they_do(holder: User, other: User) -> None:
    application = make_application(state="selection")
    row = make_deputy(holder, other)
    coming = make_staff(Role.REVIEWER)
    make_deputy(holder, coming, begins_at=NOON + timedelta(days=1))
    told = partial(recipients, Audience.COORDINATOR, application)
    assert told() == [holder.id, other.id]
    revoke(actor(holder), holder.id, row.id)
    assert told() == [holder.id]
    holder.is_active = False
    row.revoked_at = row.revoked_by = None
    db.session.flush()
    assert told() == []
