"""Decides requests for an account: a confirmed one becomes an invitation, a refused one keeps the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mobility.core.access import Action
from mobility.core.eligibility import FIELDS
from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import AccountRequest, Student, Unit, User
from mobility.queries import account_requests as reading
from mobility.queries.account_requests import Asked
from mobility.queries.links import Purpose
from mobility.services.casework import audit
from mobility.services.people import accounts, links, students
from mobility.services.people.permits import permit
from mobility.services.people.students import NewStudent

REASONS: Final = ("not_found", "differs", "has_account", "not_reached", "other")
"""Why a request is refused. The first two say that whoever asked is not the person with that number."""

NOTE_LENGTH: Final = 500
LEVELS: Final = (5, 6, 7, 8)
ENTRY_YEARS: Final = (1990, 2100)
PROGRAM_YEARS: Final = (1, 9)
YOUNGEST: Final = 14
"""Years between birth and entry; fewer is a slip of the finger."""

CATEGORIES: Final = ("mainland", "hmt_overseas_chinese", "international")


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What the registry would say of a student whom it does not have yet; `level` is EQF, 5 being 专科."""

    level: int
    entry_year: int
    program_years: int
    field: str
    birth_on: date
    category: str = "mainland"
    major: str = ""


def confirm(actor: Actor, request_id: int, seen: int, enrollment: Enrollment | None = None) -> bool:
    """Confirm that the request is the student's own, and post the invitation to the address it names.

    `seen` is the `ask_count` of the wording that was looked at; `enrollment` goes with a number that nobody has. The
    address is proven by the invitation's link alone. Answers whether a student was entered. Raises Refused
    `account_request.unknown`, `account_request.decided`, `stale.account_request`, what `obstacle` answers,
    `address.taken`, or what is wrong with the enrollment.
    """
    permit(actor, Action.ACCOUNT_REQUEST_DECIDE)
    try:
        with transaction():
            row = _take(actor, request_id, seen)
            asked = _read_under_lock(actor, row)
            if (asked.known is None) != (enrollment is not None):
                raise Refused("stale.account_request")
            if (code := reading.obstacle(asked, actor)) is not None:
                raise Refused(code)
            user = _user(asked) if enrollment is None else _enroll(actor, row, enrollment)
            user.locale = user.locale or row.locale
            user.phone = user.phone or row.phone
            accounts.change_address(user, row.email)
            db.session.flush()
            links.issue(user, Purpose.INVITATION)
            row.state, row.user_id, row.decided_at = "confirmed", user.id, now()
            _settle(actor, row, "enrolled" if enrollment else "confirmed")
            return enrollment is not None
    except IntegrityError as error:
        raise Refused("address.taken") from error


def refuse(actor: Actor, request_id: int, seen: int, reason: str, note: str = "") -> None:
    """Refuse a request; nobody is written to, since the address may be anybody's.

    Raises Refused `account_request.unknown`, `account_request.decided`, `stale.account_request`,
    `account_request.no_reason`, `account_request.no_note` for another reason than those listed, or
    `account_request.long`.
    """
    permit(actor, Action.ACCOUNT_REQUEST_DECIDE)
    plain = note.strip()
    if reason not in REASONS:
        raise Refused("account_request.no_reason")
    if reason == "other" and not plain:
        raise Refused("account_request.no_note")
    if len(plain) > NOTE_LENGTH:
        raise Refused("account_request.long", most=NOTE_LENGTH)
    with transaction():
        row, moment = _take(actor, request_id, seen), now()
        row.state, row.reason, row.note, row.decided_at = "refused", reason, plain, moment
        if reason in REASONS[:2]:
            row.user_id = None
        _settle(actor, row, "refused")


def _take(actor: Actor, request_id: int, seen: int) -> AccountRequest:
    """The open request, locked: of two who decide, the second is told."""
    reading.request_of(request_id, actor)
    query = select(AccountRequest).where(AccountRequest.id == request_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if row.state != "open":
        raise Refused("account_request.decided")
    if row.ask_count != seen:
        raise Refused("stale.account_request")
    return row


def _read_under_lock(actor: Actor, row: AccountRequest) -> Asked:
    """The request as it is once the person with its number waits: nobody chooses a password meanwhile."""
    whose = reading.student_of_number(row.institution_id, row.number)
    db.session.execute(select(User.id).where(User.id == whose.scalar_subquery()).with_for_update())
    return reading.request_of(row.id, actor)


def _user(asked: Asked) -> User:
    if asked.known is None:
        raise Refused("stale.account_request")
    return db.session.get_one(User, asked.known.user_id, populate_existing=True)


def _enroll(actor: Actor, row: AccountRequest, given: Enrollment) -> User:
    _check(given)
    unit = db.session.scalars(select(Unit.code).where(Unit.id == row.unit_id)).one()
    new = NewStudent(
        number=row.number,
        name=row.name,
        unit=unit,
        level=given.level,
        is_vocational=given.level == LEVELS[0],
        entry_year=given.entry_year,
        program_years=given.program_years,
        field=given.field,
        birth_on=given.birth_on,
        category=given.category,
        major=" ".join(given.major.split()),
    )
    student_id = students.add(actor, [new])[row.number]
    return db.session.get_one(User, db.session.get_one(Student, student_id).user_id)


def _check(given: Enrollment) -> None:
    first, last = ENTRY_YEARS
    if not first <= given.entry_year <= last:
        raise Refused("account_request.entry_year")
    shortest, longest = PROGRAM_YEARS
    if not shortest <= given.program_years <= longest:
        raise Refused("account_request.program_years", low=shortest, top=longest)
    if given.level not in LEVELS or given.field not in FIELDS or given.category not in CATEGORIES:
        raise Refused("account_request.facts")
    if given.entry_year - given.birth_on.year < YOUNGEST:
        raise Refused("account_request.birth_on")


def _settle(actor: Actor, row: AccountRequest, outcome: str) -> None:
    row.decided_by = actor.user_id
    params = (
        {"user_id": row.user_id} if row.state == "confirmed" else {"reason": f"account_request.reason.{row.reason}"}
    )
    audit.record(
        actor,
        Action.ACCOUNT_REQUEST_DECIDE,
        outcome=outcome,
        object_kind="account_request",
        object_id=row.id,
        params=params,
    )
