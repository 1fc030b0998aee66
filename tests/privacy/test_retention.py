"""What is no longer needed goes on its day, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mobility.database import db, transaction
from mobility.models import (
    OneTimeLink,
    OutboxMessage,
    SecondFactor,
    SectionAnswers,
    SignInFailure,
    UserSession,
)
from mobility.queries.links import Purpose
from mobility.services.people import links, sessions
from mobility.services.privacy.retention import RETENTION, take_away
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_user

ROWS = {
    "sign_in_failure": SignInFailure,
    "user_session": UserSession,
    "one_time_link": OneTimeLink,
    "second_factor": SecondFactor,
    "letter_bytes": OutboxMessage,
    "unsubmitted_answers": SectionAnswers,
}
LIVES = {"one_time_link": links.LIFE[Purpose.INVITATION]}


@pytest.fixture(autouse=True)
def rows(database_session: Session) -> None:
    """One row of each kind, over at noon."""
    stop_clock_at(NOON)
    user = make_user()
    application = make_application(state="not_submitted")
    with transaction() as session:
        sessions.begin(user, "Firefox")
        links.issue(user, Purpose.INVITATION)
        session.add_all(
            [
                SignInFailure(account_hash=b"x", failed_at=NOON),
                SecondFactor(institution_id=user.institution_id, user_id=user.id, kind="totp", ended_at=NOON),
                SectionAnswers(
                    institution_id=user.institution_id, application_id=application.id, section_key="contact", values={}
                ),
            ]
        )
        application.state_since = NOON
        letter = session.scalars(select(OutboxMessage)).one()
        letter.sent_at, letter.source = NOON, b"bytes"


@pytest.mark.parametrize("rule", RETENTION, ids=lambda rule: rule.key)
def test_it_goes_on_its_day_and_not_before(rule: object) -> None:
    key, after = rule.key, rule.after  # type: ignore[attr-defined]
    due = NOON + after + LIVES.get(key, timedelta(0))
    stop_clock_at(due - timedelta(microseconds=1))
    take_away()
    assert _count(key) == 1
    stop_clock_at(due)
    assert take_away() >= 1
    assert _count(key) == 0
    assert take_away() == 0


def test_every_rule_says_why() -> None:
    assert {rule.key for rule in RETENTION} == ROWS.keys()
    assert all(rule.reason for rule in RETENTION)


def _count(key: str) -> int:
    model = ROWS[key]
    query = select(func.count()).select_from(model)
    if key == "letter_bytes":
        query = query.where(OutboxMessage.source.is_not(None))
    return db.session.scalar(query) or 0
