"""A head with a proposed list, all of it rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.lists import Listed, make_list
from tests.factories.people import actor, make_staff


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def listed() -> Listed:
    return make_list(scores=(90, 80))


@pytest.fixture
def head(listed: Listed) -> Actor:
    return actor(make_staff(Role.HEAD))
