"""The quarter of an hour in which giving up may be undone: what waits meanwhile, and why students leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import Reason

UNDO_TIME: Final = timedelta(minutes=15)

REASONS: Final = ("other_plan", "studies", "language", "cost", "family_or_health", "other")
"""Why a student gives up (放弃原因); "other" is told in words."""

OTHER: Final = "other"
NOTE_LENGTH: Final = 500

_HELD_BACK: Final = frozenset(
    {
        Action.APPLICATION_SUBMIT,
        Action.APPLICATION_RESUBMIT,
        Action.APPLICATION_RECALL,
        Action.APPLICATION_GIVE_UP,
        Action.OFFER_CONFIRM,
        Action.OFFER_DECLINE,
        Action.SCHOOL_CHECK,
        Action.SCHOOL_RETURN,
        Action.SCHOOL_REFUSE,
        Action.SCHOOL_SILENCE,
        Action.QUALIFICATION_DECIDE,
        Action.OFFICE_RETURN,
        Action.OBJECTION_UPHOLD,
        Action.OUTCOME_RECORD,
        Action.DRAFT_EXPIRE,
        Action.RETURN_EXPIRE,
        Action.OFFER_LAPSE,
        Action.FEE_LAPSE,
        Action.DOCUMENT_CHECK,
        Action.FACTS_SETTLE,
    }
)
"""Acts on this one file. Those on a whole list or call go on: one student must not hold up all others."""


def why_held_back(facts: CaseFacts, action: Action) -> Reason | None:
    """None unless the student has given up and may still undo it, and `action` is one that waits for that."""
    until = facts.giving_up_until
    if until is None or action not in _HELD_BACK:
        return None
    if action is Action.APPLICATION_GIVE_UP and facts.now >= until:
        return None
    return Reason("giving_up.waits", {"until": until.isoformat()})
