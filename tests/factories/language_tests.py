"""Makes language tests of calls, and marks in them, for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mobility.core.terms import Text
from mobility.database import db, now
from mobility.models import Application, Call, LanguageMark, LanguageTest, User

NAME = Text(en="English written test", zh_Hans="英语笔试")


def make_test(call: Call, coordinator: User, **columns: Any) -> LanguageTest:
    """A test of that call, out of 100, that counts for nothing."""
    given = {"institution_id": call.institution_id, "call_id": call.id, "name": NAME, "highest": 100, "share": 0}
    row = LanguageTest(**(given | {"made_by": coordinator.id} | columns))
    db.session.add(row)
    db.session.commit()
    return row


def make_mark(application: Application, examiner: User, **columns: Any) -> LanguageMark:
    """A mark of 80 in the test of the application's call, which the office has."""
    given: dict[str, Any] = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "mark": Decimal(80),
        "entered_by": examiner.id,
        "handed_over_at": now(),
    }
    row = LanguageMark(**(given | columns))
    db.session.add(row)
    db.session.commit()
    return row
