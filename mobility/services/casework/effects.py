"""What a move causes besides the new state: one function per name that a workflow may use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import func, select, update

from mobility.core.access import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Call, Decision, SchoolList, Submission
from mobility.queries import judging
from mobility.queries.counted import EXCEPTED, VERDICT, is_not_eligible
from mobility.services.casework import asking, audit, fees, places
from mobility.services.casework.case import Case, Effect, Succession, whole


def _issue_number(case: Case) -> None:
    """Give the application its number at the first submission; the call counts under its own row lock."""
    application = case.application
    if application.number is None:
        count = (
            update(Call)
            .where(Call.id == application.call_id)
            .values(last_number=Call.last_number + 1)
            .returning(Call.number_prefix, Call.last_number)
        )
        row = db.session.execute(count, execution_options={"synchronize_session": False}).one()
        application.number = f"{row.number_prefix}-{row.last_number:04d}"
    case.params["number"] = application.number


def _freeze_snapshot(case: Case) -> None:
    """Keep what was handed in, unchangeable, under a receipt number."""
    application = case.application
    application.submission_count += 1
    application.submitted_at = case.facts.now
    frozen = judging.freeze(application.id)
    application.snapshot = {**frozen["student"], VERDICT: case.facts.eligibility}
    receipt = f"{application.number}-{application.submission_count}"
    db.session.add(
        Submission(
            institution_id=application.institution_id,
            application_id=application.id,
            sequence=application.submission_count,
            receipt_number=receipt,
            content=frozen,
            submitted_at=case.facts.now,
        )
    )
    case.params["receipt_number"] = receipt
    if case.move.action is Action.APPLICATION_RESUBMIT:
        case.params["now"] = case.facts.eligibility


def _note_exception(case: Case) -> None:
    """Who goes on although the conditions are not met goes on for a reason: it stands with this act and all later."""
    snapshot = case.application.snapshot
    if snapshot is None or not is_not_eligible(snapshot) or case.params.get("decision") == "not_selected":
        return
    remark = case.params.get("remark") or snapshot[EXCEPTED]
    case.application.snapshot = {**snapshot, EXCEPTED: remark}
    case.params["remark"] = remark


def _set_return(case: Case) -> None:
    items = str(case.params.get("items") or "")
    case.application.returned_until = datetime.fromisoformat(str(case.params["until"]))
    case.application.returned_items = [item for item in items.split(",") if item]


def _clear_return(case: Case) -> None:
    case.application.returned_until = None
    case.application.returned_items = []


def _reopen_school_list(case: Case) -> None:
    """A fact changed on which the school's ranking rests: the list is open again, this file without a rank."""
    case.application.school_outcome = None
    case.application.school_rank = None
    open_school_list(case.facts, case.actor, case.move.action)


def open_school_list(facts: CaseFacts, actor: Actor, action: Action) -> None:
    """Open the list of the case's school again, where it was handed in, and say so in the audit."""
    query = select(SchoolList).where(SchoolList.call_id == facts.call_id, SchoolList.unit_id == facts.unit_id)
    school_list = db.session.scalar(query.with_for_update())
    if school_list is not None and school_list.handed_in_at is not None:
        school_list.handed_in_at = None
        school_list.handed_in_by = None
        audit.record(
            actor,
            action,
            outcome="school_list_reopened",
            object_kind="school_list",
            object_id=school_list.id,
            params={"call_id": facts.call_id, "unit_id": facts.unit_id},
        )


def _record_decision(case: Case) -> None:
    position = case.params.get("position")
    option = case.params.get("host_option_id")
    db.session.add(
        Decision(
            institution_id=case.facts.institution_id,
            proposal_id=whole(case.params["proposal_id"]),
            application_id=case.facts.application_id,
            outcome=str(case.params["decision"]),
            position=None if position is None else whole(position),
            host_option_id=None if option is None else whole(option),
        )
    )


def _void_decision(case: Case) -> None:
    _on_current_decision(case, voided_at=case.facts.now)


def _release_decision(case: Case) -> None:
    _on_current_decision(case, released_at=case.facts.now)


def _on_current_decision(case: Case, **values: datetime) -> None:
    change = update(Decision).where(Decision.application_id == case.facts.application_id, Decision.voided_at.is_(None))
    db.session.execute(change.values(**values))


def _set_waiting(case: Case) -> None:
    """Take the position given, or the call's next free one; under the lock of the call's row none is given twice."""
    db.session.execute(select(Call.id).where(Call.id == case.facts.call_id).with_for_update())
    last = select(func.max(Application.waiting_position)).where(Application.call_id == case.facts.call_id)
    given = case.params.get("position")
    position = (db.session.scalar(last) or 0) + 1 if given in (None, "") else whole(given)
    case.application.waiting_position = position
    case.params["position"] = position


def _move_up_in_school(case: Case) -> None:
    """A recommended student drops out: the same school's next alternate is recommended instead."""
    if case.application.school_outcome == "recommended":
        case.successions.append("school")


def _move_up(stage: Succession) -> Effect:
    def effect(case: Case) -> None:
        case.successions.append(stage)

    return effect


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "issue_number": _issue_number,
        "freeze_snapshot": _freeze_snapshot,
        "set_return": _set_return,
        "clear_return": _clear_return,
        "reopen_school_list": _reopen_school_list,
        "note_exception": _note_exception,
        "record_decision": _record_decision,
        "void_decision": _void_decision,
        "release_decision": _release_decision,
        "set_waiting": _set_waiting,
        "move_up_in_school": _move_up_in_school,
        "move_up_reserve": _move_up("reserve"),
        "move_up_funder_reserve": _move_up("funder_reserve"),
        "move_up_waiting": _move_up("waiting"),
        **places.EFFECTS,
        **asking.EFFECTS,
        **fees.EFFECTS,
    }
)
