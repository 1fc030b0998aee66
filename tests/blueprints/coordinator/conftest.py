"""A coordinator who is signed in, and a call with two places."""

from __future__ import annotations

import pytest

from mobility.core.terms import Role
from mobility.models import Call, User
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def call() -> Call:
    return make_call(place_count=2)


@pytest.fixture
def coordinator() -> User:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def visitor(client: Client, coordinator: User) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(coordinator)
    return visitor
