"""Handing in: complete, declared, in time, once; and after a return to whoever has to look at it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from mobility import database
from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, Call, OutboxMessage, SchoolList, Student, Submission
from mobility.queries.content import hold
from mobility.services.applications.documents import remove
from mobility.services.applications.moves import recall
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import resubmit, submit
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.desks import officer_of, recommend, return_file, staff_of
from tests.factories.filled import ANSWERS, begin_filled, hand_in, put
from tests.factories.people import actor, make_fact, make_student
from tests.servers import DatabaseUrls


def _reasons(application_id: int, who: Actor, *, has_declared: bool = True) -> list[str]:
    with pytest.raises(Refused) as refused:
        submit(application_id, who, has_declared=has_declared)
    return [reason.code for reason in refused.value.reasons]


def _state(application_id: int) -> str:
    return db.session.scalars(select(Application.state).where(Application.id == application_id)).one()


def test_a_submit_gives_a_number_freezes_everything_and_writes_one_letter(call: Call, me: Actor) -> None:
    receipt = hand_in(call, me)
    assert (receipt.number, receipt.receipt_number) == (f"{call.number_prefix}-0001", f"{call.number_prefix}-0001-1")
    assert receipt.submitted_at == NOON
    assert set(receipt.content) == {"student", "sections", "documents", "declared_at", "choices", "is_willing"}
    assert receipt.content["sections"]["background"]["english_mark"] == "112.5"
    assert [one["kind"] for one in receipt.content["documents"]] == ["transcript"]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["receipt"]
    assert _state(receipt.application_id) == "school_check"


def test_everything_that_is_missing_is_named_at_once(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    codes = _reasons(application_id, me, has_declared=False)
    assert codes == ["declaration.missing", *["section.incomplete"] * 5, "document.missing"]
    assert _state(application_id) == "draft"


def test_a_guardians_consent_is_asked_of_those_under_18(call: Call) -> None:
    minor = actor(make_student(birth_on=date(2009, 1, 2)))
    application_id = begin_filled(call, minor)
    assert _reasons(application_id, minor) == ["document.missing"]
    put(application_id, "guardian_consent", minor)
    assert submit(application_id, minor, has_declared=True).sequence == 1


@pytest.mark.parametrize("late_by", [0, 1, 300])
def test_until_the_grace_ends_a_submit_counts(call: Call, me: Actor, late_by: int) -> None:
    application_id = begin_filled(call, me)
    stop_clock_at(DEADLINE + timedelta(seconds=late_by))
    assert submit(application_id, me, has_declared=True).submitted_at == DEADLINE + timedelta(seconds=late_by)


def test_one_microsecond_after_the_grace_is_too_late(call: Call, me: Actor) -> None:
    application_id = begin_filled(call, me)
    stop_clock_at(DEADLINE + timedelta(seconds=300, microseconds=1))
    assert _reasons(application_id, me) == ["deadline.passed"]


def test_a_fact_that_changed_since_the_start_counts(call: Call, me: Actor, student: Student) -> None:
    application_id = begin_filled(call, me)
    student.study_status = "suspended"
    db.session.commit()
    assert _reasons(application_id, me) == ["eligibility.not_eligible"]


def test_pressed_twice_it_is_the_same_receipt(call: Call, me: Actor) -> None:
    application_id = begin_filled(call, me)
    first, second = (submit(application_id, me, has_declared=True) for _press in range(2))
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_what_is_handed_in_is_what_was_seen(call: Call, me: Actor) -> None:
    application_id = begin_filled(call, me)
    seen = hold(application_id).fingerprint
    save_section(application_id, "contact", {**ANSWERS["contact"], "phone": "13055555555"}, me, revision=1)
    with pytest.raises(Refused, match=r"stale\.content"):
        submit(application_id, me, has_declared=True, fingerprint=seen)
    now_seen = hold(application_id).fingerprint
    assert submit(application_id, me, has_declared=True, fingerprint=now_seen).sequence == 1


def test_nobody_submits_for_another(call: Call, me: Actor) -> None:
    application_id = begin_filled(call, me)
    for other in (actor(make_student()), staff_of(application_id, Role.COORDINATOR)):
        with pytest.raises(Refused, match=r"application\.unknown"):
            submit(application_id, other, has_declared=True)


def test_a_recalled_one_is_handed_in_again_under_the_same_number(call: Call, me: Actor) -> None:
    first = hand_in(call, me)
    recall(first.application_id, me)
    second = submit(first.application_id, me, has_declared=True)
    assert (second.number, second.sequence, second.receipt_number) == (first.number, 2, f"{first.number}-2")


def test_a_submit_takes_at_most_25_statements(call: Call, me: Actor) -> None:
    application_id = begin_filled(call, me)
    fingerprint = hold(application_id).fingerprint
    db.session.commit()
    with counted() as sent:
        submit(application_id, me, has_declared=True, fingerprint=fingerprint)
    assert len(sent) <= 24, "\n".join(sent)  # one more reads who is asking


class TestReturned:
    """A returned file goes back to whoever returned it, until its own date, also after the call's deadline."""

    def test_to_the_school(self, call: Call, me: Actor) -> None:
        application_id = hand_in(call, me).application_id
        return_file(application_id, officer_of(application_id), Action.SCHOOL_RETURN, items="contact", days=20)
        stop_clock_at(DEADLINE + timedelta(days=2))
        save_section(application_id, "contact", {**ANSWERS["contact"], "phone": "13055555555"}, me, revision=1)
        assert resubmit(application_id, me, has_declared=True).sequence == 2
        assert _state(application_id) == "school_check"

    def test_to_the_office(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="motivation")
        assert resubmit(application_id, me, has_declared=True).sequence == 2
        assert _state(application_id) == "qualification_check"

    def test_to_the_school_when_a_mark_changed_that_its_ranking_rests_on(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="background")
        save_section(application_id, "background", {**ANSWERS["background"], "english_mark": "99"}, me, revision=1)
        resubmit(application_id, me, has_declared=True)
        assert _state(application_id) == "school_check"
        assert db.session.scalars(select(SchoolList.handed_in_at)).all() == [None]

    def test_to_the_school_when_a_fact_of_the_record_changed(self, call: Call, me: Actor, student: Student) -> None:
        application_id = self._returned_by_office(call, me, items="contact")
        make_fact(student, "rank", {"position": 3, "of": 80})
        db.session.commit()
        resubmit(application_id, me, has_declared=True)
        assert _state(application_id) == "school_check"

    def test_pressed_twice_it_is_the_same_receipt(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="contact")
        first, second = (resubmit(application_id, me, has_declared=True) for _press in range(2))
        assert first == second

    def test_only_what_is_marked_can_be_changed(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="contact,transcript")
        with pytest.raises(Refused, match=r"item\.not_marked"):
            save_section(application_id, "family", {}, me, revision=1)
        save_section(application_id, "contact", {}, me, revision=1)

    def test_what_is_lacking_stays_open(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="background")
        answers = {**ANSWERS["background"], "has_certificate": "yes"}
        save_section(application_id, "background", answers, me, revision=1)
        document_id = hold(application_id).documents["transcript"].id
        with pytest.raises(Refused, match=r"item\.not_marked"):
            remove(application_id, document_id, me)

    def test_after_its_date_it_is_too_late(self, call: Call, me: Actor) -> None:
        application_id = self._returned_by_office(call, me, items="contact")
        stop_clock_at(DEADLINE + timedelta(days=6, seconds=301))
        with pytest.raises(Refused, match=r"return\.passed"):
            resubmit(application_id, me, has_declared=True)
        with pytest.raises(Refused, match=r"return\.passed"):
            save_section(application_id, "contact", {}, me, revision=1)

    def _returned_by_office(self, call: Call, me: Actor, items: str) -> int:
        application_id = hand_in(call, me).application_id
        recommend(application_id)
        return_file(application_id, staff_of(application_id, Role.COORDINATOR), Action.OFFICE_RETURN, items=items)
        return application_id


