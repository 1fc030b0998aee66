"""Makes codes for late applications in tests."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from mobility.database import db
from mobility.models import Call, LateCode, User

_numbers = count(1)


def make_late_code(call: Call, made_by: User, **columns: Any) -> LateCode:
    """A code for one use, good for two days after the deadline."""
    given = {
        "institution_id": call.institution_id,
        "call_id": call.id,
        "code": f"CODE{next(_numbers)}",
        "note": "In hospital on the day of the deadline.",
        "valid_until": call.deadline_at + timedelta(days=2),
        "most_uses": 1,
        "made_by": made_by.id,
    }
    row = LateCode(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
