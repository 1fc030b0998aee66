"""A student who is signed in at noon, and a call that is open."""

from __future__ import annotations

import pytest
from flask import Flask

from mobility.core.terms import Actor
from mobility.models import Call, Student
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_student


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


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
def window(client: Client, student: Student) -> Browser:
    window = Browser(client)
    window.sign_in(student)
    return window
