"""The clock stands at noon; what a test commits is rolled back, save in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mobility import database
from mobility.core.terms import Actor, Role
from mobility.database import db
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff
from tests.servers import DatabaseUrls


@pytest.fixture
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def coordinator(at_noon: None) -> Actor:
    return actor(make_staff(Role.COORDINATOR))


@pytest.fixture
def shared(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """An application on a database of its own, where commits are real and other threads see them."""
    made = Flask("casework")
    database.init(made, fresh_database().app)
    with made.app_context():
        stop_clock_at(NOON)
        yield made
        db.session.remove()
        db.engine.dispose()
