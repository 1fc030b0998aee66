"""Makes facts about a case and actors, without a database: for tests of the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Grant, Role

NOW: Final = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOME, OTHER = 1, 2
STUDENT, OTHER_STUDENT = 11, 12
UNIT, OTHER_UNIT, OFFICE = 21, 22, 23
CALL, OTHER_CALL = 31, 32
REVIEWER = 105

PLAIN: Final = CaseFacts(
    application_id=1,
    institution_id=HOME,
    call_id=CALL,
    student_id=STUDENT,
    student_user_id=101,
    unit_id=UNIT,
    state="draft",
    version=1,
    now=NOW,
    opens_at=NOW - timedelta(days=10),
    deadline_at=NOW + timedelta(days=8),
    grace=timedelta(minutes=5),
    missing=(),
    reviewer_ids=frozenset({REVIEWER}),
    asked_unit_ids=frozenset({OFFICE}),
)


def make_facts(**fields: Any) -> CaseFacts:
    """A case in draft at an open call, with `fields` changed."""
    return replace(PLAIN, **fields)


def make_actor(role: Role | None, *, is_own: bool = True, institution_id: int = HOME) -> Actor:
    """Somebody with one role that reaches the plain case, or, with `is_own` False, one that does not; None: nobody."""
    match role:
        case None:
            return Actor.anonymous(institution_id)
        case Role.SYSTEM:
            return Actor.system(institution_id)
        case Role.STUDENT:
            student_id = STUDENT if is_own else OTHER_STUDENT
            return Actor(institution_id, user_id=101, student_id=student_id, grants=(Grant(role),))
        case Role.OFFICER | Role.VICE_DEAN:
            return Actor(
                institution_id, user_id=102, grants=(Grant(role, frozenset({UNIT if is_own else OTHER_UNIT})),)
            )
        case Role.CHECKER:
            return Actor(
                institution_id, user_id=103, grants=(Grant(role, frozenset({OFFICE if is_own else OTHER_UNIT})),)
            )
        case Role.REVIEWER:
            return Actor(institution_id, user_id=REVIEWER if is_own else 106, grants=(Grant(role),))
        case _:
            return Actor(institution_id, user_id=107, grants=(Grant(role, call_id=None if is_own else OTHER_CALL),))
