"""Makes codes for late applications, and what else is allowed beyond a call's rules, in tests."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from mobility.database import db
from mobility.models import Allowance, Call, LateCode, User

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


def make_allowance(call: Call, made_by: User, **columns: Any) -> Allowance:
    """Five places more for the call, as the act left it."""
    given = {
        "institution_id": call.institution_id,
        "call_id": call.id,
        "kind": "places",
        "from_count": 10,
        "to_count": 15,
        "reason": "The host has given us five more.",
        "made_by": made_by.id,
    }
    row = Allowance(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
