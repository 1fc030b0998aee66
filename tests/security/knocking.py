"""Asks queries and services directly, as somebody out of reach: what forms send, and what no page here shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import (
    Application,
    Call,
    Decision,
    Fee,
    LanguageMark,
    Offer,
    OfficeCheck,
    Proposal,
    Review,
    Student,
)
from mobility.queries import (
    desk,
    exceptions,
    language_marks,
    language_tests,
    lists,
    pipeline,
    proposed_list,
    scope,
    standing,
    waiting,
)
from mobility.queries.catalog import call_page
from mobility.queries.identity import actor_of
from mobility.queries.outbox import letters_of
from mobility.services.admission import decide as admission
from mobility.services.calls import cancel
from mobility.services.casework import audit, new_facts, remarks
from mobility.services.casework.counting import count_stages
from mobility.services.groups import decide, refund
from mobility.services.imports import fees
from mobility.services.outcomes import record, sheet
from mobility.services.selection import assign, invite, propose, qualify, waitlist
from tests.factories.cases import make_application
from tests.security.manifest import TWOFOLD
from tests.security.undoing import put_into_stage, undone
from tests.security.world import FOREIGN, World

ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")
COORDINATOR: Final = ("coordinator",)
OFFICE: Final = ("coordinator", "head", "auditor")


@dataclass(frozen=True)
class Knock:
    """What is asked, by people of which roles and by whom else, in which stage of the application, after what."""

    ask: Callable[[World, Actor], Any]
    roles: tuple[str, ...] = COORDINATOR
    stage: str = "selection"
    before: Callable[[World], None] | None = None
    names: tuple[str, ...] = ()


def people(world: World, knock: Knock) -> list[str]:
    """Those of the roles who do not reach the application: of elsewhere, of another institution, the student."""
    elsewhere = ("other_", FOREIGN, TWOFOLD)
    found = [name for name, role in world.roles.items() if role in knock.roles and name.startswith(elsewhere)]
    return [*knock.names, *found]


def answer(world: World, knock: Knock, person: str) -> str:
    """What somebody is answered, or why they are refused; undone afterwards."""
    with undone(world.app):
        put_into_stage(world.application_id, knock.stage)
        if knock.before is not None:
            knock.before(world)
        world.take_role(person)
        actor = actor_of(world.user_ids[person])
        try:
            said = repr(knock.ask(world, actor))
        except Refused as refused:
            said = f"refused: {[(one.code, dict(one.params)) for one in refused.reasons]}"
        except KeyError as missing:
            said = f"missing: {missing}"
    return ADDRESS.sub("", said)


def stage_after(world: World, action: str, stage: str) -> str:
    """Where the application stands after the coordinator did an act on many, wherever it stood; undone afterwards."""
    with undone(world.app):
        put_into_stage(world.application_id, stage)
        _nothing_stands_in_the_way(world)
        with suppress(Refused):
            MASS[action](world, actor_of(world.user_ids["coordinator"]))
        query = select(Application.state).where(Application.id == world.application_id)
        return str(db.session.scalars(query).one())


def _call(world: World) -> int:
    return int(world.objects["call"]["call_id"])


def _an_exception(world: World) -> None:
    """Changed facts were left aside, which the head reads."""
    coordinator, file = actor_of(world.user_ids["coordinator"]), world.application_id
    with transaction():
        audit.record(
            coordinator,
            Action.FACTS_SETTLE,
            outcome="left",
            object_kind="application",
            object_id=file,
            application_id=file,
        )


def _another_file(world: World) -> None:
    student = db.session.query(Student).filter_by(user_id=world.user_ids["other_student"]).one()
    make_application(db.session.get_one(Call, _call(world)), student, state="selection")


def _counted_ahead(_world: World) -> None:
    count_stages()


def _refund_due(world: World) -> None:
    db.session.query(Fee).filter_by(application_id=world.application_id).update({"state": "refund_due"})
    db.session.commit()


def _place(world: World) -> admission.Admission:
    return admission.Admission("placed", world.objects["host_option"]["option_id"])


def _nothing_stands_in_the_way(world: World) -> None:
    """The office has answered, a score is there, no place is given, and the list is with its coordinator again."""
    of_file = {"application_id": world.application_id}
    answered: dict[Any, Any] = {"answer": "yes", "answered_by": world.user_ids["checker"], "answered_at": now()}
    db.session.query(OfficeCheck).filter_by(**of_file).update(answered)
    scored: dict[Any, Any] = {"score": 80, "submitted_at": now()}
    db.session.query(Review).filter_by(**of_file, conflict_reason=None).update(scored)
    db.session.query(Decision).filter_by(**of_file).update({"voided_at": now()})
    db.session.query(Offer).filter_by(**of_file).delete()
    _returned(world)


def _no_mark(world: World) -> None:
    db.session.query(LanguageMark).filter_by(application_id=world.application_id).delete()
    db.session.commit()


def _returned(world: World) -> None:
    db.session.query(Proposal).filter_by(call_id=_call(world)).update({"state": "returned"})
    db.session.commit()


def _fee(world: World) -> int:
    return db.session.query(Fee).filter_by(application_id=world.application_id).one().id


def _application(world: World) -> Application:
    return db.session.get_one(Application, world.application_id)


def _student(world: World) -> str:
    return str(db.session.get_one(Student, _application(world).student_id).number)


def _list(world: World, actor: Actor) -> object:
    return lists.table(lists.CATALOG["examination"], lists.About(_call(world)), actor, now()).count


def _pipeline(_world: World, actor: Actor) -> object:
    return [(one.key, sum(stage.count for stage in one.stages)) for one in pipeline.pipeline(actor, now()).calls]


def _standing(world: World, actor: Actor) -> object:
    page = call_page(actor, world.objects["public_call"]["key"], now())
    return standing.own_standing(actor, page, now())


def _appointment() -> invite.Appointment:
    return invite.Appointment(at=now() + timedelta(days=9), place="A room")


def _outcome() -> record.Outcome:
    return record.Outcome("training_finished", date(2026, 10, 12))


def _assigned(world: World, actor: Actor) -> object:
    reviewer, due_at = world.user_ids["other_reviewer"], now() + timedelta(days=9)
    return assign.assign(_call(world), [world.application_id], [reviewer], actor, each=1, due_at=due_at)


def _settled(world: World, actor: Actor) -> object:
    new_facts.settle(world.application_id, actor, new_facts.Settlement(True, "A mark.", "seen"))
    return "settled"


def _counted(world: World, actor: Actor) -> object:
    return proposed_list.left_out_counts(0, _call(world), actor)


def _scope(world: World, actor: Actor) -> object:
    return len(db.session.scalars(scope.applications(actor, Role.COORDINATOR)).all())


KNOCKS: Final = {
    "chosen for an act on many": Knock(
        lambda w, a: desk.chosen(a, [w.application_id], Action.QUALIFICATION_DECIDE), stage="qualification_check"
    ),
    "exceptions": Knock(
        lambda _w, a: exceptions.search(a, exceptions.ExceptionFilter()), ("head", "auditor"), before=_an_exception
    ),
    "ids to export": Knock(
        lambda _w, a: lists.file_ids(a, desk.FileFilter(), 9), ("coordinator", "head"), names=("auditor",)
    ),
    "a list": Knock(_list, ("coordinator", "head")),
    "files to export": Knock(lambda w, a: list(lists.files([w.application_id], a, now())), ("coordinator", "head")),
    "letters": Knock(lambda w, a: letters_of(a, w.application_id), OFFICE),
    "pipeline": Knock(_pipeline, OFFICE),
    "pipeline with another file": Knock(_pipeline, OFFICE, before=_another_file),
    "pipeline counted ahead": Knock(_pipeline, OFFICE, before=_counted_ahead),
    "left out": Knock(_counted, ("head",)),
    "how one stands": Knock(_standing, ("student",)),
    "what waits": Knock(lambda _w, a: waiting.waiting_for(a), ("officer", "coordinator"), stage="school_check"),
    "what waits at the office": Knock(lambda _w, a: waiting.waiting_for(a), stage="qualification_check"),
    "scope": Knock(_scope),
    "admission": Knock(
        lambda w, a: admission.admit(_call(w), {w.application_id: admission.Admission("placed")}, a), stage="admission"
    ),
    "refunds": Knock(lambda w, a: refund.note_refunds(_call(w), [_fee(w)], a), before=_refund_due, stage="payment"),
    "outcomes": Knock(lambda w, a: record.record({w.application_id: _outcome()}, a), stage="training"),
    "outcomes by a sheet": Knock(
        lambda w, a: sheet._known(_call(w), [_student(w)], a), ("coordinator",), stage="training"
    ),
    "fees by a sheet": Knock(lambda w, a: fees._known([str(_application(w).number)], a), stage="payment"),
    "reviewers": Knock(_assigned),
    "invitation": Knock(lambda w, a: invite.invite(_call(w), _appointment(), a)),
    "proposal": Knock(
        lambda w, a: propose.propose(_call(w), {w.application_id: propose.Proposed("reserve", 1)}, a), before=_returned
    ),
    "many qualified": Knock(lambda w, a: qualify.qualify([w.application_id], a), stage="qualification_check"),
    "changed facts": Knock(_settled),
    "marks waiting": Knock(lambda _w, a: language_marks.waiting_count(a), ("examiner",), before=_no_mark),
    "the test of a call": Knock(lambda w, a: language_tests.of_call(_call(w), a), OFFICE),
    "remark": Knock(
        lambda w, a: remarks.add(w.application_id, a, "A remark.", is_shown_to_student=False),
        ("officer", "coordinator", "head", "auditor"),
    ),
}
"""By what is asked."""

MASS: Final[dict[str, Callable[[World, Actor], Any]]] = {
    "qualification.decide": lambda w, a: qualify.qualify([w.application_id], a),
    "list.propose": lambda w, a: propose.propose(_call(w), {w.application_id: propose.Proposed("reserve", 1)}, a),
    "admission.decide": lambda w, a: admission.admit(_call(w), {w.application_id: _place(w)}, a),
    "outcome.record": KNOCKS["outcomes"].ask,
    "waitlist.close": lambda w, a: waitlist.close(_call(w), a),
    "call.cancel": lambda w, a: cancel.cancel(_call(w), a),
    "group.decide": lambda w, a: decide.no_go(_call(w), a),
}
"""Acts on many files at once, by the act."""
