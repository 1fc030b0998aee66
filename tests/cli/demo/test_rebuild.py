"""The demo is the same one each time: built twice on the same day it tells the same story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.app import create_app
from mobility.cli.demo import ground, students
from mobility.cli.demo.exchange import ChunMiao
from mobility.cli.demo.seasons import set_clock
from mobility.database import db
from mobility.models import Application, AuditEvent, Choice, Review, SectionAnswers, StudentFact, User
from mobility.queries import definitions
from mobility.services.notices import sender
from tests import databases
from tests.cli.demo.conftest import BUILT_AT
from tests.conftest import settings_of
from tests.servers import DatabaseUrls

Told = list[list[tuple[object, ...]]]
Tell = Callable[[], Told]

TOLD = (
    select(User.name, User.email, User.sort_key).order_by(User.id),
    select(StudentFact.student_id, StudentFact.key, StudentFact.value).order_by(StudentFact.id),
    select(Application.number, Application.student_id, Application.state, Application.state_since).order_by(
        Application.id
    ),
    select(SectionAnswers.application_id, SectionAnswers.section_key, SectionAnswers.values).order_by(
        SectionAnswers.id
    ),
    select(Choice.application_id, Choice.host_option_id, Choice.rank).order_by(Choice.id),
    select(Review.application_id, Review.reviewer_id, Review.score).order_by(Review.id),
    select(AuditEvent.happened_at, AuditEvent.actor_id, AuditEvent.action, AuditEvent.to_state).order_by(AuditEvent.id),
)


@pytest.fixture
def tell(fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path) -> Iterator[Tell]:
    """A function that builds a university with one of its seasons in a database of its own and tells what is there."""

    def built() -> Told:
        definitions.forget()
        app: Flask = create_app(settings_of(fresh_database(), redis_url, tmp_path))
        with app.app_context():
            random = Random(students.SEED)
            set_clock(BUILT_AT)
            home = ground.lay("hebmu", BUILT_AT, "hebmu", random, password="four-kind-demo-words")
            ChunMiao(home, random).apply_this_year()
            told = [[tuple(row) for row in db.session.execute(query)] for query in TOLD]
            db.session.rollback()
        databases.disconnect(app)
        return told

    before = sender.current()
    yield built
    sender.use(before)
    definitions.forget()


def test_two_builds_tell_the_same_story(tell: Tell) -> None:
    first, second = tell(), tell()
    assert [len(rows) > 0 for rows in first] == [True] * len(TOLD)
    assert first == second