def test_64_parallel_submits_are_one_submission_one_receipt_and_one_letter(
    fresh_database: Callable[[], DatabaseUrls],
) -> None:
    app = Flask("parallel")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 64, "connect_args": {"options": "-c timezone=UTC"}}
    database.init(app, fresh_database().app)
    with app.app_context():
        who, application_id = _prepared(NOON)
        db.session.remove()
    together = Barrier(64)

    def press(_number: int) -> str:
        with app.app_context():
            together.wait()
            try:
                return submit(application_id, who, has_declared=True).receipt_number
            finally:
                db.session.remove()

    with ThreadPoolExecutor(64) as pool:
        receipts = list(pool.map(press, range(64)))
    with app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(Submission)),
            db.session.scalar(select(func.count()).select_from(OutboxMessage)),
            db.session.scalar(select(func.count()).where(AuditEvent.action == Action.APPLICATION_SUBMIT)),
        ]
        db.session.remove()
        db.engine.dispose()
    assert len(set(receipts)) == 1
    assert counts == [1, 1, 1]


def _prepared(at: datetime) -> tuple[Actor, int]:
    """A filled application, committed, at the moment `at`."""
    with transaction():
        stop_clock_at(at)
        call, student = make_call(), make_student()
        call_key, who = call.key, actor(student)
    return who, begin_filled(db.session.scalars(select(Call).where(Call.key == call_key)).one(), who)
