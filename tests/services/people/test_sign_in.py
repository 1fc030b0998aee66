"""Signing in: by address or number, alike for unknown accounts, slower with each wrong try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from mobility.core.terms import Refused
from mobility.database import db, set_clock
from mobility.models import AuditEvent, SignInFailure, UserSession
from mobility.queries.identity import digest
from mobility.services.people.sign_in import sign_in
from tests.factories.people import PASSWORD, home, make_student, make_user

MORNING = datetime(2026, 10, 12, 1, tzinfo=UTC)


def test_a_person_signs_in_by_address_whatever_its_case() -> None:
    user = make_user(email="Wang@University.example")
    signed_in = sign_in(home().id, " wang@university.EXAMPLE ", PASSWORD, agent="Firefox")
    row = db.session.scalars(select(UserSession)).one()
    assert (signed_in.user_id, row.user_id, row.agent) == (user.id, user.id, "Firefox")
    assert row.secret_hash == digest(signed_in.secret)


def test_a_student_signs_in_by_number() -> None:
    student = make_student(number="S2026001")
    assert sign_in(home().id, "s2026001", PASSWORD).user_id == student.user_id


@pytest.mark.parametrize("login", ["nobody@university.example", "closed@university.example", "new@university.example"])
def test_unknown_closed_and_passwordless_accounts_are_refused_alike(login: str) -> None:
    make_user(email="closed@university.example", is_active=False)
    make_user(email="new@university.example", password_hash=None)
    with pytest.raises(Refused) as refusal:
        sign_in(home().id, login, PASSWORD)
    assert (refusal.value.code, dict(refusal.value.params)) == ("sign_in.wrong", {})


def test_a_try_costs_one_look_at_a_password_whether_the_account_exists_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(email="li@university.example")
    make_user(email="new@university.example", password_hash=None)
    looks: list[str] = []
    verify = PasswordHasher.verify

    def look(hasher: PasswordHasher, kept: str, password: str) -> object:
        looks.append(kept)
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", look)
    counts = []
    for login in ("li@university.example", "new@university.example", "nobody@university.example"):
        _codes(login, 1)
        counts.append(len(looks))
    assert counts == [1, 2, 3]


def test_the_sixth_wrong_try_waits_and_the_wait_doubles() -> None:
    make_user(email="li@university.example")
    set_clock(frozen_at=MORNING)
    assert _codes("li@university.example", 6) == ["sign_in.wrong"] * 5 + ["sign_in.wait"]
    set_clock(frozen_at=MORNING + timedelta(seconds=61))
    assert _codes("li@university.example", 1) == ["sign_in.wrong"]
    with pytest.raises(Refused) as refusal:
        sign_in(home().id, "li@university.example", PASSWORD)
    assert refusal.value.params == {"minutes": 2}


def test_an_unknown_account_waits_like_a_known_one() -> None:
    set_clock(frozen_at=MORNING)
    assert _codes("nobody@university.example", 6) == ["sign_in.wrong"] * 5 + ["sign_in.wait"]


def test_no_wait_is_longer_than_a_quarter_of_an_hour_and_then_the_right_password_opens() -> None:
    user = make_user(email="li@university.example")
    for step in range(12):
        set_clock(frozen_at=MORNING + step * timedelta(minutes=16))
        _codes("li@university.example", 1)
    set_clock(frozen_at=MORNING + timedelta(minutes=11 * 16 + 15, seconds=1))
    assert sign_in(home().id, "li@university.example", PASSWORD).user_id == user.id
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 0


def test_tries_of_yesterday_count_no_more_and_are_forgotten() -> None:
    set_clock(frozen_at=MORNING)
    _codes("nobody@university.example", 5)
    set_clock(frozen_at=MORNING + timedelta(hours=24))
    assert _codes("somebody@university.example", 1) == ["sign_in.wrong"]
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 1
    assert _codes("nobody@university.example", 5) == ["sign_in.wrong"] * 5


def test_number_and_address_of_one_person_share_their_tries() -> None:
    student = make_student(user=make_user(email="li@university.example"))
    set_clock(frozen_at=MORNING)
    assert _codes("li@university.example", 3) + _codes(student.number, 3) == ["sign_in.wrong"] * 5 + ["sign_in.wait"]


def test_a_wait_concerns_that_account_alone() -> None:
    make_user(email="li@university.example")
    other = make_user(email="ma@university.example")
    _codes("li@university.example", 7)
    assert sign_in(home().id, "ma@university.example", PASSWORD).user_id == other.id


def test_a_new_sign_in_ends_the_one_that_the_browser_held() -> None:
    make_user(email="li@university.example")
    first = sign_in(home().id, "li@university.example", PASSWORD)
    second = sign_in(home().id, "li@university.example", PASSWORD, replaces=first.secret)
    rows = db.session.execute(select(UserSession.secret_hash, UserSession.ended_at.is_(None)))
    assert dict(rows.all()) == {digest(first.secret): False, digest(second.secret): True}


def test_a_sign_in_leaves_its_trace_without_a_name() -> None:
    user = make_user(email="li@university.example")
    sign_in(home().id, "li@university.example", PASSWORD)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.actor_id, event.action, event.outcome, event.params) == (user.id, "account.use", "signed_in", {})


def _codes(login: str, times: int) -> list[str]:
    codes = []
    for _ in range(times):
        with pytest.raises(Refused) as refusal:
            sign_in(home().id, login, "not the password")
        codes.append(refusal.value.code)
    return codes
