"""A program on a database of its own, with the settings that a command reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from mobility.app import create_app
from mobility.cli import main
from mobility.database import db
from tests import databases
from tests.conftest import settings_of
from tests.servers import DatabaseUrls


@dataclass
class Place:
    """The program, its addresses and folder, and what its environment says."""

    app: Flask
    urls: DatabaseUrls
    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **more: str) -> Result:
        """Run a command as somebody at a terminal does."""
        db.session.remove()
        return CliRunner().invoke(main, list(arguments), env=self.environment | more)


@pytest.fixture
def place(fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path) -> Iterator[Place]:
    urls = fresh_database()
    settings = settings_of(urls, redis_url, tmp_path / "data")
    environment = {
        "DATABASE_URL": urls.app,
        "MIGRATION_DATABASE_URL": urls.owner,
        "REDIS_URL": redis_url,
        "MOBILITY_DATA_DIR": str(tmp_path / "data"),
        "MOBILITY_AUDIT_KEY": settings.audit_key.get_secret_value(),
        "MOBILITY_SECRET_KEY": settings.secret_key.get_secret_value(),
        "MOBILITY_ENCRYPTION_KEYS": ",".join(key.get_secret_value() for key in settings.encryption_keys),
        "MOBILITY_ARGON2_PROFILE": "quick",
    }
    app = create_app(settings)
    with app.app_context():
        yield Place(app, urls, tmp_path, environment)
    databases.disconnect(app)
