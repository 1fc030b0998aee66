"""Each guard refuses for its own reason, and every move that names it asks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

import pytest

from mobility.core.access import POLICY
from mobility.core.programs import exchange, scholarship, summer_school
from mobility.core.terms import Reason, Refused, Role
from mobility.core.workflow import Transition, Workflow, decide, engine
from mobility.core.workflow.guards import GUARDS
from tests.factories.facts import NOW, PLAIN, make_actor, make_facts

AFTER: Final = PLAIN.deadline_at + PLAIN.grace + timedelta(seconds=1)
LACKING: Final = (Reason("section.incomplete", {"section": "contact"}),)

REFUSED: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "call_published": ("call.not_published", {"is_call_published": False}),
    "deadline_open": ("deadline.passed", {"now": AFTER}),
    "deadline_passed": ("deadline.not_passed", {}),
    "entry_closed": ("deadline.not_passed", {}),
    "complete": ("section.incomplete", {"missing": LACKING}),
    "eligible": ("eligibility.not_eligible", {"eligibility": "not_eligible"}),
    "eligible_or_reasoned": ("eligibility.needs_reason", {"needs_reason": True}),
    "declared": ("declaration.missing", {}),
    "school_list_open": ("school_list.handed_in", {"is_school_list_handed_in": True}),
    "listed_recommended": ("school_list.other_outcome", {"school_outcome": "alternate"}),
    "listed_alternate": ("school_list.other_outcome", {"school_outcome": "recommended"}),
    "listed_not_recommended": ("school_list.other_outcome", {"school_outcome": "recommended"}),
    "return_open": ("return.passed", {"returned_until": NOW - timedelta(days=1)}),
    "return_passed": ("return.still_open", {"returned_until": NOW + timedelta(days=1)}),
    "ranking_fact_changed": ("return.ranking_unchanged", {}),
    "ranking_fact_same": ("return.ranking_changed", {"has_ranking_fact_changed": True}),
    "date_ahead": ("return.date_not_ahead", {}),
    "assessed": ("selection.not_scored", {"review_count": 0}),
    "alternate_waits": ("selection.alternate", {"school_outcome": "alternate"}),
    "decided_candidate": ("decision.other", {"decision_outcome": "reserve"}),
    "decided_reserve": ("decision.other", {"decision_outcome": "candidate"}),
    "decided_not_selected": ("decision.other", {"decision_outcome": "candidate"}),
    "release_due": ("release.not_due", {"release_at": NOW + timedelta(days=1)}),
    "notice_ended": ("notice.running", {"notice_until": NOW + timedelta(days=1)}),
    "notice_running": ("notice.ended", {"notice_until": NOW}),
    "offer_open": ("offer.not_open", {"offer_state": "lapsed"}),
    "offer_due": ("offer.still_open", {"offer_state": "open", "confirm_by": NOW}),
    "offices_answered": ("checks.open", {"open_check_count": 1}),
    "papers_in": ("section.incomplete", {"missing_papers": LACKING}),
    "host_named": ("selection.no_host", {}),
    "call_cancelled": ("call.not_cancelled", {}),
    "silence_counts": ("consent.not_given", {}),
    "fee_asked": ("fee.none", {}),
    "no_fee": ("fee.due", {"has_fee": True}),
    "fee_overdue": ("fee.not_overdue", {"due_at": NOW}),
}
"""What each guard refuses, and the facts of a case that it refuses for; a candidate is being proposed."""

PARAMS: Final = {"decision": "candidate"}
MOVES: Final = [
    (workflow, move, name)
    for workflow in (scholarship.WORKFLOW, exchange.WORKFLOW, summer_school.WORKFLOW)
    for move in workflow.transitions
    for name in move.guards
]


def test_every_guard_is_tried_and_named_by_a_move() -> None:
    assert set(REFUSED) == set(GUARDS) == {name for _workflow, _move, name in MOVES}


def test_every_move_asks_the_guards_it_names_and_no_move_without_one_refuses_for_it() -> None:
    unasked, hidden = [], []
    for workflow, move, name in MOVES:
        code = REFUSED[name][0]
        if code not in _codes(workflow, move, name):
            unasked.append((workflow.key, move.action, name))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "GUARDS", MappingProxyType({**GUARDS, name: lambda *_: iter(())}))
            others = {REFUSED[other][0] for other in move.guards if other != name}
            if code in _codes(workflow, move, name) and code not in others:
                hidden.append((workflow.key, move.action, name))
    assert (unasked, hidden) == ([], [])


def _codes(workflow: Workflow, move: Transition, name: str) -> set[str]:
    """Why the move is refused in a case that the guard of that name is against."""
    role = next(role for role in Role if role in POLICY[move.action].roles)
    known = make_facts(**{"state": move.sources[0], "submission_count": 0, **REFUSED[name][1]})
    try:
        decide(workflow, known, make_actor(role), move.action, move.outcome, PARAMS)
    except Refused as refused:
        return {reason.code for reason in refused.reasons}
    return set()
