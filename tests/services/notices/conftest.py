"""A clock that stands, a sender without a carrier, and one call with its people for every kind of letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mobility import database
from mobility.database import db, set_clock
from mobility.services.notices import sender
from mobility.services.notices.sender import Sender
from tests.factories.calls import NOON
from tests.mail.post_office import PostOffice, post_office
from tests.servers import DatabaseUrls

BY = Sender(
    domain="university.example",
    address="International Office <office@university.example>",
    base_url="https://mobility.university.example",
)


@pytest.fixture
def by() -> Iterator[Sender]:
    """The sender of these tests: no carrier, so that letters are put into words and wait."""
    before = sender.current()
    sender.use(BY)
    yield BY
    sender.use(before)


@pytest.fixture
def at_noon(database_session: Session, by: Sender) -> Session:
    set_clock(frozen_at=NOON)
    return database_session


@pytest.fixture
def own_app(fresh_database: Callable[[], DatabaseUrls], by: Sender) -> Iterator[Flask]:
    """An application on a database of its own, where commits are real and other threads see them; the clock stands."""
    app = Flask("letters")
    database.init(app, fresh_database().app)
    with app.app_context():
        with database.transaction():
            set_clock(frozen_at=NOON)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def office(own_app: Flask) -> Iterator[PostOffice]:
    """An SMTP server that the letters of `own_app` go to."""
    with post_office() as opened:
        sender.use(replace(BY, smtp_url=opened.url))
        yield opened
