"""Two examiners at one row at the same moment: one mark stands, and the other hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Call, LanguageMark
from mobility.queries.language_marks import seen_of
from mobility.services.language_tests.enter import Entry, enter
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.language_tests import make_test
from tests.factories.people import actor, make_staff


@pytest.fixture
def app(shared_bare_app: Flask) -> Flask:
    stop_clock_at(NOON)
    return shared_bare_app


def test_of_two_marks_for_one_applicant_one_is_kept(app: Flask) -> None:
    file = make_application(state="selection")
    make_test(db.session.get_one(Call, file.call_id), make_staff(Role.COORDINATOR))
    call_id, file_id = file.call_id, file.id
    examiners = [actor(make_staff(Role.EXAMINER)) for _ in range(2)]
    db.session.remove()
    start = Barrier(2)

    def one(place: int) -> tuple[int, list[str]]:
        with app.app_context():
            start.wait()
            entry = Entry(file_id, str(70 + place), seen=seen_of(0, "", "", is_absent=False))
            try:
                entered = enter(call_id, [entry], examiners[place])
            finally:
                db.session.remove()
            return entered.count, [reason.code for reasons in entered.against.values() for reason in reasons]

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(one, range(2)))
    assert sorted(answers) == [(0, ["stale.mark"]), (1, [])]
    kept = db.session.query(LanguageMark).filter_by(application_id=file_id).one()
    assert (kept.mark, kept.version) == (Decimal(70 + answers.index((1, []))), 1)
