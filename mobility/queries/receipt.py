"""Reads what was handed in, as it was frozen under its receipt number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, select

from mobility.core.access import POLICY, Action
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Application, Call, Submission
from mobility.queries import scope


@dataclass(frozen=True, slots=True)
class Receipt:
    """One submission. `number` is the application's, `receipt_number` this submission's own; `content` is frozen."""

    application_id: int
    number: str
    receipt_number: str
    sequence: int
    submitted_at: datetime
    call_title: Text
    time_zone: str
    questionnaire_id: int
    content: Mapping[str, Any]
    is_own: bool


def last_receipt(application_id: int, actor: Actor) -> Receipt:
    """Return the newest receipt of the actor's own application; Refused `application.unknown` where there is none."""
    query = _receipts(actor).where(Application.id == application_id, scope.visible(actor, Role.STUDENT))
    row = db.session.execute(query.order_by(Submission.sequence.desc()).limit(1)).one_or_none()
    if row is None:
        raise Refused("application.unknown")
    return Receipt(**row._asdict())


def receipt(receipt_number: str, actor: Actor) -> Receipt:
    """Return the submission of that number, of an application that the actor may see.

    Raises Refused `receipt.unknown` for one out of reach and for none alike.
    """
    reach = scope.visible(actor, *sorted(POLICY[Action.RECEIPT_OPEN].roles))
    query = _receipts(actor).where(Submission.receipt_number == receipt_number, reach)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise Refused("receipt.unknown")
    return Receipt(**row._asdict())


def _receipts(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.id.label("application_id"),
            Application.number,
            Submission.receipt_number,
            Submission.sequence,
            Submission.submitted_at,
            Call.title.label("call_title"),
            Call.time_zone,
            Application.questionnaire_id,
            Submission.content,
            (Application.student_id == actor.student_id if actor.student_id is not None else false()).label("is_own"),
        )
        .join(Submission, Submission.application_id == Application.id)
        .join(Call, Call.id == Application.call_id)
    )
