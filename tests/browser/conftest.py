"""The browser of these tests: the Chromium that was found, and a demo that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.serving import make_server

from tests import chromium, databases
from tests.browser.window import LOOKS, Look
from tests.conftest import settings_of
from tests.servers import DatabaseUrls

Serving = Callable[[Flask], Any]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that `make test` found; Playwright has none of its own here."""
    path = chromium.find()
    assert path is not None, chromium.MEND
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.width}-{look.locale}-{look.theme}")
def look(request: pytest.FixtureRequest) -> Look:
    """On a phone in the dark in Chinese, and at a desk in the light in English."""
    assert isinstance(request.param, Look)
    return request.param


@pytest.fixture
def demo_app(
    fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path
) -> Iterator[Callable[[str], Flask]]:
    """A function that gives the program as `make run` starts it, its letters going to that address."""
    made: list[Flask] = []

    def demo(smtp_url: str = "") -> Flask:
        made.append(_demo(fresh_database(), redis_url, tmp_path, smtp_url))
        return made[-1]

    yield demo
    for one in made:
        databases.disconnect(one)


@pytest.fixture(scope="module")
def shared_app(
    database_urls: DatabaseUrls, template_database: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The same program for all tests of a module, whose scene is made once."""
    with databases.copies(database_urls, template_database) as fresh:
        made = _demo(fresh(), redis_url, tmp_path_factory.mktemp("data"))
        yield made
        databases.disconnect(made)


def _demo(urls: DatabaseUrls, redis_url: str, data: Path, smtp_url: str = "") -> Flask:
    from mobility.app import create_app

    told = settings_of(urls, redis_url, data)
    changes = {"environment": "demo", "smtp_url": SecretStr(smtp_url), "demo_password": SecretStr("shown to all")}
    return create_app(told.model_copy(update=changes))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which a real server serves the program for the length of the block."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
