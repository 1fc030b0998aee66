"""All of it at noon, and rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)
