"""Which roles a deputy may hold for somebody else, and for whom an act of a deputy is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from mobility.core.access.actions import Action
from mobility.core.access.policy import POLICY
from mobility.core.terms import Actor, Grant, Role

DEPUTIZED: Final = (Role.OFFICER, Role.VICE_DEAN, Role.CHECKER, Role.COORDINATOR, Role.HEAD)
"""Roles of a desk. A reviewer's score is their own judgment, and an assistant decides nothing; who administers or
audits answers for it in person."""


@dataclass(frozen=True, slots=True)
class ActsFor:
    """That somebody acts now for `holder` in `role`, and the last moment at which they do."""

    holder: str
    role: Role
    until: datetime


def acts_for(entries: Iterable[Mapping[str, Any]]) -> tuple[ActsFor, ...]:
    """Who is acted for, by the roles held for others as the statement of the visit answers them; who ends first, first.

    A deputyship ends with midnight, which reads as the day before it by its last second.
    """
    found = (
        ActsFor(one["holder"], Role(one["role"]), datetime.fromisoformat(one["ends_at"]) - timedelta(seconds=1))
        for one in entries
    )
    return tuple(sorted(found, key=lambda one: (one.until, one.holder, one.role)))


def grant_used(actor: Actor, action: Action, *, call_id: int | None = None, unit_id: int | None = None) -> Grant | None:
    """The grant of somebody else by which `actor` does `action` there; None where they may do it by themselves.

    Without a call or a unit any grant counts that allows the action at all.
    """
    if not any(grant.held_for for grant in actor.grants):
        return None
    rule = POLICY.get(action)
    allowed = [
        grant for grant in actor.grants if rule and grant.role in rule.roles and _reaches(grant, call_id, unit_id)
    ]
    return None if any(grant.held_for is None for grant in allowed) else next(iter(allowed), None)


def _reaches(grant: Grant, call_id: int | None, unit_id: int | None) -> bool:
    in_call = call_id is None or grant.call_id in (None, call_id)
    return in_call and (
        unit_id is None or not grant.unit_ids or grant.role is Role.CHECKER or unit_id in grant.unit_ids
    )
