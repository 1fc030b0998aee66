"""Makes applications in any stage for tests of what looks at them, without the door: the door's own tests walk."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from mobility.database import Base, db, now
from mobility.models import (
    Application,
    Call,
    Decision,
    Offer,
    Partner,
    ProgramPartner,
    Proposal,
    Remark,
    Review,
    Student,
    User,
)
from tests.factories.calls import make_call
from tests.factories.people import make_student

_numbers = count(1)
Row = TypeVar("Row", bound=Base)

BEFORE_SUBMIT = ("draft",)


def make_application(call: Call | None = None, student: Student | None = None, **columns: Any) -> Application:
    """An application in `state`, a draft where none is given; any other was submitted before."""
    call, student = call or make_call(), student or make_student()
    state = columns.get("state", "draft")
    given: dict[str, Any] = {
        "institution_id": call.institution_id,
        "call_id": call.id,
        "student_id": student.id,
        "unit_id": student.unit_id,
        "workflow_id": call.workflow_id,
        "questionnaire_id": call.questionnaire_id,
        "eligibility_id": call.eligibility_id,
        "state": state,
        "state_since": now() - timedelta(days=9),
        "created_at": now() - timedelta(days=9),
    }
    if state not in BEFORE_SUBMIT:
        given |= {
            "number": f"{call.number_prefix}-{next(_numbers):04d}",
            "submitted_at": now() - timedelta(days=1),
            "submission_count": 1,
        }
    return _add(Application(**(given | columns)))


def make_offer(application: Application, **columns: Any) -> Offer:
    """An open offer of the first host of the program."""
    host = (
        select(Partner.id)
        .join(ProgramPartner, ProgramPartner.partner_id == Partner.id)
        .join(Call, Call.program_id == ProgramPartner.program_id)
        .where(Call.id == application.call_id)
        .order_by(ProgramPartner.position)
    )
    given = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "partner_id": db.session.scalars(host.limit(1)).one(),
        "confirm_by": now() + timedelta(days=3),
        "opened_at": now() - timedelta(days=9),
    }
    return _add(Offer(**(given | columns)))


def make_review(application: Application, reviewer: User, **columns: Any) -> Review:
    """An open review, due in five days."""
    given = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "reviewer_id": reviewer.id,
        "assigned_by": reviewer.id,
        "assigned_at": now() - timedelta(days=9),
        "due_at": now() + timedelta(days=5),
    }
    return _add(Review(**(given | columns)))


def make_proposal(call: Call, proposer: User, **columns: Any) -> Proposal:
    given = {"institution_id": call.institution_id, "call_id": call.id, "proposed_by": proposer.id}
    return _add(Proposal(**(given | columns)))


def make_decision(proposal: Proposal, application: Application, outcome: str, **columns: Any) -> Decision:
    given = {
        "institution_id": application.institution_id,
        "proposal_id": proposal.id,
        "application_id": application.id,
        "outcome": outcome,
    }
    return _add(Decision(**(given | columns)))


def make_remark(application: Application, author: User, body: str, **columns: Any) -> Remark:
    given = {
        "institution_id": application.institution_id,
        "application_id": application.id,
        "author_id": author.id,
        "body": body,
    }
    return _add(Remark(**(given | columns)))


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
