"""A school with its officer and a call that closed yesterday, all of it rolled back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role
from mobility.models import Call, Unit
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff, make_unit


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def call() -> Call:
    return make_call(deadline_at=NOON - timedelta(days=1), school_cap=2)


@pytest.fixture
def officer(unit: Unit) -> Actor:
    return actor(make_staff(Role.OFFICER, unit=unit))
