"""Mailed links and changes of password and address: proven, used once, and everything older ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, text

from mobility import database
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, set_clock, transaction
from mobility.models import OneTimeLink, OutboxMessage, SignInFailure, User, UserSession
from mobility.queries.identity import digest
from mobility.queries.links import Purpose, open_link
from mobility.services.people import credentials, links, passwords
from mobility.services.people.sign_in import sign_in
from tests.databases import counted
from tests.factories.letters import token_of
from tests.factories.people import PASSWORD, actor, home, make_institution, make_student, make_user

NEW = "another long walk at dusk"


def test_an_invitation_sets_the_first_password_proves_the_address_and_signs_in() -> None:
    user = make_user(password_hash=None, email_verified_at=None)
    token = _issue(user, Purpose.INVITATION)
    signed_in = credentials.accept_invitation(home().id, token, NEW, agent="Firefox")
    assert user.email_verified_at is not None
    assert passwords.is_right(user.password_hash, NEW)
    assert db.session.scalars(select(UserSession.secret_hash)).all() == [digest(signed_in.secret)]


def test_only_the_hash_of_a_token_is_kept_and_the_letter_carries_it() -> None:
    user = make_user()
    token = _issue(user, Purpose.PASSWORD_RESET)
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert db.session.scalars(select(OneTimeLink.token_hash)).all() == [digest(token)]
    assert (letter.notice, letter.user_id, token_of(letter)) == ("password_reset", user.id, token)
    assert len(token) >= 43


def test_a_link_works_once() -> None:
    token = _issue(make_user(), Purpose.PASSWORD_RESET)
    credentials.reset_password(home().id, token, NEW)
    assert _code(credentials.reset_password, home().id, token, NEW + "!") == "link.invalid"


def test_looking_at_a_link_does_not_use_it_up() -> None:
    user = make_user(name="王芳")
    token = _issue(user, Purpose.PASSWORD_RESET)
    seen = {open_link(home().id, Purpose.PASSWORD_RESET, token) for _ in range(5)}
    assert [link.name for link in seen if link] == ["王芳"]
    assert credentials.reset_password(home().id, token, NEW).user_id == user.id


def test_a_new_link_ends_the_older_one_of_the_same_purpose_alone() -> None:
    user = make_user()
    older, invitation = _issue(user, Purpose.PASSWORD_RESET), _issue(user, Purpose.INVITATION)
    newer = _issue(user, Purpose.PASSWORD_RESET)
    found = [open_link(home().id, Purpose.PASSWORD_RESET, token) is not None for token in (older, newer)]
    assert [*found, open_link(home().id, Purpose.INVITATION, invitation) is not None] == [False, True, True]


@pytest.mark.parametrize(
    ("purpose", "life"),
    [
        (Purpose.INVITATION, timedelta(days=14)),
        (Purpose.PASSWORD_RESET, timedelta(minutes=10)),
        (Purpose.ADDRESS_CHANGE, timedelta(minutes=60)),
    ],
)
def test_a_link_ends_with_its_time(purpose: Purpose, life: timedelta) -> None:
    begin = now()
    set_clock(frozen_at=begin)
    token = _issue(make_user(), purpose)
    set_clock(frozen_at=begin + life - timedelta(seconds=1))
    assert open_link(home().id, purpose, token) is not None
    set_clock(frozen_at=begin + life)
    assert open_link(home().id, purpose, token) is None
    assert _code(links.use_up, home().id, purpose, token) == "link.invalid"


def test_a_link_of_one_purpose_or_institution_opens_nothing_else() -> None:
    token = _issue(make_user(), Purpose.PASSWORD_RESET)
    other = make_institution("other")
    assert open_link(home().id, Purpose.INVITATION, token) is None
    assert open_link(other.id, Purpose.PASSWORD_RESET, token) is None
    assert _code(links.use_up, home().id, Purpose.INVITATION, token) == "link.invalid"
    assert _code(links.use_up, other.id, Purpose.PASSWORD_RESET, token) == "link.invalid"


def test_a_weak_password_is_refused_and_the_link_stays() -> None:
    student = make_student(number="20247391", user=make_user())
    token = _issue(db.session.get_one(User, student.user_id), Purpose.PASSWORD_RESET)
    assert _code(credentials.reset_password, home().id, token, "2024739120") == "password.personal"
    assert credentials.reset_password(home().id, token, NEW).user_id == student.user_id


def test_a_reset_ends_every_sign_in_forgives_wrong_tries_and_tells_by_letter() -> None:
    user = make_user(email="li@university.example")
    sign_in(home().id, "li@university.example", PASSWORD)
    assert _code(sign_in, home().id, "li@university.example", "wrong") == "sign_in.wrong"
    signed_in = credentials.reset_password(home().id, _issue(user, Purpose.PASSWORD_RESET), NEW)
    open_now = select(UserSession.secret_hash).where(UserSession.ended_at.is_(None))
    assert db.session.scalars(open_now).all() == [digest(signed_in.secret)]
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 0
    assert "password_changed" in db.session.scalars(select(OutboxMessage.notice)).all()


def test_asking_for_a_reset_posts_at_most_five_letters_a_day_and_nothing_for_strangers() -> None:
    make_user(email="li@university.example")
    for _ in range(7):
        credentials.ask_reset(home().id, "li@university.example")
    credentials.ask_reset(home().id, "nobody@university.example")
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 5


def test_asking_for_a_reset_is_the_same_work_whoever_it_is_for() -> None:
    for login in ("li", "busy"):
        make_user(email=f"{login}@university.example")
    for _ in range(credentials.LETTERS_A_DAY):
        credentials.ask_reset(home().id, "busy@university.example")
    make_user(email="gone@university.example", is_active=False)
    logins = ["li", "busy", "gone", "nobody"]
    done = {login: _work(f"{login}@university.example") for login in logins}
    assert [login for login in logins if done[login] != done["li"]] == []
    assert _letters() == {"li@university.example": 1, "busy@university.example": credentials.LETTERS_A_DAY}


def test_asking_by_a_number_is_the_same_work_with_and_without_an_address() -> None:
    make_student(number="20240001", user=make_user(email="li@university.example"))
    make_student(number="20240002", user=make_user(email=None))
    done = {number: _work(number) for number in ("20240001", "20240002", "20249999")}
    assert [number for number, work in done.items() if work != done["20240001"]] == []
    assert _letters() == {"li@university.example": 1}


def test_a_change_of_password_asks_for_the_old_one_and_ends_every_other_sign_in() -> None:
    user = make_user(email="li@university.example")
    stolen = sign_in(home().id, "li@university.example", PASSWORD)
    assert _code(credentials.change_password, actor(user), "wrong", NEW) == "password.wrong"
    fresh = credentials.change_password(actor(user), PASSWORD, NEW)
    open_now = select(UserSession.secret_hash).where(UserSession.ended_at.is_(None))
    assert db.session.scalars(open_now).all() == [digest(fresh.secret)]
    assert stolen.secret != fresh.secret


def test_guessing_the_old_password_waits_like_signing_in() -> None:
    user = make_user()
    codes = [_code(credentials.change_password, actor(user), "wrong", NEW) for _ in range(6)]
    assert codes == ["password.wrong"] * 5 + ["sign_in.wait"]


def test_a_new_address_counts_once_its_own_letter_is_answered() -> None:
    user = make_user(email="old@university.example")
    credentials.ask_address_change(actor(user), "New@Elsewhere.example", PASSWORD)
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert (letter.address, user.email) == ("New@elsewhere.example", "old@university.example")
    assert credentials.confirm_address(home().id, token_of(letter)) == user.id
    db.session.refresh(user)
    assert user.email == "New@elsewhere.example"


def test_an_address_that_somebody_else_has_is_refused_only_to_who_reads_its_letters() -> None:
    make_user(email="taken@university.example")
    user = make_user(email="old@university.example")
    credentials.ask_address_change(actor(user), "taken@university.example", PASSWORD)
    token = token_of(db.session.scalars(select(OutboxMessage)).one())
    assert _code(credentials.confirm_address, home().id, token) == "address.taken"


@pytest.mark.parametrize(
    ("address", "code"), [("no address", "address.impossible"), ("OLD@university.example", "address.same")]
)
def test_an_address_that_cannot_be_taken_is_refused_at_once(address: str, code: str) -> None:
    user = make_user(email="old@university.example")
    assert _code(credentials.ask_address_change, actor(user), address, PASSWORD) == code


def test_only_the_program_itself_may_give_several_people_a_password() -> None:
    users = [make_user(password_hash=None), make_user(password_hash=None)]
    stranger = make_user(make_institution("other"), password_hash=None)
    ids = [user.id for user in (*users, stranger)]
    assert _code(credentials.set_passwords, actor(users[0]), ids, NEW) == "access.role"
    credentials.set_passwords(Actor.system(home().id), ids, NEW)
    db.session.expire_all()
    assert [user.password_hash is not None for user in (*users, stranger)] == [True, True, False]


def test_no_token_stands_anywhere_but_in_the_letter_that_waits() -> None:
    token = _issue(make_user(), Purpose.PASSWORD_RESET)
    dump = db.session.execute(
        text("SELECT to_jsonb(l)::text FROM one_time_link l UNION SELECT to_jsonb(a)::text FROM audit_event a")
    )
    assert [token in row for row in dump.scalars()] == [False]


def _work(login: str) -> list[str]:
    """The statements that asking for a link sends, its commits and the rings of the bell, in their order."""
    rung: list[Callable[[], None]] = [lambda: sent.append("RING")]
    with counted() as sent, pytest.MonkeyPatch.context() as patch:
        event.listen(db.session, "after_commit", commit := lambda _session: sent.append("COMMIT"))
        patch.setattr(database, "_bells", rung)
        try:
            credentials.ask_reset(home().id, login)
        finally:
            event.remove(db.session, "after_commit", commit)
    assert sent[-2:] == ["COMMIT", "RING"]
    return sent


def _letters() -> Counter[str | None]:
    return Counter(db.session.scalars(select(OutboxMessage.address)))


def _issue(user: User, purpose: Purpose) -> str:
    with transaction():
        return links.issue(user, purpose)


def _code(act: object, *given: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.code
