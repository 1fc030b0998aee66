"""Works out until when an application may stay in the stage it has come to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from mobility.core.calendar.workdays import due_at, next_working_day_noon
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.facts import CaseFacts
from mobility.core.terms import Role
from mobility.core.workflow.definition import Due, Stage, StageKind
from mobility.database import db
from mobility.models import Institution
from mobility.queries.calendars import work_calendar
from mobility.services.casework.case import Case

CLOSE_OF_BUSINESS: Final = time(17, 0)
NOON: Final = time(12, 0)
DAY: Final = timedelta(days=1)

OFFER_DAYS: Final = 3
AFTER_NOTICE_DAYS: Final = 2
NOMINATION_DAYS: Final = 3
FEE_DAYS: Final = 7
"""The first three in working days; see sections 2.1 and 2.2 of the practice of offices."""


PROMISED: Final = frozenset(
    {
        *(StageKind.END, StageKind.WAITING, StageKind.GROUP, StageKind.DRAFT, StageKind.RETURNED, StageKind.OFFER),
        *(StageKind.NOTICE, StageKind.APPROVED, StageKind.PAYMENT),
    }
)
"""Kinds of stage that end by another date than a count of working days, or by none."""


def of(stage: Stage, case: Case) -> datetime | None:
    """Return the instant by which the stage should be over; None where nothing waits."""
    match stage.kind:
        case StageKind.END | StageKind.WAITING | StageKind.GROUP:
            return None
        case StageKind.DRAFT:
            return case.facts.closes_at
        case StageKind.RETURNED:
            return case.application.returned_until
        case StageKind.OFFER:
            return datetime.fromisoformat(str(case.params["confirm_by"]))
        case StageKind.NOTICE:
            return case.facts.notice_until
        case StageKind.APPROVED:
            return case.facts.release_at
        case StageKind.PAYMENT:
            return datetime.fromisoformat(str(case.params["fee_due_at"]))
        case _:
            return by_working_days(stage, case.facts)


def confirm_by(now: datetime, institution_id: int, working_days: int = 3) -> datetime:
    """The end of an offer that opens at `now`: 12:00 on the working day that is `working_days` later."""
    zone, calendar = _zone(institution_id), work_calendar(institution_id)
    if working_days < 1:
        return next_working_day_noon(calendar, now, zone)
    return due_at(calendar, now, working_days, NOON, zone)


def noon_of(day: date, zone: str) -> datetime:
    """12:00 of a local day, in UTC."""
    return shift_to_instant(day, NOON, zone)


def of_school(stage: Stage, deadline_at: datetime, institution_id: int) -> datetime | None:
    """The end of a school's time in a stage, counted from the call's deadline, for files that came before it."""
    if stage.due_in_days is None:
        return None
    return due_at(
        work_calendar(institution_id), deadline_at, stage.due_in_days, CLOSE_OF_BUSINESS, _zone(institution_id)
    )


def offer_ends(case: Case, nominate_by: date | None) -> datetime:
    """The end of an offer that the calendar gives: 12:00 on a working day, in UTC.

    Three working days from now, one to two days for who moved up, near the host's date two days; never before the
    public notice has ended, and after it two working days more where the host's date allows.
    """
    facts = case.facts
    calendar, zone = work_calendar(facts.institution_id), _zone(facts.institution_id)
    quickly = next_working_day_noon(calendar, facts.now + DAY, zone)
    end = quickly if "in_place_of" in case.params else due_at(calendar, facts.now, OFFER_DAYS, NOON, zone)
    notice = facts.notice_until if facts.notice_until and facts.notice_until > facts.now else None
    if notice is not None:
        end = max(end, due_at(calendar, notice, AFTER_NOTICE_DAYS, NOON, zone))
    if nominate_by is not None:
        latest = noon_of(calendar.add_working_days(nominate_by, -NOMINATION_DAYS), zone)
        end = min(end, max(latest, next_working_day_noon(calendar, facts.now + 2 * DAY, zone)))
    return end if notice is None else max(end, next_working_day_noon(calendar, notice, zone))


def fee_ends(case: Case) -> datetime:
    """The end of the time to pay: 12:00 on the first working day seven days from now or later, in UTC."""
    calendar, zone = work_calendar(case.facts.institution_id), _zone(case.facts.institution_id)
    day = local_date(case.facts.now, zone) + FEE_DAYS * DAY
    return noon_of(calendar.add_working_days(day, 0), zone)


def after_working_days(facts: CaseFacts, days: int) -> datetime:
    """Close of business on the working day that is `days` later than today, in UTC."""
    return due_at(work_calendar(facts.institution_id), facts.now, days, CLOSE_OF_BUSINESS, _zone(facts.institution_id))


def is_by_working_days(stage: Stage) -> bool:
    """Tell whether the end of a stage is counted in working days, not promised to the student as an instant."""
    return stage.due_in_days is not None and stage.kind not in PROMISED


def by_working_days(stage: Stage, facts: CaseFacts) -> datetime | None:
    """The end of a stage that began at `facts.now`, counted in working days; None where it has none."""
    if stage.due_in_days is None:
        return None
    calendar, zone = work_calendar(facts.institution_id), _zone(facts.institution_id)
    match stage.due:
        case Due.BEFORE_NOMINATION | Due.BEFORE_DEPARTURE:
            on = facts.nominate_by if stage.due is Due.BEFORE_NOMINATION else facts.departs_on
            if on is None:
                return None
            return shift_to_instant(calendar.add_working_days(on, -stage.due_in_days), CLOSE_OF_BUSINESS, zone)
        case Due.ENTRY if stage.holder is Role.OFFICER:
            start = max(facts.now, facts.deadline_at)
        case _:
            start = facts.now
    return due_at(calendar, start, stage.due_in_days, CLOSE_OF_BUSINESS, zone)


def _zone(institution_id: int) -> str:
    kept: dict[int, str] = db.session().info.setdefault("time_zones", {})
    if institution_id not in kept:
        query = select(Institution.time_zone).where(Institution.id == institution_id)
        kept[institution_id] = db.session.scalars(query).one()
    return kept[institution_id]
