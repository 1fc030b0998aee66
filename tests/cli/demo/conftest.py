"""The demo world, built once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from mobility import database
from mobility.cli.demo.build import build
from mobility.database import db
from mobility.models import Clock
from mobility.queries import definitions
from mobility.services.notices import sender
from tests import databases
from tests.conftest import settings_of
from tests.servers import DatabaseUrls

PASSWORD = "four-kind-demo-words"
BUILT_AT = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="package")
def demo_app(database_urls: DatabaseUrls, redis_url: str) -> Iterator[Flask]:
    """A program in whose database the whole demo stands, as it was built on a Wednesday in November."""
    before = sender.current()
    built, data = databases.kept("demo", database_urls, lambda made, data: _build(made, redis_url, data))
    with databases.copies(database_urls, built) as fresh:
        definitions.forget()
        app = _program(fresh(), redis_url, data)
        with app.app_context(), database.transaction():
            database.set_clock(frozen_at=BUILT_AT)
        yield app
        sender.use(before)
        definitions.forget()
        databases.disconnect(app)


def _build(urls: DatabaseUrls, redis_url: str, data: Path) -> None:
    definitions.forget()
    app = _program(urls, redis_url, data)
    with app.app_context():
        with database.transaction():
            database.set_clock(frozen_at=BUILT_AT)
        build(PASSWORD, lambda _step: None)
        assert db.session.scalar(select(Clock.frozen_at)) is None, "the build leaves the clock to run"
        db.session.rollback()
    databases.disconnect(app)


def _program(urls: DatabaseUrls, redis_url: str, data: Path) -> Flask:
    from mobility.app import create_app

    told = {"environment": "demo", "institution_key": "hebmu", "demo_password": SecretStr(PASSWORD)}
    return create_app(settings_of(urls, redis_url, data).model_copy(update=told))
