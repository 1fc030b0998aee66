"""A student, a call that is open, and a store for files, all of them rolled back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mobility import storage
from mobility.core.terms import Actor
from mobility.models import Call, Student
from mobility.storage import Store
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_student


@pytest.fixture(autouse=True)
def at_noon(database_session: Session, tmp_path: Path) -> None:
    stop_clock_at(NOON)
    storage.use(Store.on_disk(tmp_path))


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def student() -> Student:
    return make_student()


@pytest.fixture
def me(student: Student) -> Actor:
    return actor(student)
