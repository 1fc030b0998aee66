"""Reads every exception that was made: what, by whom, for whom, in which call, when and why, the newest first.

Nothing is written for this list of its own: it is what the audit and the reasons given with each act say already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from mobility.core.access import Action
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import (
    Allowance,
    Application,
    AuditEvent,
    Call,
    LateCode,
    OfficeCheck,
    Remark,
    Student,
    Unit,
    User,
)
from mobility.queries import calls, scope
from mobility.queries.deputies import is_for
from mobility.spelling import fold

PAGE_SIZE: Final = 50
KINDS: Final = ("late_code", "late", "said_no", "ineligible", "left_aside", "cap", "places", "deadline")
"""A code for late applications, somebody let in by one, qualified over an office's "no", admitted although the facts
that count do not meet the conditions, changed facts that do not count; one school's cap raised, more places for a
call, and its deadline moved once it was published."""

READERS: Final = (Role.HEAD, Role.AUDITOR)

_ACTIONS: Final = (
    Action.LATE_CODE_MANAGE,
    Action.LATE_ENTER,
    Action.FACTS_SETTLE,
    Action.QUALIFICATION_DECIDE,
    Action.LIST_PROPOSE,
    Action.ADMISSION_DECIDE,
    Action.CALL_ALLOW,
    Action.CALL_EXTEND,
)
"""What can make an exception; the index `ix_audit_event_exceptions` holds these, so a change needs a migration."""


@dataclass(frozen=True, slots=True)
class ExceptionFilter:
    """What the list is narrowed to: a kind, a call, a person by name or number, or an application by its number."""

    kind: str = ""
    call_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception. `made_for` is for whom a deputy made it. `student_name` is None for a code that is no single
    student's, which `most_uses` students may use.

    `why` is None where the act asks for no reason and none was given. `now_outcome` is the verdict that the record
    of that day leads to, of facts that were left aside. Of what concerns a whole call or a school: `unit_name` (None:
    the call), the numbers or instants before and after, as they are in the audit, and whether it was taken back since.
    """

    id: int
    kind: str
    happened_at: datetime
    made_by: str | None
    made_for: str | None
    student_name: str | None
    student_number: str | None
    application_id: int | None
    application_number: str | None
    call_title: Text
    most_uses: int | None
    why: str | None
    now_outcome: str | None
    unit_name: Text | None
    before: str | None
    after: str | None
    is_taken_back: bool

    @property
    def is_of_call(self) -> bool:
        """About a call or a school, and no single student."""
        return self.kind in ("cap", "places", "deadline")


@dataclass(frozen=True, slots=True)
class ExceptionPage:
    """A page of exceptions; the next one begins before the event `following` (None: this was the last)."""

    rows: tuple[ExceptionRow, ...]
    following: int | None


_DOER: Final = aliased(User, name="doer")
_APPLICANT: Final = aliased(User, name="applicant")
_HOLDER: Final = aliased(User, name="holder")


