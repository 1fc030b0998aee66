"""A draft is open until its deadline, a returned file until its own date, and in it only what is marked or lacking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mobility.core.programs.scholarship import WORKFLOW
from mobility.core.workflow.editing import editable_items, why_not_editable
from tests.factories.facts import NOW, make_facts

MICRO = timedelta(microseconds=1)
GRACE = timedelta(minutes=5)


def _why(state: str, **fields: Any) -> str | None:
    reason = why_not_editable(WORKFLOW.stage(state), make_facts(state=state, **fields))
    return reason.code if reason else None


@pytest.mark.parametrize("state", ["draft", "recalled"])
def test_a_draft_is_open_between_opening_and_grace_both_included(state: str) -> None:
    assert _why(state, opens_at=NOW, deadline_at=NOW + GRACE) is None
    assert _why(state, opens_at=NOW + MICRO, deadline_at=NOW + GRACE) == "deadline.not_open_yet"
    assert _why(state, deadline_at=NOW - GRACE) is None
    assert _why(state, deadline_at=NOW - GRACE - MICRO) == "deadline.passed"
    assert _why(state, is_call_published=False) == "call.not_published"


@pytest.mark.parametrize("state", ["returned_by_school", "returned_by_office"])
def test_a_returned_file_follows_its_own_date(state: str) -> None:
    past = NOW - timedelta(days=30)
    assert _why(state, deadline_at=past, returned_until=NOW - GRACE) is None
    assert _why(state, returned_until=NOW - GRACE - MICRO) == "return.passed"
    assert _why(state, returned_until=None) == "return.passed"


def test_everywhere_else_nothing_can_be_changed() -> None:
    editable = {"draft", "recalled", "returned_by_school", "returned_by_office"}
    others = [stage.key for stage in WORKFLOW.stages if stage.key not in editable]
    assert {_why(state, returned_until=NOW) for state in others} == {"application.not_editable"}


def test_which_parts_are_open() -> None:
    items = ("contact", "motivation", "transcript")
    draft, returned = WORKFLOW.stage("draft"), WORKFLOW.stage("returned_by_school")
    assert editable_items(draft, (), (), items) == set(items)
    assert editable_items(draft, ("contact",), (), items) == set(items)
    assert editable_items(returned, ("contact",), (), items) == {"contact"}
    assert editable_items(returned, ("contact",), ("transcript",), items) == {"contact", "transcript"}
    assert editable_items(returned, (), (), items) == set(items)
    assert editable_items(returned, ("unknown",), (), items) == set()
    assert editable_items(WORKFLOW.stage("school_check"), (), ("contact",), items) == set()
