"""Invites the candidates of a call to the home selection: time, place, what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.core.workflow import StageKind
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Student
from mobility.queries import scope, stages
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where the selection takes place; `note` says what to bring."""

    at: datetime
    place: str
    note: str = ""


def invite(call_id: int, appointment: Appointment, actor: Actor) -> int:
    """Keep the appointment with the call and write to everybody in assessment; returns how many letters are new.

    The same appointment again reaches only those who came since; a changed one reaches all. Raises Refused
    `call.unknown`, `selection.place_missing`, `selection.time_passed` or `selection.no_files`.
    """
    permit(actor, Action.SELECTION_INVITE)
    if not appointment.place.strip():
        raise Refused("selection.place_missing")
    with transaction():
        call = take(call_id, actor)
        if appointment.at <= now():
            raise Refused("selection.time_passed")
        kept = {
            "at": appointment.at.astimezone(UTC).isoformat(),
            "place": appointment.place.strip(),
            "note": appointment.note.strip(),
        }
        before = call.settings.get("selection") or {}
        edition = before.get("edition", 0) + (0 if {**before, "edition": 0} == {**kept, "edition": 0} else 1)
        call.settings = {**call.settings, "selection": {**kept, "edition": edition}}
        invited = _write(call, edition, kept, actor)
        params = {"call_id": call_id, "count": invited, "edition": edition}
        audit.record(actor, Action.SELECTION_INVITE, object_kind="call", object_id=call_id, params=params)
        return invited


def _write(call: Call, edition: int, kept: dict[str, str], actor: Actor) -> int:
    rows = db.session.execute(
        select(Application.id, Student.user_id)
        .join(Student, Student.id == Application.student_id)
        .where(
            Application.call_id == call.id,
            stages.of_kind(StageKind.ASSESSMENT),
            scope.visible(actor, Role.COORDINATOR),
        )
        .order_by(Application.id)
    ).all()
    if not rows:
        raise Refused("selection.no_files")
    posted = [
        post(
            "selection_invitation",
            user_id,
            institution_id=call.institution_id,
            application_id=application_id,
            call_id=call.id,
            params={"at": kept["at"], "edition": edition},
            dedupe_key=f"selection_invitation:{application_id}:{edition}",
        )
        for application_id, user_id in rows
    ]
    return sum(letter is not None for letter in posted)
