"""A file at its school with one transcript, the student whose it is, and the desks that check it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mobility import storage
from mobility.core.terms import Actor, Role
from mobility.models import Call, Document, Student
from mobility.storage import Store
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.desks import officer_of, staff_of
from tests.factories.documents import make_document
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


@pytest.fixture
def transcript(call: Call, student: Student) -> Document:
    return make_document(make_application(call, student, state="school_check"))


@pytest.fixture
def officer(transcript: Document) -> Actor:
    return officer_of(transcript.application_id)


@pytest.fixture
def coordinator(transcript: Document) -> Actor:
    return staff_of(transcript.application_id, Role.COORDINATOR)
