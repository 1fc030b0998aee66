"""A call with its coordinator in a whole program, all of it rolled back; what the worker does is done at once."""

from __future__ import annotations

import pytest

from mobility.core.terms import Actor, Role
from mobility.models import Call
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call(place_count=2)


@pytest.fixture
def coordinator() -> Actor:
    return actor(make_staff(Role.COORDINATOR))
