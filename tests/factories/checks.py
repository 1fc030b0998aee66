"""Makes questions to other offices for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mobility.database import db, now
from mobility.models import Application, OfficeCheck, Unit


def make_check(application: Application, office: Unit, **columns: Any) -> OfficeCheck:
    """A question to the office about that application, due in three days."""
    given: dict[str, Any] = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "unit_id": office.id,
        "asked_at": now(),
        "due_at": now() + timedelta(days=3),
    }
    row = OfficeCheck(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
