"""A reviewer with one file to score, all of it rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role
from mobility.models import Application, Review, User
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def reviewer() -> User:
    return make_staff(Role.REVIEWER)


@pytest.fixture
def me(reviewer: User) -> Actor:
    return actor(reviewer)


@pytest.fixture
def file() -> Application:
    return make_application(state="selection")


@pytest.fixture
def review(file: Application, reviewer: User) -> Review:
    return make_review(file, reviewer)
