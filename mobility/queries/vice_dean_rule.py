"""Reads whether a school's list needs the approval of its vice dean: the school's own rule, else the institution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from mobility.database import db
from mobility.models import Institution, Unit


def applies(own: bool | None, settings: Mapping[str, Any]) -> bool:
    """What holds for a school with that rule of its `own` (None: no own) in an institution with those settings."""
    return bool(settings.get("needs_vice_dean")) if own is None else own


def applies_to(unit_id: int) -> bool:
    """What holds for the list of that unit, which exists; one statement."""
    query = select(Unit.needs_vice_dean, Institution.settings).join(Institution, Institution.id == Unit.institution_id)
    return applies(*db.session.execute(query.where(Unit.id == unit_id)).one())
