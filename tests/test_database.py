"""What the database floor promises of its connections."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DataError

from mobility.database import db

STATEMENT = "SELECT 7 / CAST(:by AS integer)"


def test_what_pages_ask_again_and_again_stays_prepared_though_each_ends_by_a_rollback(shared_bare_app: Flask) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 7 / CAST(%'")
    answers = []
    with shared_bare_app.app_context():
        for by in [1] * 6 + [0] + [7]:
            try:
                answers.append(db.session.execute(text(STATEMENT), {"by": by}).scalar_one())
            except DataError:
                answers.append("refused")
            db.session.rollback()
        assert db.session.scalar(prepared) == 1
    assert answers == [7] * 6 + ["refused", 1]


def test_a_rollback_still_undoes_what_was_written(shared_bare_app: Flask) -> None:
    with shared_bare_app.app_context():
        db.session.execute(text("CREATE TEMPORARY TABLE kept (one integer) ON COMMIT PRESERVE ROWS"))
        db.session.commit()
        db.session.execute(text("INSERT INTO kept VALUES (1)"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT count(*) FROM kept")) == 0


def test_a_rollback_of_a_connection_that_is_gone_is_not_silent(shared_bare_app: Flask) -> None:
    with shared_bare_app.app_context():
        raw: Any = db.session.connection().connection.driver_connection
        db.session.execute(text("SELECT 1"))
        raw.pgconn.finish()
        with pytest.raises(Exception, match="closed"):
            raw.rollback()
        db.session.connection().invalidate()
