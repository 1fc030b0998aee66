"""A call with its coordinator, all of it rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role
from mobility.models import Call
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call(place_count=2)


@pytest.fixture
def coordinator(at_noon: None) -> Actor:
    return actor(make_staff(Role.COORDINATOR))
