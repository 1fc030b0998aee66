"""The audit as it is read: of one's own institution, narrowed by person, action, object and time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mobility.core.access import Action
from mobility.core.terms import Actor, Role
from mobility.database import set_clock, transaction
from mobility.queries import audit as reading
from mobility.queries.audit import EventFilter
from mobility.services.casework import audit as writing
from tests.databases import counted
from tests.factories.people import actor, home, make_institution, make_staff, make_student, make_user

pytestmark = pytest.mark.usefixtures("database_session")

NOON = datetime(2026, 10, 12, 4, tzinfo=UTC)


def test_events_are_found_by_who_did_them_and_whom_they_were_done_to() -> None:
    admin = make_staff(Role.ADMINISTRATOR, name="单雄信")
    student = make_student(user=make_user(name="王芳"), number="2026007")
    _happen(actor(admin), Action.PEOPLE_EDIT, "user", student.user_id)
    _happen(actor(student), Action.STUDENT_RECORD_EDIT, "student", student.id)
    _happen(actor(admin), Action.SETTINGS_EDIT, "institution", home().id)
    assert _actions(person="sxx") == ["settings.edit", "people.edit"]
    assert _actions(person="王芳") == ["student.record_edit", "people.edit"]
    assert _actions(person="2026007") == ["student.record_edit", "people.edit"]
    assert _actions(person="nobody") == []


def test_a_line_names_both_people_and_the_role() -> None:
    admin, other = make_staff(Role.ADMINISTRATOR, name="单雄信"), make_user(name="王芳")
    _happen(actor(admin), Action.ROLES_EDIT, "user", other.id, "role_granted")
    row = reading.search(actor(admin), EventFilter()).rows[0]
    assert (row.actor_name, row.actor_role, row.subject_name) == ("单雄信", "administrator", "王芳")
    assert (row.action, row.outcome, row.happened_at) == ("roles.edit", "role_granted", row.happened_at)


def test_events_are_narrowed_by_action_object_and_time() -> None:
    user = make_user()
    for hour, action in enumerate((Action.ACCOUNT_USE, Action.PEOPLE_EDIT, Action.PEOPLE_INVITE)):
        set_clock(frozen_at=NOON + timedelta(hours=hour))
        _happen(actor(user), action, "user", hour)
    assert _actions(action="people") == ["people.invite", "people.edit"]
    assert _actions(action="people.edit") == ["people.edit"]
    assert _actions(object_kind="user", object_id=0) == ["account.use"]
    assert _actions(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2)) == ["people.edit"]


def test_another_institution_has_an_audit_of_its_own() -> None:
    stranger = make_user(make_institution("other"))
    _happen(actor(stranger), Action.ACCOUNT_USE, "user", stranger.id)
    assert reading.search(Actor.system(home().id + 10**6), EventFilter()).rows == ()
    assert [row.action for row in reading.search(actor(stranger), EventFilter()).rows] == ["account.use"]


def test_pages_follow_each_other_at_the_same_cost() -> None:
    user = make_user()
    for number in range(7):
        _happen(actor(user), Action.ACCOUNT_USE, "user", number)
    reader = actor(user)
    with counted() as statements:
        first = reading.search(reader, EventFilter(), size=4)
    second = reading.search(reader, EventFilter(), first.following, size=4)
    assert len(statements) == 1
    assert [row.object_id for row in (*first.rows, *second.rows)] == [6, 5, 4, 3, 2, 1, 0]
    assert second.following is None


def _happen(who: Actor, action: Action, kind: str, key: int | None, outcome: str | None = None) -> None:
    with transaction():
        writing.record(who, action, object_kind=kind, object_id=key, outcome=outcome)


def _actions(**wanted: object) -> list[str]:
    return [row.action for row in reading.search(Actor.system(home().id), EventFilter(**wanted)).rows]  # type: ignore[arg-type]  # filters by name
