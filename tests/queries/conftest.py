"""For tests of what students and the public read: the clock stands at noon, files lie in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mobility import storage
from mobility.storage import Store
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at


@pytest.fixture
def at_noon(database_session: Session, tmp_path: Path) -> None:
    stop_clock_at(NOON)
    storage.use(Store.on_disk(tmp_path))
