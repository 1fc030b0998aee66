"""Who goes on although the facts that count do not meet the conditions goes on for a reason, given once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from mobility import storage
from mobility.core.access import Action
from mobility.core.eligibility import parse
from mobility.core.programs import exchange
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Application, AuditEvent, Call, Remark, Student, StudentFact
from mobility.queries.admission import applicants
from mobility.queries.content import hold
from mobility.queries.desk import chosen
from mobility.queries.exceptions import ExceptionFilter, search
from mobility.queries.record_changes import drift
from mobility.queries.selection import candidates
from mobility.queries.students import as_plain, record_of
from mobility.services.admission.decide import Admission, admit
from mobility.services.applications.submit import resubmit, submit
from mobility.services.casework import acts
from mobility.services.casework.new_facts import Settlement, settle
from mobility.services.selection.propose import Proposed, propose
from mobility.storage import Store
from tests.factories.calls import make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.desks import act, officer_of, return_file
from tests.factories.filled import begin_filled
from tests.factories.hosts import make_option, make_summer_school
from tests.factories.people import actor, make_fact, make_staff, make_student

RULES = parse({"rules": [{"kind": "average_at_least", "key": "average", "minimum": 80}]})
NEEDED = "eligibility.needs_reason"
WHY = "The faculty vouches for her."


@pytest.fixture
def head(coordinator: Actor) -> Actor:
    return actor(make_staff(Role.HEAD))


def _taken_over(call: Call, coordinator: Actor, *, goes_on: bool = False, **columns: Any) -> Application:
    """A file whose average fell below what is asked for, which the office took over."""
    student = make_student()
    make_fact(student, "average", {"value": 84}, scale="100")
    file = make_application(call, student, snapshot=as_plain(record_of(student.id)), **columns)
    _lower(file)
    settle(file.id, coordinator, Settlement(True, "The registry corrected it.", drift(hold(file.id)).seen, goes_on))
    return file


def _lower(file: Application) -> None:
    db.session.execute(update(StudentFact).where(StudentFact.student_id == file.student_id).values(value={"value": 70}))
    db.session.commit()


def _told(head: Actor) -> list[tuple[str, str | None]]:
    return [(row.kind, row.why) for row in search(head, ExceptionFilter()).rows]


def _code(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_one_reason_carries_a_file_from_its_qualification_to_its_proposal(coordinator: Actor, head: Actor) -> None:
    call = make_call(rules=RULES)
    file = _taken_over(call, coordinator, state="qualification_check", school_outcome="recommended", school_rank=1)
    qualify: tuple[int, Action, Actor] = (file.id, Action.QUALIFICATION_DECIDE, coordinator)
    assert _code(lambda: acts.act(*qualify, outcome="qualified")) == NEEDED
    assert [one.reason.code for one in chosen(coordinator, [file.id], Action.QUALIFICATION_DECIDE).others] == [NEEDED]
    acts.act(*qualify, outcome="qualified", remark=WHY)
    make_review(file, make_staff(Role.REVIEWER), score=80, submitted_at=now())
    assert [one.needs_reason for one in candidates(call.id, coordinator)] == [False]
    propose(call.id, {file.id: Proposed("reserve", 1)}, coordinator)
    assert _told(head) == [("ineligible", WHY), ("ineligible", WHY)]


def test_a_list_asks_for_the_reason_of_each_and_tells_the_student_nothing(coordinator: Actor, head: Actor) -> None:
    call = make_call(rules=RULES, workflow=exchange.WORKFLOW, choice_limit=1)
    option = make_option(call)
    file = _taken_over(call, coordinator, state="selection", is_willing=True)
    assert [one.needs_reason for one in candidates(call.id, coordinator)] == [True]
    proposed = Proposed("candidate", host_option_id=option.id)
    assert _code(lambda: propose(call.id, {file.id: proposed}, coordinator)) == NEEDED
    propose(call.id, {file.id: Proposed("candidate", host_option_id=option.id, reason=WHY)}, coordinator)
    assert _told(head) == [("ineligible", WHY)]
    assert not db.session.scalars(select(Remark.is_shown_to_student).where(Remark.body == WHY)).one()


def test_who_is_not_selected_needs_no_reason(coordinator: Actor, head: Actor) -> None:
    call = make_call(rules=RULES)
    file = _taken_over(call, coordinator, state="selection")
    propose(call.id, {file.id: Proposed("not_selected")}, coordinator)
    assert _told(head) == []


@pytest.mark.parametrize("outcome", ["placed", "waiting"])
def test_a_rolling_admission_asks_for_it_too(coordinator: Actor, head: Actor, outcome: str) -> None:
    call = make_summer_school(rules=RULES)
    option, file = make_option(call), _taken_over(call, coordinator, state="admission")
    assert [one.needs_reason for one in applicants(call.id, coordinator)] == [True]
    host = option.id if outcome == "placed" else None
    assert _code(lambda: admit(call.id, {file.id: Admission(outcome, host)}, coordinator)) == NEEDED
    admit(call.id, {file.id: Admission(outcome, host, WHY)}, coordinator)
    assert _told(head) == [("ineligible", WHY)]


def test_handed_in_again_with_facts_that_do_not_do_a_desk_has_to_say_why(
    coordinator: Actor, head: Actor, tmp_path: Path
) -> None:
    storage.use(Store.on_disk(tmp_path))
    call, student = make_call(rules=RULES), make_student()
    make_fact(student, "average", {"value": 84}, scale="100")
    me = actor(student)
    file_id = begin_filled(call, me)
    submit(file_id, me, has_declared=True)
    file = db.session.get_one(Application, file_id)
    assert (file.snapshot or {})["verdict"] == "eligible"
    return_file(file_id, officer_of(file_id), Action.SCHOOL_RETURN)
    _lower(file)
    resubmit(file_id, me, has_declared=True)
    again = select(AuditEvent.params["now"].astext).where(AuditEvent.action == Action.APPLICATION_RESUBMIT)
    assert ((file.snapshot or {})["verdict"], db.session.scalars(again).all()) == ("not_eligible", ["not_eligible"])
    db.session.execute(update(Application).values(state="qualification_check"))
    db.session.commit()
    qualify: tuple[int, Action, Actor] = (file_id, Action.QUALIFICATION_DECIDE, coordinator)
    assert _code(lambda: acts.act(*qualify, outcome="qualified")) == NEEDED
    acts.act(*qualify, outcome="qualified", remark=WHY)
    assert _told(head) == [("ineligible", WHY)]


def test_a_waiting_list_passes_over_whom_nobody_gave_a_reason_for(coordinator: Actor, head: Actor) -> None:
    call = make_call(rules=RULES)
    proposal = make_proposal(call, make_staff(Role.COORDINATOR), state="released")
    dropping, held, excepted = (
        make_application(call, state="training"),
        _taken_over(call, coordinator, state="reserve"),
        _taken_over(call, coordinator, goes_on=True, state="reserve"),
    )
    make_decision(proposal, dropping, "candidate", released_at=now())
    for position, file in enumerate((held, excepted), 1):
        make_decision(proposal, file, "reserve", position=position, released_at=now())
    act(dropping.id, actor(db.session.get_one(Student, dropping.student_id)), Action.APPLICATION_GIVE_UP)
    assert [db.session.get_one(Application, one.id).state for one in (held, excepted)] == ["reserve", "training"]
    assert _told(head) == [("ineligible", "The registry corrected it.")]
