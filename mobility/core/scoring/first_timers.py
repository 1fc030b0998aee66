"""First-timers first: how those who took part before stand in the order of a call."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class FirstTimers(StrEnum):
    """Nothing is made of it, first-timers win among equals, or they come before everybody else."""

    EQUAL = "equal"
    TIES = "ties"
    AHEAD = "ahead"


SelectionOrder = tuple[bool, bool, Decimal, bool]


def selection_order(rule: FirstTimers, score: Decimal | None, *, has_taken_part: bool) -> SelectionOrder:
    """What to sort by, the best first; who has no score comes last. Equal keys are equal under the rule."""
    is_behind = rule is FirstTimers.AHEAD and has_taken_part
    return score is None, is_behind, -(score or Decimal(0)), rule is FirstTimers.TIES and has_taken_part
