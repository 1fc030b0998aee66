"""What every test may ask for: the servers, databases at the newest migration, and the program wired to them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy.orm import Session

from mobility import database, secrecy
from mobility.config import Settings
from tests import databases, servers
from tests.client import Client
from tests.servers import DatabaseUrls

hypothesis_settings.register_profile("project", deadline=None)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.begin_run()


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.drop_kept(Path(os.environ[servers.RUN_FOLDER]))
        servers.end_run()


@pytest.fixture(autouse=True)
def keys() -> None:
    """The keys of these tests, whatever the test before used."""
    secrecy.configure(_of_no_server())


@cache
def _of_no_server() -> Settings:
    return settings_of(DatabaseUrls("", "", ""), "", Path("var"))


@pytest.fixture(scope="session")
def database_urls() -> DatabaseUrls:
    """The cluster of this run: embedded, or the one of DATABASE_URL and MIGRATION_DATABASE_URL."""
    return servers.database_urls()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Valkey of this run, or the server of REDIS_URL."""
    return servers.redis_url()


@pytest.fixture(scope="session")
def template_database(database_urls: DatabaseUrls) -> str:
    """The name of a database at the newest migration. Never connect to it: it is there to be copied."""
    return databases.template(database_urls)


@pytest.fixture
def fresh_database(database_urls: DatabaseUrls, template_database: str) -> Iterator[Callable[[], DatabaseUrls]]:
    """A function that gives a migrated, empty database of its own, for tests that really commit."""
    with databases.copies(database_urls, template_database) as fresh:
        yield fresh


@pytest.fixture
def empty_database(database_urls: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A database without any table, for tests of the migrations themselves."""
    made = databases.empty(database_urls)
    yield made
    databases.drop(made, database_urls)


@pytest.fixture(scope="session")
def worker_database(database_urls: DatabaseUrls, template_database: str) -> Iterator[DatabaseUrls]:
    """This worker's own migrated database, for tests that roll back what they did."""
    with databases.copies(database_urls, template_database) as fresh:
        yield fresh()


@pytest.fixture(scope="session")
def bare_app(worker_database: DatabaseUrls) -> Iterator[Flask]:
    """An application that knows the database and nothing else: for tests of services and queries."""
    app = Flask("tests")
    database.init(app, worker_database.app)
    yield app
    databases.disconnect(app)


@pytest.fixture
def database_session(bare_app: Flask) -> Iterator[Session]:
    """The session that services and queries use in this test; all that it commits is rolled back afterwards."""
    with databases.rolled_back(bare_app) as session:
        yield session


@pytest.fixture
def shared_bare_app(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """The same on a database of its own, where commits are real and other threads see them."""
    made = Flask("tests")
    database.init(made, fresh_database().app)
    with made.app_context():
        yield made
    databases.disconnect(made)


def settings_of(urls: DatabaseUrls, redis_url: str, data: Path) -> Settings:
    """The settings of a test's program: quick password checks, everything else as strict as in production."""
    return Settings(
        environment="test",
        base_url="http://localhost",
        institution_key="home",
        database_url=urls.app,
        migration_database_url=urls.owner,
        redis_url=redis_url,
        secret_key=SecretStr("a secret that only these tests know, of length"),
        audit_key=SecretStr("a key that only these tests know, and long"),
        encryption_keys=(SecretStr("1:a key that seals columns in these tests"),),
        argon2_profile="quick",
        data_dir=data,
        mail_from="International Office <office@university.example>",
        contact="office@university.example",
    )


@pytest.fixture(scope="session")
def whole_app(
    worker_database: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The program as it is deployed, on this worker's database. Ask for `app`, which rolls back."""
    from mobility.app import create_app

    made = create_app(settings_of(worker_database, redis_url, tmp_path_factory.mktemp("data")))
    yield made
    databases.disconnect(made)


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The program in its application context; all that this test commits is rolled back afterwards."""
    with databases.rolled_back(whole_app):
        yield whole_app


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without JavaScript. Each of its requests has a context of its own, as in a server."""
    return Client.of(app)


@pytest.fixture
def live_app(
    fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Flask]]:
    """A function that gives a whole program on a database of its own, where commits are real: threads may use it."""
    from mobility.app import create_app

    made: list[Flask] = []

    def live() -> Flask:
        made.append(create_app(settings_of(fresh_database(), redis_url, tmp_path_factory.mktemp("data"))))
        return made[-1]

    yield live
    for one in made:
        databases.disconnect(one)
