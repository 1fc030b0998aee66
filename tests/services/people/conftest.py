"""Tests of services run on a real database, and all they did is rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.services.people import safeguards
from mobility.services.people.safeguards import Safeguards


@pytest.fixture(autouse=True)
def session(database_session: Session) -> Session:
    """The session of the test, with password checks that cost little."""
    safeguards.use(Safeguards(argon2_profile="quick", key=b"tests"))
    return database_session
