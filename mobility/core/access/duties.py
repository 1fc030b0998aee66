"""Proposing, approving and releasing a list by three different people, where an institution asks for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from mobility.core.terms import Actor, Reason, Role

SEPARATED: Final = "separates_duties"
"""The name of the setting."""


def third_person(actor: Actor, proposers: Collection[int | None], deciders: Collection[int | None]) -> Reason | None:
    """The reason against somebody who proposed or approved the list; a deputy is two people."""
    persons = actor.persons(Role.HEAD, Role.COORDINATOR)
    if not persons.isdisjoint(proposers):
        return Reason("release.own_proposal")
    return None if persons.isdisjoint(deciders) else Reason("release.own_approval")
