"""Records an outcome from outside for one file or for many, each with its date, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Actor, Param, Refused, Role
from mobility.database import db, now, transaction
from mobility.models import Application, Call, ProgramPartner
from mobility.queries import scope
from mobility.queries.calendars import work_calendar
from mobility.queries.zones import zone_of_institution
from mobility.services.casework import due, remarks
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.people.permits import permit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a stage outside. `partner_id` and `confirm_by` belong to an award, `position` to a reserve."""

    outcome: str
    happened_on: date
    remark: str = ""
    is_shown_to_student: bool = False
    partner_id: int | None = None
    confirm_by: datetime | None = None
    position: int | None = None


def record(outcomes: Mapping[int, Outcome], actor: Actor, *, versions: Mapping[int, int] | None = None) -> int:
    """Record one outcome per application id, in one transaction, in id order; returns how many.

    An award without `confirm_by` ends at 12:00 on the third working day. Raises Refused with what the door says of
    each file, `application_id` among the parameters; `outcome.date_ahead`, `outcome.host_unknown`,
    `outcome.confirm_by_passed`, `outcome.confirm_by_not_noon`.
    """
    permit(actor, Action.OUTCOME_RECORD)
    if not outcomes:
        raise Refused("selection.no_files")
    with transaction():
        return _record_each(outcomes, actor, versions or {})


class _Rehearsed(Exception):
    """All would go well; what was done to find out is taken back."""


def rehearse(outcomes: Mapping[int, Outcome], actor: Actor) -> None:
    """Do what `record` does and take it back, so that a preview promises nothing that would be refused.

    Raises Refused as `record` does.
    """
    permit(actor, Action.OUTCOME_RECORD)
    if not outcomes:
        raise Refused("selection.no_files")
    with suppress(_Rehearsed), transaction():
        _record_each(outcomes, actor, {})
        raise _Rehearsed


def _record_each(outcomes: Mapping[int, Outcome], actor: Actor, versions: Mapping[int, int]) -> int:
    calls = _take_calls(outcomes, actor)
    return each(outcomes, lambda one: _record(one, _settled(calls, one, outcomes[one]), actor, versions.get(one)))


def _take_calls(outcomes: Mapping[int, Outcome], actor: Actor) -> dict[int, Call]:
    """The call of each file. Calls are locked first, in id order, so that two recorders never wait for each other."""
    of_file = select(Application.id, Application.call_id).where(
        Application.id.in_(outcomes), scope.visible(actor, Role.COORDINATOR)
    )
    call_ids = {row.id: row.call_id for row in db.session.execute(of_file)}
    locked = select(Call).where(Call.id.in_(set(call_ids.values()))).order_by(Call.id).with_for_update()
    calls = {call.id: call for call in db.session.scalars(locked.execution_options(populate_existing=True))}
    return {application_id: calls[call_id] for application_id, call_id in call_ids.items()}


def _record(application_id: int, outcome: Outcome, actor: Actor, version: int | None) -> None:
    params: dict[str, Param] = {"happened_on": outcome.happened_on.isoformat()}
    if outcome.partner_id is not None:
        params["host_partner_id"] = outcome.partner_id
    if outcome.confirm_by is not None:
        params["confirm_by"] = outcome.confirm_by.astimezone(UTC).isoformat()
    if outcome.position is not None:
        params["position"] = outcome.position
    if outcome.remark.strip():
        application = remarks.locked(application_id, actor)
        params["remark"] = remarks.write(
            application, actor, outcome.remark, is_shown_to_student=outcome.is_shown_to_student
        )
    advance(
        application_id,
        Action.OUTCOME_RECORD,
        actor,
        outcome=outcome.outcome,
        params=params,
        expected_version=version,
    )


def _settled(calls: Mapping[int, Call], application_id: int, outcome: Outcome) -> Outcome:
    """The outcome with what it leaves open filled in, once its date, host and answer-by time are sound."""
    call = calls.get(application_id)
    if call is None:
        raise Refused("application.unknown")
    if outcome.happened_on > local_date(now(), call.time_zone):
        raise Refused("outcome.date_ahead")
    if outcome.partner_id is None:
        return outcome
    if outcome.partner_id not in hosts_of(call.program_id):
        raise Refused("outcome.host_unknown")
    until = outcome.confirm_by or due.confirm_by(now(), call.institution_id)
    check_confirm_by(until, now(), call)
    return replace(outcome, confirm_by=until)


def check_confirm_by(until: datetime, moment: datetime, call: Call) -> None:
    """An offer ends at 12:00 on a working day of the institution, so that somebody is there to answer for it."""
    if until <= moment:
        raise Refused("outcome.confirm_by_passed")
    zone = zone_of_institution(call.institution_id)
    day = local_date(until, zone)
    noon = due.noon_of(day, zone)
    if until != noon or not work_calendar(call.institution_id).is_working_day(day):
        raise Refused("outcome.confirm_by_not_noon")


def hosts_of(program_id: int) -> Sequence[int]:
    query = select(ProgramPartner.partner_id).where(ProgramPartner.program_id == program_id)
    return db.session.scalars(query.order_by(ProgramPartner.position)).all()
