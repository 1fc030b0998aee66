"""What every module here begins with: each builds a world of its own and tries thousands of requests in it."""

from __future__ import annotations

import pytest

from tests import databases
from tests.servers import DatabaseUrls


@pytest.fixture(scope="module", autouse=True)
def tidied(worker_database: DatabaseUrls) -> None:
    databases.tidy(worker_database)
