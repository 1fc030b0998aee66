"""Has the world's application stand in a stage, and takes back what a request did to the world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import text

from mobility.core.programs import scholarship, summer_school
from mobility.database import db
from tests.factories.calls import NOON


def put_into_stage(application_id: int, stage: str) -> None:
    """Have the application stand in a stage, of a summer school where no scholarship has it, without the door.

    Where it stands there already nothing is written: what is undone thousands of times slows every statement after it.
    """
    statement = """
        UPDATE application SET state = :stage, submission_count = :times, number = :number, submitted_at = :at,
               returned_until = :until, school_outcome = :outcome, school_rank = :rank,
               workflow_id = COALESCE(
                   (SELECT id FROM definition WHERE kind = 'workflow' AND body->>'key' = :workflow LIMIT 1), workflow_id
               )
        WHERE id = :id AND (state, number) IS DISTINCT FROM (:stage, :number)
    """
    is_draft, is_later = stage == "draft", stage not in {"draft", "school_check", "school_list"}
    values = {
        "stage": stage,
        "times": 0 if is_draft else 1,
        "number": None if is_draft else "SNS-0001",
        "at": None if is_draft else NOON,
        "until": "2026-10-18T00:00:00+00:00" if stage.startswith("returned") else None,
        "outcome": "recommended" if is_later else None,
        "rank": 1 if is_later else None,
        "workflow": (scholarship if stage in scholarship.WORKFLOW.by_key else summer_school).WORKFLOW.key,
        "id": application_id,
    }
    db.session.execute(text(statement), values)
    db.session.commit()


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Nothing that happens inside the block stays."""
    db.session.remove()
    connection: Any = db._app_engines[app][None]
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()
