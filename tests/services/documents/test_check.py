"""A desk says of a document what it looked at: the version that stands, once, and the student can act on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Document
from mobility.services.applications.documents import remove
from mobility.services.documents.check import LONGEST, Said, check_document
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.desks import officer_of, staff_of
from tests.factories.documents import make_document
from tests.factories.filled import OTHER_PDF, put
from tests.factories.people import actor, make_staff, make_student

ACCEPT, UNDO = Said("accept", 1), Said("undo", 2)
BLURRED = Said("return", 1, "unreadable", " Page two. ")


def _row(document_id: int) -> tuple[str, int, str | None, str | None, int | None]:
    db.session.expire_all()
    found = db.session.get_one(Document, document_id)
    return found.state, found.version, found.return_code, found.return_reason, found.checked_by


def _code(document_id: int, said: Said, who: Actor) -> str:
    with pytest.raises(Refused) as refused:
        check_document(document_id, said, who)
    return refused.value.code


def _move(transcript: Document, **columns: object) -> None:
    db.session.execute(update(Application).where(Application.id == transcript.application_id).values(**columns))
    db.session.commit()


def test_accepted_and_taken_back(transcript: Document, officer: Actor) -> None:
    check_document(transcript.id, ACCEPT, officer)
    check_document(transcript.id, ACCEPT, officer)
    assert _row(transcript.id) == ("accepted", 2, None, None, officer.user_id)
    check_document(transcript.id, UNDO, officer)
    check_document(transcript.id, UNDO, officer)
    assert _row(transcript.id) == ("uploaded", 3, None, None, None)
    query = select(AuditEvent.outcome, AuditEvent.params, AuditEvent.is_quiet).order_by(AuditEvent.id)
    assert [tuple(row) for row in db.session.execute(query.where(AuditEvent.action == Action.DOCUMENT_CHECK))] == [
        ("accepted", {"kind": "transcript"}, True),
        ("undone", {"kind": "transcript"}, True),
    ]


def test_given_back_the_student_replaces_it_where_the_file_is(
    transcript: Document, me: Actor, coordinator: Actor
) -> None:
    file = transcript.application_id
    with pytest.raises(Refused, match=r"application\.not_editable"):
        put(file, "transcript", me, OTHER_PDF)
    check_document(transcript.id, BLURRED, coordinator)
    assert _row(transcript.id) == ("returned", 2, "unreadable", "Page two.", coordinator.user_id)
    with pytest.raises(Refused, match=r"document\.replace_only"):
        remove(file, transcript.id, me)
    fresh = put(file, "transcript", me, OTHER_PDF)
    assert (_row(fresh)[0], db.session.get_one(Application, file).state) == ("uploaded", "school_check")
    assert _code(transcript.id, Said("accept", 2), coordinator) == "stale.document_replaced"
    with pytest.raises(Refused, match=r"application\.not_editable"):
        put(file, "transcript", me)


def test_what_is_not_said_well(transcript: Document, officer: Actor) -> None:
    said = {
        "document.verdict": Said("burn", 1),
        "document.return_code": Said("return", 1, "", "Why."),
        "document.return_text": Said("return", 1, "other", "  "),
        "document.return_too_long": Said("return", 1, "other", "a" * (LONGEST + 1)),
    }
    assert {code: _code(transcript.id, one, officer) for code, one in said.items()} == {code: code for code in said}
    assert _row(transcript.id)[:2] == ("uploaded", 1)


def test_another_desk_was_first(transcript: Document, officer: Actor, coordinator: Actor) -> None:
    check_document(transcript.id, ACCEPT, officer)
    assert _code(transcript.id, BLURRED, coordinator) == "stale.document_checked"
    assert _code(transcript.id, ACCEPT, coordinator) == "stale.document_checked"
    assert _row(transcript.id)[:2] == ("accepted", 2)


@pytest.mark.parametrize("stage", ["draft", "returned_by_school", "withdrawn"])
def test_nothing_is_said_while_the_student_has_the_file_or_it_has_ended(
    transcript: Document, officer: Actor, stage: str
) -> None:
    _move(transcript, state=stage)
    assert _code(transcript.id, ACCEPT, officer) == "document.check_closed"


@pytest.mark.parametrize(("scan", "code"), [("waiting", "document.being_checked"), ("infected", "document.infected")])
def test_nothing_is_said_of_what_nobody_could_look_at(
    transcript: Document, officer: Actor, scan: str, code: str
) -> None:
    db.session.execute(update(Document).values(scan=scan))
    assert _code(transcript.id, ACCEPT, officer) == code


def test_to_others_the_document_is_not_there(transcript: Document, me: Actor) -> None:
    others = [me, actor(make_staff(Role.OFFICER)), *(actor(make_staff(role)) for role in (Role.REVIEWER, Role.HEAD))]
    assert {_code(transcript.id, ACCEPT, who) for who in others} == {"document.unknown"}
    officer = officer_of(transcript.application_id)
    _move(transcript, submission_count=0, number=None, submitted_at=None, state="draft")
    assert _code(transcript.id, ACCEPT, officer) == "document.unknown"


@dataclass(frozen=True)
class Race:
    """A document that came back, its student, and desks that would all take that back."""

    file_id: int
    document_id: int
    me: Actor
    desks: list[Actor]


def _race() -> Race:
    stop_clock_at(NOON)
    student = make_student()
    file = make_application(make_call(), student, state="school_check")
    document = make_document(file, state="returned", return_code="unreadable", checked_at=NOON, version=2)
    desks = [staff_of(file.id, Role.COORDINATOR) for _number in range(4)]
    db.session.commit()
    return Race(file.id, document.id, actor(student), desks)


def test_of_a_verdict_and_a_new_file_at_once_one_comes_first(live_app: Callable[[], Flask]) -> None:
    """Each desk has looked at the first version, so whatever comes first, no verdict lands on a file nobody saw."""
    app = live_app()
    with app.app_context():
        race = _race()
    barrier = Barrier(5)

    def run(who: Actor) -> str:
        with app.app_context():
            barrier.wait()
            try:
                if who is race.me:
                    return str(put(race.file_id, "transcript", who, OTHER_PDF))
                check_document(race.document_id, Said("undo", 2), who)
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()
            return "undone"

    with ThreadPoolExecutor(5) as pool:
        *said, fresh = pool.map(run, [*race.desks, race.me])
    with app.app_context():
        rows = {
            row.id: (row.state, row.version, row.replaced_at is None) for row in db.session.scalars(select(Document))
        }
    if fresh.isdecimal():
        assert set(said) == {"stale.document_replaced"}
        assert rows == {race.document_id: ("returned", 2, False), int(fresh): ("uploaded", 1, True)}
    else:
        assert (set(said), fresh) == ({"undone"}, "application.not_editable")
        assert rows == {race.document_id: ("uploaded", 3, True)}
