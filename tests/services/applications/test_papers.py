"""Papers that hold up a later stage are asked for there, handed in there, and no earlier or later."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Call, SectionAnswers, Student
from mobility.queries import content, judging
from mobility.queries.home import home, own_things
from mobility.services.applications.moves import confirm_offer
from mobility.services.documents.check import Said, check_document
from tests.factories.calls import make_call
from tests.factories.cases import make_application, make_offer
from tests.factories.clock import stop_clock_at
from tests.factories.desks import staff_of
from tests.factories.documents import make_document
from tests.factories.exchange import begin_exchange
from tests.factories.filled import OTHER_PDF, put
from tests.factories.hosts import make_exchange


@pytest.fixture
def call() -> Call:
    return make_exchange()


@pytest.fixture
def mine(call: Call, me: Actor) -> int:
    return begin_exchange(call, me)


def _in(application_id: int, stage: str) -> None:
    db.session.execute(update(Application).where(Application.id == application_id).values(state=stage))
    db.session.commit()


def _code(application_id: int, kind: str, who: Actor) -> str:
    with pytest.raises(Refused) as refused:
        put(application_id, kind, who)
    return refused.value.code


def test_a_draft_is_not_asked_for_papers_of_later_stages(mine: int, me: Actor) -> None:
    held = content.hold(mine)
    assert [kind.key for kind in held.shown_documents] == ["transcript"]
    assert _code(mine, "pledge", me) == "item.unknown"


def test_papers_are_handed_in_where_they_are_waited_for(mine: int, me: Actor) -> None:
    _in(mine, "confirmation")
    make_offer(db.session.get_one(Application, mine))
    with pytest.raises(Refused) as refused:
        confirm_offer(mine, me, has_accepted=True)
    assert [reason.params["kind"] for reason in refused.value.reasons] == ["pledge", "guardian_consent"]
    put(mine, "pledge", me)
    put(mine, "guardian_consent", me)
    assert content.hold(mine).missing_papers("confirmation") == ()
    assert _code(mine, "transcript", me) == "application.not_editable"
    assert _code(mine, "travel_document", me) == "application.not_editable"


def test_once_the_offer_is_over_no_paper_is_taken(mine: int, me: Actor) -> None:
    _in(mine, "confirmation")
    make_offer(db.session.get_one(Application, mine), confirm_by=now() - timedelta(microseconds=1))
    assert _code(mine, "pledge", me) == "application.not_editable"


def test_papers_that_were_handed_in_are_shown_later_too(mine: int, me: Actor) -> None:
    _in(mine, "formalities")
    put(mine, "insurance", me)
    _in(mine, "dispatched")
    held = content.hold(mine)
    assert [kind.key for kind in held.shown_documents] == ["transcript", "insurance"]
    assert _code(mine, "insurance", me) == "application.not_editable"


def test_an_accepted_paper_is_closed_and_one_that_came_back_is_open(mine: int, me: Actor) -> None:
    _in(mine, "formalities")
    db.session.execute(update(Application).values(submission_count=1, number="X-1"))
    insurance, coordinator = put(mine, "insurance", me), staff_of(mine, Role.COORDINATOR)
    check_document(insurance, Said("accept", 1), coordinator)
    assert _code(mine, "insurance", me) == "application.not_editable"
    check_document(insurance, Said("undo", 2), coordinator)
    check_document(insurance, Said("return", 3, "expired"), coordinator)
    assert content.hold(mine).missing_papers("formalities") == ("travel_document", "insurance")
    put(mine, "insurance", me, OTHER_PDF)
    assert content.hold(mine).missing_papers("formalities") == ("travel_document",)


def test_what_is_asked_for_no_more_need_not_be_replaced(me: Actor) -> None:
    """Home, the list of tasks and handing in again agree, also where a desk gave the paper back before."""
    file = make_application(make_call(), db.session.get_one(Student, me.student_id), state="school_check")
    make_document(file, "language_certificate", state="returned", storage_key="1/a")
    held = content.hold(file.id)
    assert (held.returned_documents, [thing.kind for thing in home(me, now()).things]) == ((), [])
    assert "document.returned" not in {reason.code for reason in judging.missing(held)}
    with transaction():
        values = {"has_certificate": True}
        given = {"institution_id": file.institution_id, "application_id": file.id, "section_key": "background"}
        db.session.add(SectionAnswers(**given, values=values))
    assert content.hold(file.id).returned_documents == ("language_certificate",)
    assert [(thing.kind, thing.application_id) for thing in home(me, now()).things] == [("replace", file.id)]


def test_home_and_calendar_name_the_papers_that_a_stage_after_the_offer_waits_for(mine: int, me: Actor) -> None:
    _in(mine, "formalities")
    due_at = now() + timedelta(days=9)
    db.session.execute(update(Application).values(due_at=due_at))
    db.session.commit()

    def told() -> list[tuple[str, datetime, bool]]:
        return [(thing.kind, thing.until, thing.has_date) for thing in home(me, now()).things]

    assert told() == [("papers", due_at, True)]
    assert [thing.kind for thing in own_things(me, now())] == ["papers"]
    stop_clock_at(due_at + timedelta(days=1))
    assert (told(), own_things(me, now())) == ([("papers", now(), False)], ())
    for kind in ("travel_document", "insurance"):
        put(mine, kind, me)
    assert told() == []
