"""Many at once, in threads that really commit: one link opens once, one account is tried no oftener than in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility import database
from mobility.core.terms import Refused, Role
from mobility.database import db, transaction
from mobility.models import OneTimeLink, RoleGrant, SignInFailure, UserSession
from mobility.queries.links import Purpose
from mobility.services.people import credentials, links, roles
from mobility.services.people.accounts import NewPerson, invite
from mobility.services.people.sign_in import sign_in
from tests.factories.people import PASSWORD, actor, home, make_staff, make_user
from tests.servers import DatabaseUrls

CROWD = 20


@pytest.fixture
def crowded(fresh_database: Callable[[], DatabaseUrls]) -> Iterator[Flask]:
    """A program on a database of its own, with a connection for everybody in the crowd."""
    app = Flask("crowd")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": CROWD + 2}
    database.init(app, fresh_database().app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_of_twenty_uses_of_one_link_exactly_one_succeeds(crowded: Flask) -> None:
    institution_id = home().id
    user = make_user(password_hash=None)
    with transaction():
        token = links.issue(user, Purpose.INVITATION)
    done = _all_at_once(
        crowded, lambda number: credentials.accept_invitation(institution_id, token, f"{PASSWORD} {number}")
    )
    assert done == {"done": 1, "link.invalid": CROWD - 1}
    assert db.session.scalar(select(func.count(UserSession.id))) == 1
    assert db.session.scalar(select(func.count(OneTimeLink.id)).where(OneTimeLink.used_at.is_not(None))) == 1


def test_of_twenty_wrong_tries_at_once_five_are_looked_at(crowded: Flask) -> None:
    institution_id = home().id
    make_user(email="li@university.example")
    done = _all_at_once(crowded, lambda number: sign_in(institution_id, "li@university.example", f"wrong {number}"))
    assert done == {"sign_in.wrong": 5, "sign_in.wait": CROWD - 5}
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 5


def test_twenty_people_sign_in_from_one_address_and_nobody_is_kept_out(crowded: Flask) -> None:
    institution_id = home().id
    for number in range(CROWD):
        make_user(email=f"person{number}@crowd.example")
    done = _all_at_once(crowded, lambda number: sign_in(institution_id, f"person{number}@crowd.example", PASSWORD))
    assert done == {"done": CROWD}


def test_one_address_is_invited_once_however_often_the_button_is_pressed(crowded: Flask) -> None:
    admin = actor(make_staff(Role.ADMINISTRATOR))
    done = _all_at_once(crowded, lambda _number: invite(admin, NewPerson("Ma", "ma@university.example")))
    assert done == {"done": 1, "address.taken": CROWD - 1}


def test_two_administrators_cannot_end_each_other(crowded: Flask) -> None:
    admins = [make_staff(Role.ADMINISTRATOR) for _ in range(2)]
    actors = [actor(admin) for admin in admins]
    grants = [
        db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == admin.id)).one()
        for admin in reversed(admins)
    ]
    done = _all_at_once(crowded, lambda number: roles.end(actors[number], grants[number]), crowd=2)
    assert done == {"done": 1, "role.last_administrator": 1}


def _all_at_once(app: Flask, act: Callable[[int], object], crowd: int = CROWD) -> Counter[str]:
    """Have everybody begin at the same instant; counts what became of each."""
    start = Barrier(crowd)

    def one(number: int) -> str:
        with app.app_context():
            start.wait(timeout=30)
            try:
                act(number)
            except Refused as refusal:
                return refusal.code
            finally:
                db.session.remove()
            return "done"

    db.session.commit()
    with ThreadPoolExecutor(crowd) as pool:
        return Counter(pool.map(one, range(crowd)))
