"""Reads what letters need to be put into words, at the time they are, and how the outbox stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, func, select

from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Application, OutboxMessage, User
from mobility.queries import definitions, scope
from mobility.queries.letter_sources import circumstances_query


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the letter. `latin_name` is empty for staff, and for students without a travel document."""

    id: int
    name: str
    latin_name: str
    is_student: bool
    is_active: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Writer:
    """The office in whose name letters go out."""

    institution_id: int
    name: Text
    office_name: Text
    email: str | None
    phone: str | None
    time_zone: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The call a letter is about; `selection` is the appointment of its home selection, where one was made."""

    id: int
    key: str
    title: Text
    deadline_at: datetime
    time_zone: str
    starts_on: date | None
    bond: Text | None
    selection: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """The application a letter is about, as it stands when the letter is written.

    `kind` is that of its stage; `stage` and `next` are what the student may see of it before release. `position` is its
    place among the released alternates, `funder_position` the one on the funder's list; the public notice of its
    released decision runs until `notice_until`.
    """

    id: int
    number: str | None
    kind: str
    stage: Text
    next: Text | None
    submitted_at: datetime | None
    returned_until: datetime | None
    due_at: datetime | None
    questionnaire_id: int
    position: int | None
    funder_position: int | None
    notice_until: datetime | None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """The newest offer of the application."""

    host: Text
    confirm_by: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that one letter may name; `id` is that of its row."""

    id: int
    recipient: Recipient
    writer: Writer
    call: CallFacts | None
    application: ApplicationFacts | None
    offer: OfferFacts | None
    remark: str | None

    @property
    def zone(self) -> str:
        return self.call.time_zone if self.call else self.writer.time_zone


def circumstances(message_ids: Sequence[int]) -> Mapping[int, Circumstances]:
    """Return, by the id of each row of the outbox, what its letter may name; one statement for all of them."""
    rows = db.session.execute(circumstances_query().where(OutboxMessage.id.in_(message_ids))).mappings()
    return {row["id"]: _circumstances_of(row) for row in rows}


def oldest_due(now: datetime) -> datetime | None:
    """When the letter became due that has waited longest by no fault of its own; None where none waits."""
    query = select(func.min(OutboxMessage.due_at)).where(
        OutboxMessage.state == "pending", OutboxMessage.due_at <= now, OutboxMessage.failure_count == 0
    )
    return db.session.scalar(query)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """One letter as the office sees it beside an application."""

    id: int
    notice: str
    recipient: str
    subject: str | None
    state: str
    due_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    last_error: str | None


def letters_of(actor: Actor, application_id: int) -> tuple[SentLetter, ...]:
    """The letters about one application, newest first, for the office; empty where `actor` may not see it."""
    is_seen = and_(scope.visible(actor, *scope.OFFICE_ROLES), Application.id == application_id)
    query = (
        select(*(getattr(OutboxMessage, name) for name in _SENT), User.name.label("recipient"))
        .join(User, User.id == OutboxMessage.user_id)
        .where(
            OutboxMessage.application_id.in_(select(Application.id).where(is_seen)), OutboxMessage.state != "unwanted"
        )
        .order_by(OutboxMessage.id.desc())
    )
    return tuple(SentLetter(**row) for row in db.session.execute(query).mappings())


_SENT: Final = ("id", "notice", "subject", "state", "due_at", "sent_at", "read_at", "last_error")


def _circumstances_of(row: Mapping[Any, Any]) -> Circumstances:
    return Circumstances(
        id=row["id"],
        recipient=_recipient(row),
        writer=Writer(
            row["institution_id"],
            row["institution_name"],
            row["office_name"],
            row["contact_email"],
            row["contact_phone"],
            row["institution_zone"],
            tuple(row["hosts"]),
        ),
        call=_call(row),
        application=_application(row),
        offer=OfferFacts(row["host"], row["confirm_by"], row["offer_state"]) if row["host"] is not None else None,
        remark=row["remark"],
    )


def _recipient(row: Mapping[Any, Any]) -> Recipient:
    latin = f"{row['latin_given_name'] or ''} {row['latin_family_name'] or ''}".strip()
    return Recipient(
        id=row["user_id"],
        name=row["user_name"],
        latin_name=latin,
        is_student=row["student_id"] is not None,
        is_active=row["is_active"],
        locale=row["locale"],
    )


def _call(row: Mapping[Any, Any]) -> CallFacts | None:
    if row["call_id"] is None:
        return None
    return CallFacts(
        id=row["call_id"],
        key=row["call_key"],
        title=row["title"],
        deadline_at=row["deadline_at"],
        time_zone=row["time_zone"],
        starts_on=row["starts_on"],
        bond=row["bond"],
        selection=row["settings"].get("selection") or {},
    )


def _application(row: Mapping[Any, Any]) -> ApplicationFacts | None:
    if row["application_id"] is None:
        return None
    workflow = definitions.workflow(row["workflow_id"])
    shown = workflow.shown(row["state"])
    return ApplicationFacts(
        id=row["application_id"],
        number=row["number"],
        kind=workflow.stage(row["state"]).kind,
        stage=shown.title,
        next=shown.next,
        submitted_at=row["submitted_at"],
        returned_until=row["returned_until"],
        due_at=row["due_at"],
        questionnaire_id=row["questionnaire_id"],
        position=row["position"],
        funder_position=row["waiting_position"],
        notice_until=row["notice_until"],
    )
