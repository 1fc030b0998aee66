"""Tests of mobility.services.notices.deliver: every due letter leaves once, whatever else goes wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from mobility.database import db, set_clock, transaction
from mobility.models import Application, OutboxMessage, User
from mobility.services.notices import claims, sender
from mobility.services.notices.claims import MOST_FAILURES
from mobility.services.notices.compose import put_into_words
from mobility.services.notices.deliver import BACKOFF_MINUTES, BATCH, drain, file_as_sent
from mobility.services.notices.outbox import post
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON
from tests.factories.cases import make_application
from tests.factories.people import make_user
from tests.mail.post_office import PostOffice


def _post(person: User, key: str = "a", notice: str = "password_changed", **given: Any) -> int:
    with transaction():
        posted = post(notice, person.id, institution_id=person.institution_id, dedupe_key=key, **given)
    assert posted is not None
    return posted


def _row(message_id: int) -> OutboxMessage:
    db.session.expire_all()
    return db.session.get_one(OutboxMessage, message_id)


def _change(**values: Any) -> None:
    with transaction():
        db.session.execute(update(OutboxMessage).values(**values))


def _let_leases_pass() -> None:
    _change(lease_until=func.clock_timestamp() - timedelta(seconds=1))


def test_a_due_letter_is_sent_and_kept_with_its_bytes(office: PostOffice) -> None:
    sent = _post(make_user())
    assert (drain(), drain()) == (1, 0)
    row = _row(sent)
    assert (row.state, row.sent_at, row.attempts, row.lease_until) == ("sent", NOON, 1, None)
    assert office.letters == [row.source]
    assert office.message_ids == [row.message_id]


def test_a_letter_that_is_not_due_waits(office: PostOffice) -> None:
    _post(make_user(), due_at=NOON + timedelta(hours=1))
    assert drain() == 0
    with transaction():
        set_clock(frozen_at=NOON + timedelta(hours=1))
    assert drain() == 1
    assert len(office.letters) == 1


def test_each_person_reads_their_own_language(office: PostOffice) -> None:
    for locale in ("en", "zh_Hans", None):
        _post(make_user(locale=locale), key=str(locale))
    drain()
    assert [mail["Subject"] for mail in office.mails] == [
        "Your password has been changed",
        "您的密码已修改",
        "您的密码已修改",
    ]


def test_two_drains_at_once_send_each_letter_once(own_app: Flask, office: PostOffice) -> None:
    person = make_user()
    for n in range(40):
        _post(person, key=str(n))
    office.seconds = 0.01

    def work(_worker: int) -> int:
        with own_app.app_context():
            return sum(iter(lambda: drain(5), 0))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 40
    assert len(office.letters) == len(set(office.message_ids)) == 40


def test_no_address_means_inbox_only_and_a_useless_one_bounced(office: PostOffice) -> None:
    none = _post(make_user(email=None), key="none")
    useless = _post(make_user(email="a b@university.example"), key="useless")
    drain()
    assert [(_row(one).state, _row(one).subject) for one in (none, useless)] == [
        ("inbox_only", "Your password has been changed"),
        ("bounced", "Your password has been changed"),
    ]
    assert office.letters == []


def test_after_its_time_a_letter_is_not_sent(office: PostOffice) -> None:
    late = _post(make_user(), expires_at=NOON + timedelta(minutes=1))
    with transaction():
        set_clock(frozen_at=NOON + timedelta(minutes=1))
    drain()
    assert (_row(late).state, _row(late).subject, office.letters) == ("expired", None, [])


@pytest.mark.parametrize(("state", "becomes"), [("draft", "sent"), ("school_check", "unwanted")])
def test_a_reminder_is_wanted_only_in_its_stage(state: str, becomes: str, office: PostOffice) -> None:
    application = make_application(state=state)
    student = _student_of(application)
    params = {"deadline_at": DEADLINE.isoformat()}
    posted = _post(student, notice="draft_reminder", application_id=application.id, params=params)
    drain()
    assert _row(posted).state == becomes


def test_a_reminder_of_a_deadline_that_moved_is_not_wanted(office: PostOffice) -> None:
    application = make_application()
    params = {"deadline_at": (DEADLINE - timedelta(days=1)).isoformat()}
    posted = _post(_student_of(application), notice="draft_reminder", application_id=application.id, params=params)
    drain()
    assert _row(posted).state == "unwanted"


def test_who_has_left_gets_no_letter(office: PostOffice) -> None:
    posted = _post(make_user(is_active=False))
    drain()
    assert (_row(posted).state, office.letters) == ("unwanted", [])


@pytest.mark.parametrize(
    ("name", "state", "error"),
    [
        ("busy", "pending", "smtp rcpt 450"),
        ("later", "pending", "smtp data 451"),
        ("silent", "pending", "smtp data SMTPServerDisconnected"),
        ("nobody", "bounced", "smtp rcpt 550"),
        ("spam", "bounced", "smtp data 554"),
    ],
)
def test_each_answer_of_the_server_has_its_consequence(name: str, state: str, error: str, office: PostOffice) -> None:
    posted = _post(make_user(email=f"{name}@university.example"))
    drain()
    failed = int(state == "pending")
    assert (_row(posted).state, _row(posted).last_error, _row(posted).failure_count) == (state, error, failed)
    assert drain() == 0
    assert office.asked[name] == 1


def test_refused_for_now_it_rests_longer_each_time_and_in_the_end_it_is_dead(office: PostOffice) -> None:
    posted = _post(make_user(email="busy@university.example"))
    other = _post(make_user(), key="other")
    rests = []
    for _ in range(MOST_FAILURES):
        drain()
        row = _row(posted)
        if row.lease_until:
            rest = func.extract("epoch", OutboxMessage.lease_until - func.clock_timestamp())
            left = db.session.scalars(select(rest).where(OutboxMessage.id == posted)).one()
            rests.append(int(float(left) / 60 + 0.5))
        _let_leases_pass()
    assert (_row(posted).state, _row(posted).attempts, office.asked["busy"]) == ("dead", 8, 8)
    assert _row(posted).last_error == "smtp rcpt 450"
    assert _row(other).state == "sent"
    assert rests == list(BACKOFF_MINUTES)


def test_the_same_bytes_go_out_again_after_an_unknown_end(office: PostOffice) -> None:
    _post(make_user(email="silent@university.example"))
    drain()
    _let_leases_pass()
    drain()
    assert len(office.letters) == 2
    assert len(set(office.letters)) == 1


def test_a_server_out_of_reach_is_no_failure_of_a_letter(office: PostOffice) -> None:
    office.is_closed = True
    posted = [_post(make_user(), key=str(n)) for n in range(3)]
    drain()
    assert [(_row(one).state, _row(one).failure_count) for one in posted] == [("pending", 0)] * 3
    assert drain() == 0
    office.is_closed = False
    _let_leases_pass()
    assert drain() == 3
    assert [_row(one).state for one in posted] == ["sent"] * 3


def test_without_a_server_letters_reach_the_inbox_and_wait(own_app: Flask) -> None:
    posted = _post(make_user())
    assert (drain(), drain()) == (1, 0)
    assert (_row(posted).state, _row(posted).subject) == ("pending", "Your password has been changed")


def test_letters_written_without_a_server_go_once_there_is_one(own_app: Flask, office: PostOffice) -> None:
    url = sender.current().smtp_url
    sender.use(replace(sender.current(), smtp_url=""))
    posted = _post(make_user())
    drain()
    sender.use(replace(sender.current(), smtp_url=url))
    drain()
    assert (_row(posted).state, len(office.letters)) == ("sent", 1)


def test_a_poisoned_letter_dies_alone(office: PostOffice) -> None:
    good = [_post(make_user(), key=str(n)) for n in range(3)]
    bad = _post(make_user(), key="bad")
    with transaction():
        db.session.execute(update(OutboxMessage).where(OutboxMessage.id == bad).values(notice="no_such_letter"))
    drain()
    assert (_row(bad).state, _row(bad).last_error) == ("dead", "render KeyError")
    assert [_row(one).state for one in good] == ["sent"] * 3


def test_letters_whose_worker_died_while_writing_are_taken_one_by_one(office: PostOffice) -> None:
    for n in range(3):
        _post(make_user(), key=str(n))
    assert len(claims.take(10)) == 3
    _let_leases_pass()
    fresh = _post(make_user(), key="fresh")
    assert [claim.id for claim in claims.take(10)] == [fresh]
    assert [len(claims.take(10)) for _ in range(4)] == [1, 1, 1, 0]


def test_letters_that_were_held_by_many_killed_workers_are_still_sent(office: PostOffice) -> None:
    posted = [_post(make_user(), key=str(n)) for n in range(3)]
    put_into_words(claims.take(10))
    for _ in range(2 * MOST_FAILURES):
        _let_leases_pass()
        assert len(claims.take(10)) == 3
    _let_leases_pass()
    assert drain() == 3
    assert [_row(one).state for one in posted] == ["sent"] * 3


def test_what_kills_every_worker_is_given_up(office: PostOffice) -> None:
    posted = _post(make_user())
    for _ in range(MOST_FAILURES + 1):
        assert len(claims.take(10)) == 1
        _let_leases_pass()
    assert drain() == 0
    assert (_row(posted).state, office.letters) == ("dead", [])


def test_a_worker_that_wakes_up_late_overwrites_nothing(office: PostOffice) -> None:
    posted = _post(make_user())
    late = claims.take(1)
    put_into_words(late)
    _let_leases_pass()
    drain()
    with transaction():
        claims.end(late, "bounced")
    assert (_row(posted).state, _row(posted).attempts) == ("sent", 2)
    newer = _post(make_user(), key="b")
    held = claims.take(1)
    with transaction():
        claims.end([replace(held[0], attempts=held[0].attempts - 1)], "bounced")
    assert _row(newer).state == "pending"


def test_a_one_time_secret_is_nowhere_once_the_letter_is_gone(office: PostOffice) -> None:
    secret = "s" * 43
    posted = _post(make_user(), notice="invitation", params={"token": secret})
    drain()
    row = _row(posted)
    assert secret in office.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]  # the letter has a plain part
    assert (row.state, row.source, row.params, secret in (row.body or "")) == ("sent", None, {}, False)


@pytest.mark.parametrize(("name", "state"), [("nobody", "bounced"), ("busy", "dead")])
def test_a_one_time_secret_does_not_outlive_a_letter_that_failed(name: str, state: str, office: PostOffice) -> None:
    secret = "s" * 43
    person = make_user(email=f"{name}@university.example")
    posted = _post(person, notice="invitation", params={"token": secret})
    drain()
    _change(failure_count=MOST_FAILURES - 1)
    _let_leases_pass()
    drain()
    assert (_row(posted).state, _row(posted).source, _row(posted).params) == (state, None, {})


def test_letters_of_the_past_are_kept_as_sent_and_never_leave(office: PostOffice) -> None:
    posted = [_post(make_user(), key=str(n)) for n in range(3)]
    assert file_as_sent() == 3
    assert [(_row(one).state, _row(one).sent_at) for one in posted] == [("sent", NOON)] * 3
    assert (drain(), office.letters) == (0, [])


def test_many_that_are_of_no_use_any_more_end_together(office: PostOffice) -> None:
    late = [_post(make_user(), key=str(n), expires_at=NOON + timedelta(minutes=1)) for n in range(3)]
    gone = [_post(make_user(is_active=False), key=f"gone {n}") for n in range(3)]
    with transaction():
        set_clock(frozen_at=NOON + timedelta(minutes=1))
    drain()
    assert [_row(one).state for one in (*late, *gone)] == ["expired"] * 3 + ["unwanted"] * 3


def test_statements_per_letter_stay_few(own_app: Flask, office: PostOffice) -> None:
    person = make_user()
    for n in range(BATCH):
        _post(person, key=str(n))
    with counted() as statements:
        drain()
    assert len(office.letters) == BATCH
    assert len(statements) <= BATCH + 10


def _student_of(application: Application) -> User:
    from mobility.models import Student

    return db.session.get_one(User, db.session.get_one(Student, application.student_id).user_id)
