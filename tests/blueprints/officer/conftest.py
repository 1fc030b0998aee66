"""A school's officer who is signed in, and a call with a cap of two that closed yesterday."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mobility.core.terms import Role
from mobility.models import Call, Unit, User
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff, make_unit


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def call() -> Call:
    return make_call(deadline_at=NOON - timedelta(days=1), school_cap=2)


@pytest.fixture
def officer(unit: Unit) -> User:
    return make_staff(Role.OFFICER, unit=unit)


@pytest.fixture
def visitor(client: Client, officer: User) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(officer)
    return visitor
