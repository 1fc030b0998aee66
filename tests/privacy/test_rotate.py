"""A new key takes over while the program runs, and the old one is needed no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from mobility.database import db
from mobility.models import SecondFactor
from mobility.queries.factors import secret_place
from mobility.secrecy import Undecipherable, seal, unseal, version_of
from mobility.services.privacy.rotate import BATCH
from tests.factories.people import make_user
from tests.privacy.conftest import Place

COUNT = BATCH + 100
NEWER = "2:another key that seals columns in these tests"


def fill() -> None:
    user = make_user()
    db.session.add_all(
        SecondFactor(institution_id=user.institution_id, user_id=user.id, kind="totp") for _ in range(COUNT)
    )
    db.session.flush()
    for factor in db.session.scalars(select(SecondFactor)):
        factor.secret = seal(f"secret {factor.id}", secret_place(factor.id))
    db.session.commit()


def versions() -> set[int]:
    found = {version_of(one) for one in db.session.scalars(select(SecondFactor.secret)) if one is not None}
    db.session.rollback()
    return found


def test_every_value_lies_under_the_newest_key_afterwards(place: Place) -> None:
    fill()
    both = f"{place.environment['MOBILITY_ENCRYPTION_KEYS']},{NEWER}"
    done = place.run("rotate-keys", MOBILITY_ENCRYPTION_KEYS=both)
    assert (done.exit_code, done.output) == (0, f"{COUNT} values were sealed again; all lie under key 2 now.\n")
    assert versions() == {2}
    again = place.run("rotate-keys", MOBILITY_ENCRYPTION_KEYS=NEWER)
    assert again.output == "0 values were sealed again; all lie under key 2 now.\n"
    factor = db.session.scalars(select(SecondFactor).limit(1)).one()
    assert factor.secret is not None
    assert unseal(factor.secret, secret_place(factor.id)) == f"secret {factor.id}"


def test_a_key_that_is_missing_is_told_and_nothing_is_lost(place: Place) -> None:
    fill()
    done = place.run("rotate-keys", MOBILITY_ENCRYPTION_KEYS=NEWER)
    assert done.exit_code == 1
    assert "does not hold" in done.output
    assert versions() == {1}


def test_a_value_copied_to_another_row_does_not_open(place: Place) -> None:
    fill()
    first, second, *_others = db.session.scalars(select(SecondFactor).order_by(SecondFactor.id)).all()
    db.session.execute(update(SecondFactor).where(SecondFactor.id == second.id).values(secret=first.secret))
    db.session.commit()
    assert second.secret is not None
    with pytest.raises(Undecipherable):
        unseal(second.secret, secret_place(second.id))
