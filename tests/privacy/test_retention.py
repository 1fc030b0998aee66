"""What is no longer needed goes on its day, and not before."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mobility import storage
from mobility.database import db, transaction
from mobility.models import (
    AccountRequest,
    Application,
    Document,
    OneTimeLink,
    OutboxMessage,
    SecondFactor,
    SectionAnswers,
    SignInFailure,
    Submission,
    UserSession,
    VaultFile,
)
from mobility.queries.links import Purpose
from mobility.services.people import links, sessions
from mobility.services.privacy.retention import RETENTION, take_away
from mobility.storage import Store, current
from tests.factories.account_requests import make_request
from tests.factories.calls import NOON
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.documents import make_document
from tests.factories.people import make_user

ROWS = {
    "sign_in_failure": SignInFailure,
    "user_session": UserSession,
    "one_time_link": OneTimeLink,
    "second_factor": SecondFactor,
    "account_request": AccountRequest,
    "letter_bytes": OutboxMessage,
    "unsubmitted_answers": SectionAnswers,
    "unsubmitted_documents": Document,
}
LIVES = {"one_time_link": links.LIFE[Purpose.INVITATION]}


@pytest.fixture(autouse=True)
def rows(database_session: Session, tmp_path: Path) -> None:
    """One row of each kind, over at noon."""
    storage.use(Store.on_disk(tmp_path))
    stop_clock_at(NOON)
    user = make_user()
    application = make_application(state="not_submitted")
    make_request(asked_at=NOON)
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
    make_document(application)


@pytest.mark.parametrize("rule", RETENTION, ids=lambda rule: rule.key)
def test_it_goes_on_its_day_and_not_before(rule: object) -> None:
    key, after = rule.key, rule.after  # type: ignore[attr-defined]  # a rule of any kind has both
    due = NOON + after + LIVES.get(key, timedelta(0))
    stop_clock_at(due - timedelta(microseconds=1))
    take_away()
    assert _count(key) == 1
    stop_clock_at(due)
    assert take_away() >= 1
    assert _count(key) == 0
    assert take_away() == 0


def test_documents_never_handed_in_go_with_their_bytes_and_no_other_file_does() -> None:
    never, draft, recalled = (make_application(state=state) for state in ("not_submitted", "draft", "not_submitted"))
    for one in (never, draft, recalled):
        one.state_since = NOON
    gone = [make_document(never, replaced_at=NOON), make_document(never)]
    kept = [make_document(draft), make_document(recalled)]
    shared = _also_in_the_vault(make_document(never, "passport"))
    _hand_in(recalled, kept[-1])
    current().put(f"{gone[0].storage_key}.pages/1.png", BytesIO(b"a picture"), 100)
    keys = {one.storage_key for one in kept} | {shared}
    stop_clock_at(NOON + timedelta(days=365))
    take_away()
    assert {key for key, _put_at in current().listing()} == keys
    assert set(db.session.scalars(select(Document.storage_key))) == {one.storage_key for one in kept}


def test_every_rule_says_why() -> None:
    assert {rule.key for rule in RETENTION} == ROWS.keys()
    assert all(rule.reason for rule in RETENTION)


def _also_in_the_vault(document: Document) -> str:
    """Let a file of the vault name the same bytes; answers their key."""
    student_id = db.session.get_one(Application, document.application_id).student_id
    same = {
        "storage_key": document.storage_key,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "byte_count": document.byte_count,
        "sha256": document.sha256,
    }
    with transaction() as session:
        session.add(VaultFile(institution_id=document.institution_id, student_id=student_id, kind="passport", **same))
    return document.storage_key


def _hand_in(application: Application, document: Document) -> None:
    with transaction() as session:
        session.add(
            Submission(
                institution_id=application.institution_id,
                application_id=application.id,
                sequence=1,
                receipt_number="R-1",
                content={"documents": [{"id": document.id}]},
            )
        )


def _count(key: str) -> int:
    model = ROWS[key]
    query = select(func.count()).select_from(model)
    if key == "letter_bytes":
        query = query.where(OutboxMessage.source.is_not(None))
    return db.session.scalar(query) or 0
