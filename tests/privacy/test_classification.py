"""Every column says in its model what it holds, and what could open a door is sealed or hashed."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary

from mobility.models.privacy import Class, class_of, models, privacy
from mobility.services.privacy.erase_person import COUNTED, GONE
from mobility.services.privacy.rotate import sealed_columns

HASHED = {"user.password_hash", "recovery_code.code_hash", "user_session.secret_hash", "one_time_link.token_hash"}
HASHED |= {"sign_in_failure.account_hash", "calendar_feed.secret_hash"}
WORTHLESS_ALONE = {
    "user_session.challenge",  # random, answered once, within five minutes
    "second_factor.credential_id",  # the name of a passkey, and
    "second_factor.public_key",  # what its answers are checked by
    "outbox_message.source",  # a letter on its way; one with a link loses it with the last attempt
}


def columns() -> dict[str, Class | None]:
    return {
        f"{model.__tablename__}.{column.name}": class_of(model, column)
        for model in models()
        for column in model.__table__.columns
    }


def test_every_column_is_classified() -> None:
    """A column that is missing here is to be named in its model's `__privacy__`."""
    assert [name for name, given in columns().items() if given is None] == []


def test_no_class_is_said_of_a_column_that_is_not_there() -> None:
    extra = {
        model.__tablename__: set(getattr(model, "__privacy__", {})) - set(model.__table__.columns.keys())
        for model in models()
    }
    assert {name: columns for name, columns in extra.items() if columns} == {}


def test_sensitive_columns_are_sealed_hashed_or_worth_nothing_alone() -> None:
    sealed = {f"{table.name}.{name}" for table, name in sealed_columns()}
    sensitive = {name for name, given in columns().items() if given is Class.SENSITIVE}
    assert sealed <= sensitive
    assert sensitive - sealed == HASHED | WORTHLESS_ALONE


def test_sealed_columns_hold_bytes_and_stand_in_rows_with_a_number() -> None:
    for table, name in sealed_columns():
        assert isinstance(table.c[name].type, LargeBinary), table.name
        assert list(table.primary_key.columns.keys()) == ["id"], table.name


def test_what_is_kept_for_statistics_is_personal_and_exists() -> None:
    known = columns()
    kept = {f"{table}.{name}" for table, names in COUNTED.items() for name in names}
    assert {name for name in kept if known.get(name) is not Class.PERSONAL} == set()
    assert {model.__tablename__ for model in models()} >= GONE


def test_a_column_has_one_class() -> None:
    with pytest.raises(ValueError, match="two classes"):
        privacy(public="name", personal="name")
