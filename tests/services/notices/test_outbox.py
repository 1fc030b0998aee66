"""Tests of mobility.services.notices.outbox: a letter comes to be with its cause or not at all, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mobility import database
from mobility.core.terms import Param
from mobility.database import db, install_bell, transaction
from mobility.models import OutboxMessage, User
from mobility.services.notices.daytime import in_daytime
from mobility.services.notices.outbox import post
from tests.factories.calls import NOON
from tests.factories.people import make_institution, make_user


def _rows() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def _post_and_fail(person: User) -> None:
    with transaction():
        post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key="a")
        raise ZeroDivisionError


def test_the_same_key_is_posted_once(at_noon: Session) -> None:
    person = make_user()
    with transaction():
        first = post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key="a")
        again = post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key="a")
    assert again is None
    assert [(row.id, row.address, row.state, row.due_at) for row in _rows()] == [(first, person.email, "pending", NOON)]


def test_each_letter_has_a_message_id_of_its_own_from_the_start(at_noon: Session) -> None:
    person = make_user()
    with transaction():
        for key in ("a", "b"):
            post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key=key)
    ids = [row.message_id for row in _rows()]
    assert len(set(ids)) == 2
    assert all(one.startswith("<") and one.endswith("@university.example>") for one in ids)


def test_a_change_that_is_rolled_back_leaves_no_letter_and_rings_no_bell(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_user()
    rung: list[str] = []
    monkeypatch.setattr(database, "_bells", [])
    install_bell(lambda: rung.append("rung"))
    with pytest.raises(ZeroDivisionError):
        _post_and_fail(person)
    assert (_rows(), rung) == ([], [])
    with transaction():
        post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key="a")
        assert rung == []
    assert (len(_rows()), rung) == (1, ["rung"])


def test_outside_a_transaction_nothing_is_posted(at_noon: Session) -> None:
    person = make_user()
    with pytest.raises(RuntimeError):
        post("withdrawn", person.id, institution_id=person.institution_id, dedupe_key="a")


def test_a_person_of_another_institution_gets_no_letter(at_noon: Session) -> None:
    stranger = make_user(make_institution("other"))
    home = make_institution("here")
    with pytest.raises(IntegrityError), transaction():
        post("withdrawn", stranger.id, institution_id=home.id, dedupe_key="a")


def test_only_what_the_letter_names_goes_along(at_noon: Session) -> None:
    person = make_user()
    given: dict[str, Param] = {"receipt_number": "N-1-1", "has_declared": True, "phone": "13012345678"}
    with transaction():
        post("receipt", person.id, institution_id=person.institution_id, params=given, dedupe_key="a")
    assert _rows()[0].params == {"receipt_number": "N-1-1"}


def test_a_letter_that_could_not_be_written_is_not_posted(at_noon: Session) -> None:
    person = make_user()
    with pytest.raises(KeyError), transaction():
        post("receipt", person.id, institution_id=person.institution_id, dedupe_key="a")
    with pytest.raises(KeyError), transaction():
        post("no_such_letter", person.id, institution_id=person.institution_id, dedupe_key="a")
    params: dict[str, Param] = {"until": NOON.isoformat(), "remark": "Li Xiuning's scan is bad"}
    with pytest.raises(TypeError), transaction():
        post("returned", person.id, institution_id=person.institution_id, params=params, dedupe_key="a")


LATE = datetime(2026, 10, 12, 15, 30, tzinfo=UTC)
"""23:30 in Beijing."""
MORNING = datetime(2026, 10, 12, 23, 0, tzinfo=UTC)
"""The next 07:00 in Beijing."""


@pytest.mark.parametrize(
    ("notice", "expires_at", "due_at"),
    [
        ("withdrawn", None, MORNING),
        ("offer", None, LATE),
        ("withdrawn", MORNING + timedelta(hours=1), MORNING),
        ("withdrawn", MORNING, LATE),
    ],
)
def test_letters_wait_for_the_day_unless_urgent_or_useless_by_then(
    notice: str, expires_at: datetime | None, due_at: datetime, at_noon: Session
) -> None:
    person = make_user()
    with transaction():
        post(
            notice,
            person.id,
            institution_id=person.institution_id,
            dedupe_key="a",
            due_at=LATE,
            expires_at=expires_at,
        )
    assert _rows()[0].due_at == due_at


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        ("2026-10-12T22:59:59+00:00", "2026-10-12T23:00:00+00:00"),
        ("2026-10-12T23:00:00+00:00", "2026-10-12T23:00:00+00:00"),
        ("2026-10-13T12:59:59+00:00", "2026-10-13T12:59:59+00:00"),
        ("2026-10-13T13:00:00+00:00", "2026-10-13T23:00:00+00:00"),
    ],
)
def test_daytime_is_from_seven_to_nine_in_the_evening(at: str, moved: str) -> None:
    assert in_daytime(datetime.fromisoformat(at), "Asia/Shanghai") == datetime.fromisoformat(moved)
