"""Reads whether a school's list needs a vice dean's approval, by its own rule or the institution's, and whose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, any_, or_, select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Institution, RoleGrant, Unit, User
from mobility.queries import deputies


def applies(own: bool | None, settings: Mapping[str, Any]) -> bool:
    """What holds for a school with that rule of its `own` (None: no own) in an institution with those settings."""
    return bool(settings.get("needs_vice_dean")) if own is None else own


def applies_to(unit_id: int) -> bool:
    """What holds for the list of that unit, which exists; one statement."""
    query = select(Unit.needs_vice_dean, Institution.settings).join(Institution, Institution.id == Unit.institution_id)
    return applies(*db.session.execute(query.where(Unit.id == unit_id)).one())


def lacks_vice_dean(unit_id: int) -> bool:
    """Whether nobody could approve the list of that school, though it has to be approved."""
    return applies_to(unit_id) and not vice_deans(unit_id)


def vice_deans(unit_id: int) -> list[int]:
    """Active people with the role for the school, or for a unit above it."""
    query = (
        select(RoleGrant.user_id)
        .distinct()
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.id.in_(_grants(unit_id)), RoleGrant.ended_at.is_(None), User.is_active)
    )
    return sorted(db.session.scalars(query))


def told_of(unit_id: int) -> list[int]:
    """Whom a letter to the school's vice deans reaches: those of `vice_deans` and who acts for one of them now."""
    return deputies.at_desk(_grants(unit_id))


def _grants(unit_id: int) -> Select[int]:
    return (
        select(RoleGrant.id)
        .join(Unit, Unit.id == unit_id)
        .where(
            RoleGrant.role == Role.VICE_DEAN,
            or_(RoleGrant.unit_id == unit_id, RoleGrant.unit_id == any_(Unit.path)),
        )
    )