def search(actor: Actor, wanted: ExceptionFilter, before: int | None = None, size: int = PAGE_SIZE) -> ExceptionPage:
    """A page of the exceptions in the reach of a head or an auditor, in one statement however many there are."""
    query = _exceptions().where(
        AuditEvent.institution_id == actor.institution_id,
        AuditEvent.action.in_(_ACTIONS),
        _reach(actor),
        *_conditions(wanted),
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    found = db.session.execute(query.order_by(AuditEvent.id.desc()).limit(size + 1)).mappings().all()
    rows = tuple(ExceptionRow(**row) for row in found[:size])
    return ExceptionPage(rows, rows[-1].id if len(found) > size else None)


def _exceptions() -> Select[*tuple[Any, ...]]:
    """Every event with what is known of it; one by a code was made by whoever made the code."""
    is_late = AuditEvent.action == Action.LATE_ENTER
    return (
        select(
            *(AuditEvent.id, _kind().label("kind"), AuditEvent.happened_at, _DOER.name.label("made_by")),
            _HOLDER.name.label("made_for"),
            *(Student.name.label("student_name"), Student.number.label("student_number")),
            *(Application.id.label("application_id"), Application.number.label("application_number")),
            *(Call.title.label("call_title"), LateCode.most_uses),
            func.coalesce(LateCode.note, Allowance.reason, _remark()).label("why"),
            *(AuditEvent.params["now"].astext.label("now_outcome"), Unit.name.label("unit_name")),
            *(AuditEvent.params["from"].astext.label("before"), AuditEvent.params["to"].astext.label("after")),
            Allowance.taken_back_at.is_not(None).label("is_taken_back"),
        )
        .outerjoin(Application, Application.id == AuditEvent.application_id)
        .outerjoin(LateCode, and_(AuditEvent.object_kind == "late_code", LateCode.id == AuditEvent.object_id))
        .outerjoin(Allowance, Allowance.id == cast(AuditEvent.params["allowance"].astext, BigInteger))
        .outerjoin(Unit, Unit.id == Allowance.unit_id)
        .join(Call, Call.id == func.coalesce(Application.call_id, LateCode.call_id, _call_itself()))
        .outerjoin(Student, Student.id == func.coalesce(Application.student_id, LateCode.student_id))
        .outerjoin(_APPLICANT, _APPLICANT.id == Student.user_id)
        .outerjoin(_HOLDER, is_for(_HOLDER))
        .outerjoin(_DOER, _DOER.id == case((is_late, LateCode.made_by), else_=AuditEvent.actor_id))
    )


def _call_itself() -> ColumnElement[Any]:
    return case((AuditEvent.object_kind == "call", AuditEvent.object_id))


def _kind() -> ColumnElement[str]:
    """The kind of the enclosing query's event; NULL for an act that made no exception."""
    return case(
        (_is(Action.LATE_CODE_MANAGE, "made"), "late_code"),
        (_is(Action.LATE_ENTER, "used"), "late"),
        (_is(Action.FACTS_SETTLE, "left"), "left_aside"),
        (and_(_is(Action.QUALIFICATION_DECIDE, "qualified"), _was_refused()), "said_no"),
        (_is(Action.CALL_ALLOW, "cap_raised"), "cap"),
        (_is(Action.CALL_ALLOW, "places_raised"), "places"),
        (AuditEvent.action == Action.CALL_EXTEND, "deadline"),
        (and_(_admits(), _last_verdict() == "not_eligible"), "ineligible"),
        (and_(_is(Action.FACTS_SETTLE, "taken"), AuditEvent.params["goes_on"].astext == "true"), "ineligible"),
    )


def _is(action: Action, outcome: str) -> ColumnElement[bool]:
    return and_(AuditEvent.action == action, AuditEvent.outcome == outcome)


def _admits() -> ColumnElement[bool]:
    """An act that leads towards a place; an alternate moves up without another one."""
    proposed = AuditEvent.params["decision"].astext.in_(("candidate", "reserve"))
    return or_(
        _is(Action.QUALIFICATION_DECIDE, "qualified"),
        and_(AuditEvent.action == Action.LIST_PROPOSE, AuditEvent.application_id.is_not(None), proposed),
        _is(Action.ADMISSION_DECIDE, "placed"),
        _is(Action.ADMISSION_DECIDE, "waiting"),
    )


def _was_refused() -> ColumnElement[bool]:
    """An office that was asked had said no by then; offices are not asked again once a file is qualified."""
    refused = select(OfficeCheck.id).where(
        OfficeCheck.application_id == AuditEvent.application_id,
        OfficeCheck.answer == "no",
        OfficeCheck.answered_at <= AuditEvent.happened_at,
    )
    return refused.correlate(AuditEvent).exists()


def _last_verdict() -> ColumnElement[Any]:
    """The verdict on the facts that counted at the event: taken over, or handed in again, whichever was later."""
    earlier = aliased(AuditEvent)
    changes = or_(
        and_(earlier.action == Action.FACTS_SETTLE, earlier.outcome == "taken"),
        earlier.action == Action.APPLICATION_RESUBMIT,
    )
    query = (
        select(earlier.params["now"].astext)
        .where(earlier.application_id == AuditEvent.application_id, earlier.id < AuditEvent.id, changes)
        .order_by(earlier.id.desc())
        .limit(1)
    )
    return query.correlate(AuditEvent).scalar_subquery()


def _remark() -> ColumnElement[Any]:
    query = select(Remark.body).where(
        Remark.id == cast(AuditEvent.params["remark"].astext, BigInteger),
        Remark.application_id == AuditEvent.application_id,
    )
    return query.correlate(AuditEvent).scalar_subquery()


def _reach(actor: Actor) -> ColumnElement[bool]:
    """What concerns a file follows the file; a code follows its call, and nobody reads of a code of their own."""
    is_open = and_(Application.id.is_(None), calls.in_reach(actor, *READERS))
    if actor.student_id is not None:
        is_open = and_(is_open, LateCode.student_id.is_distinct_from(actor.student_id))
    return or_(is_open, scope.visible(actor, *READERS))


def _conditions(wanted: ExceptionFilter) -> Iterator[ColumnElement[bool]]:
    yield _kind() == wanted.kind if wanted.kind else _kind().is_not(None)
    if wanted.call_id is not None:
        yield Call.id == wanted.call_id
    if folded := fold(wanted.text):
        plain = wanted.text.strip()
        yield or_(
            _DOER.search_key.contains(folded, autoescape=True),
            _APPLICANT.search_key.contains(folded, autoescape=True),
            Student.number == plain,
            func.lower(Application.number) == plain.lower(),
        )
