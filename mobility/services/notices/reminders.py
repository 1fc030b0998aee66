"""Plans reminders and daily overviews: rows for the days ahead, planned again when a deadline moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import String, Update, cast, func, select, update

from mobility.core.calendar.reminders import REMINDER_HOUR, REMINDERS, Reminder, reminder_times
from mobility.core.calendar.workdays import due_at
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.database import db, is_in_transaction, now, transaction
from mobility.models import Call, Institution, OutboxMessage
from mobility.queries import deadlines
from mobility.queries.calendars import work_calendar
from mobility.queries.deadlines import Due, Rows
from mobility.services.notices.outbox import post_to_all

HORIZON: Final = timedelta(days=1)
"""How far ahead reminders are written: long enough to be seen coming, short enough that few have to be rewritten."""

OVERVIEW_AT: Final = time(8, 30)
OVERVIEW_UNTIL: Final = time(12)
OVERDUE_FOR: Final = timedelta(days=7)
LONGEST_REST: Final = timedelta(days=14)
"""The longest holiday that can lie between the end of a school's time and the next working day."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One kind of reminder: its letter, the days before, where its deadlines are read, and whom each one binds."""

    notice: str
    days_before: tuple[int, ...]
    dues: Callable[[datetime, datetime], list[Due]]
    people: Callable[[Due, datetime], Rows]

    @property
    def reach(self) -> timedelta:
        """How far ahead a deadline can lie and still have a step that is planned now."""
        return timedelta(days=max(self.days_before) + 1) + HORIZON


LADDERS: Final = (
    Ladder("draft_reminder", REMINDERS["draft"], deadlines.of_drafts, deadlines.drafting),
    Ladder("recalled_reminder", REMINDERS["recalled"], deadlines.of_drafts, deadlines.recalling),
    Ladder("return_reminder", REMINDERS["returned"], deadlines.of_returned_files, deadlines.mending),
    Ladder("offer_reminder", REMINDERS["contract"], deadlines.of_offers, deadlines.offered),
    Ladder("fee_reminder", REMINDERS["payment"], deadlines.of_fees, deadlines.paying),
    Ladder("formalities_reminder", REMINDERS["formalities"], deadlines.of_formalities, deadlines.preparing),
    Ladder("school_list_reminder", REMINDERS["school_list"], deadlines.of_school_lists, deadlines.listing),
    Ladder("review_reminder", REMINDERS["review"], deadlines.of_reviews, deadlines.reviewing),
)

OVERDUE: Final = "school_list_overdue"


def plan() -> int:
    """Write the reminders and overviews that fall due within HORIZON and are not written yet; returns how many.

    Reads every deadline as it stands, so it may run any number of times, at once and after any pause: what came due
    in the pause and is still of use goes out late, what is of no use any more is never written.
    """
    with transaction():
        moment = now()
        return _plan_calls(moment) + sum(_plan_overviews(row, moment) for row in _institutions())


def replan_call(call_id: int) -> int:
    """Replace the reminders of one call that wait in the outbox, inside the transaction that moved its dates.

    Steps of the new ladder that are past already are not made up for: the letter that tells of the move names the date.
    """
    if not is_in_transaction():
        raise RuntimeError("reminders are planned again only with the change that moves them")
    moment = now()
    db.session.flush()
    key = func.concat(OutboxMessage.dedupe_key, ":superseded:", cast(OutboxMessage.id, String))
    db.session.execute(_waiting(call_id).values(state="unwanted", dedupe_key=key))
    written = _plan_calls(moment, call_id)
    db.session.execute(_waiting(call_id).where(OutboxMessage.due_at <= moment).values(state="unwanted"))
    return written


def _waiting(call_id: int) -> Update:
    """The reminders of a call that no worker has taken yet."""
    change = update(OutboxMessage).where(
        OutboxMessage.call_id == call_id,
        OutboxMessage.state == "pending",
        OutboxMessage.attempts == 0,
        OutboxMessage.notice.in_([*(ladder.notice for ladder in LADDERS), OVERDUE]),
    )
    return change.execution_options(synchronize_session=False)


def _plan_calls(moment: datetime, call_id: int | None = None) -> int:
    written = sum(
        _write(ladder, due, step)
        for ladder in LADDERS
        for due in ladder.dues(moment, moment + ladder.reach)
        if call_id in (None, due.call_id)
        for step in reminder_times(due.deadline_at, ladder.days_before, due.zone)
        if step.due_at <= moment + HORIZON and step.expires_at > moment
    )
    return written + sum(
        _write_overdue(due, moment) for due in _lists_overdue(moment) if call_id in (None, due.call_id)
    )


def _write(ladder: Ladder, due: Due, step: Reminder) -> int:
    """Who came only after the step was due is not reminded of it: they have just read the date."""
    return post_to_all(
        ladder.notice,
        ladder.people(due, step.due_at),
        key=f"{due.deadline_at.isoformat()}:{step.days_before}",
        params={"deadline_at": due.deadline_at.isoformat()},
        due_at=step.due_at,
        expires_at=step.expires_at,
    )


def _lists_overdue(moment: datetime) -> Iterator[Due]:
    yield from deadlines.of_school_lists(moment - OVERDUE_FOR - LONGEST_REST, moment)


def _write_overdue(due: Due, moment: datetime) -> int:
    """Tell the coordinators on the morning of the next working day."""
    institution_id = db.session.scalars(select(Call.institution_id).where(Call.id == due.call_id)).one()
    at = due_at(work_calendar(institution_id), due.deadline_at, 1, time(REMINDER_HOUR), due.zone)
    if at > moment + HORIZON or at + OVERDUE_FOR <= moment:
        return 0
    return post_to_all(
        OVERDUE,
        deadlines.coordinating(due, at),
        key=due.deadline_at.isoformat(),
        params={"deadline_at": due.deadline_at.isoformat()},
        due_at=at,
        expires_at=at + OVERDUE_FOR,
    )


def _institutions() -> list[tuple[int, str]]:
    return [(row.id, row.time_zone) for row in db.session.execute(select(Institution.id, Institution.time_zone))]


def _plan_overviews(institution: tuple[int, str], moment: datetime) -> int:
    """One for each member of staff and working day; at delivery, whoever has nothing waiting gets none."""
    institution_id, zone = institution
    first = local_date(moment, zone)
    days = (first, first + timedelta(days=1))
    return sum(_write_overview(institution_id, zone, day, moment) for day in days)


def _write_overview(institution_id: int, zone: str, day: date, moment: datetime) -> int:
    at, until = shift_to_instant(day, OVERVIEW_AT, zone), shift_to_instant(day, OVERVIEW_UNTIL, zone)
    is_near = at <= moment + HORIZON and until > moment
    if not is_near or not work_calendar(institution_id).is_working_day(day):
        return 0
    people = deadlines.staff_of(institution_id)
    return post_to_all("digest", people, key=day.isoformat(), due_at=at, expires_at=until)
