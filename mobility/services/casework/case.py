"""One move under way: what the door, the effects and the letters hand to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Param
from mobility.core.workflow import Transition
from mobility.models import Application

Succession = Literal["school", "reserve", "funder_reserve", "waiting"]
"""The order in which somebody follows who dropped out: that of the school, or of the waiting list in a stage."""


@dataclass(slots=True)
class Case:
    """One move under way. Effects may add to `params`, and to `successions` who has to follow once it is written."""

    application: Application
    facts: CaseFacts
    actor: Actor
    move: Transition
    params: dict[str, Param]
    successions: list[Succession] = field(default_factory=list)


Effect = Callable[[Case], None]
"""What a move causes besides the new state; may raise Refused, and then nothing happens at all."""


def whole(value: Param) -> int:
    """A parameter that is an id, a position or a count, as a number."""
    return int(str(value))
