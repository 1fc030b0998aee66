"""Takes hold of a language test and of its applicants' files, while nobody can close the one or move the others."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Application, LanguageTest
from mobility.queries.language_marks import mine, tests_in_reach


def open_test(call_id: int, actor: Actor) -> LanguageTest:
    """The test, kept from being closed while marks are written, inside the caller's transaction.

    Raises Refused `language_test.unknown` for one out of reach and for none alike, and `mark.closed`.
    """
    query = (
        select(LanguageTest).where(LanguageTest.call_id == call_id, tests_in_reach(actor)).with_for_update(read=True)
    )
    test = db.session.scalar(query.execution_options(populate_existing=True))
    if test is None:
        raise Refused("language_test.unknown")
    if test.closed_at is not None:
        raise Refused("mark.closed")
    return test


def claim(call_id: int, application_ids: Collection[int], actor: Actor) -> list[Application]:
    """Lock the files in the order of their ids, as the door does, so that none moves on and no mark comes twice.

    Raises Refused `application.unknown` where one is not among those the actor examines.
    """
    query = (
        select(Application)
        .where(Application.id.in_(application_ids), Application.call_id == call_id, mine(actor))
        .order_by(Application.id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    found = list(db.session.scalars(query))
    if len(found) < len(application_ids):
        raise Refused("application.unknown")
    return found
