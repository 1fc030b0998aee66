"""Limits of applications per term: seen before beginning, held at the beginning and at handing in, also at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from mobility import database
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import Application, Call, Student
from mobility.queries.limits import before_beginning
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.filled import begin_filled
from tests.factories.people import actor, home, make_student
from tests.servers import DatabaseUrls


def _limit(**most: int) -> None:
    home().settings = {**home().settings, "most_per_term": most}
    db.session.commit()


def _refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0].code


@pytest.mark.parametrize(
    ("state", "after", "is_refused"),
    [
        ("draft", timedelta(0), True),
        ("school_check", timedelta(0), True),
        ("withdrawn", timedelta(0), False),
        ("draft", timedelta(days=200), False),
        ("draft", timedelta(days=-200), False),
    ],
)
def test_a_beginning_counts_what_is_live_in_the_same_term(
    call: Call, me: Actor, state: str, after: timedelta, is_refused: bool
) -> None:
    _limit(all=1)
    other = make_call(opens_at=call.opens_at + after, deadline_at=call.deadline_at + after)
    make_application(other, db.session.get_one(Student, me.student_id), state=state)
    assert me.student_id is not None
    reason = before_beginning(me.student_id, call.id)
    assert (reason is not None) is is_refused
    if reason is None:
        assert start(call.key, me) > 0
    else:
        assert reason.params["en"] == other.title.en
        assert _refusal(lambda: start(call.key, me)) == reason.code == "limit.per_term"
    assert before_beginning(me.student_id, other.id) is None  # what is begun already is no further one


def test_of_two_handed_in_or_begun_at_once_one_wins(fresh_database: Callable[[], DatabaseUrls]) -> None:
    app = Flask("limits")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"options": "-c timezone=UTC"}}
    database.init(app, fresh_database().app)
    with app.app_context():
        with transaction():
            stop_clock_at(NOON)
            who = actor(make_student())
            calls = [make_call() for _ in range(4)]
            keys = [one.key for one in calls]
        drafts = [begin_filled(db.session.scalars(select(Call).where(Call.key == key)).one(), who) for key in keys[:2]]
        _limit(all=3)  # a third may be begun, but of the drafts and it only so many; then the limit is lowered
        db.session.remove()
    begun = _at_once(app, [partial(start, key, who) for key in keys[2:]])
    with app.app_context():
        _limit(all=1)
        db.session.remove()
    handed_in = _at_once(app, [partial(submit, one, who, has_declared=True) for one in drafts])
    with app.app_context():
        states = db.session.scalars(select(Application.state).where(Application.id.in_(drafts))).all()
        db.session.remove()
        db.engine.dispose()
    assert (sorted(begun), sorted(handed_in)) == (["", "limit.per_term"], ["", "limit.per_term"])
    assert sorted(states) == ["draft", "school_check"]


def _at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[str]:
    """What each was refused with, nothing where it was done."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            together.wait()
            try:
                act()
            except Refused as refused:
                return refused.reasons[0].code
            else:
                return ""
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
