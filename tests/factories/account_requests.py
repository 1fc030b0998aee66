"""Makes requests for an account in tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from mobility.database import db
from mobility.models import AccountRequest, Unit
from tests.factories.people import make_unit

_numbers = count(1)


def make_request(unit: Unit | None = None, **columns: Any) -> AccountRequest:
    """An open request of somebody who is in no registry."""
    unit = unit or make_unit()
    number = next(_numbers)
    given = {
        "institution_id": unit.institution_id,
        "number": f"2099{number:06}",
        "name": "黄药师",
        "unit_id": unit.id,
        "email": f"asking{number}@mail.example",
        "locale": "en",
    }
    row = AccountRequest(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
