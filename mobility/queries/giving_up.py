"""Reads until when a student may undo giving an application up, for lists of many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ScalarSelect, select

from mobility.models import Application, GivingUp


def giving_up_until() -> ScalarSelect[datetime]:
    """Until when the enclosing query's application may be kept after all; NULL unless its student has given it up."""
    is_open = GivingUp.application_id == Application.id, GivingUp.closed_at.is_(None)
    return select(GivingUp.due_at).where(*is_open).correlate(Application).scalar_subquery()
