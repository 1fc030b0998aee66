"""The institution's own days: set, taken back, and every due date in working days counted again by them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db, transaction
from mobility.models import Application, AuditEvent, Job, WorkDay
from mobility.queries import work_days
from mobility.services import jobs
from mobility.services.casework import advance
from mobility.services.institutions.calendar import Days, remove_day, set_days
from mobility.wording.audit import particulars
from tests.factories.calls import make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.desks import officer_of
from tests.factories.people import actor, home, make_institution, make_staff, make_unit

BEFORE_HOLIDAY = datetime(2026, 9, 29, 4, 0, tzinfo=UTC)
"""12:00 in Beijing on Tuesday 29 September 2026; 1 to 7 October are free, Saturday 10 October is worked."""

NAME = Text(en="Founding day", zh_Hans="校庆日")


@pytest.fixture(autouse=True)
def before_the_holiday(database_session: Session) -> None:
    stop_clock_at(BEFORE_HOLIDAY)


@pytest.fixture
def administrator() -> Actor:
    return actor(make_staff(Role.ADMINISTRATOR))


def _at_desk(state: str = "qualification_check") -> Application:
    """A file that came to the office's desk now, three working days before it is due."""
    call = make_call(deadline_at=BEFORE_HOLIDAY - timedelta(days=1), opens_at=BEFORE_HOLIDAY - timedelta(days=9))
    return make_application(call, state=state, state_since=BEFORE_HOLIDAY)


def _due(file: Application) -> datetime | None:
    db.session.refresh(file)
    return file.due_at


def _five(day: int) -> datetime:
    """17:00 in Beijing on that day of October 2026."""
    return datetime(2026, 10, day, 9, 0, tzinfo=UTC)


def _through_list() -> Application:
    """A file whose school list is handed in now, so that the office's three working days begin."""
    from mobility.core.access import Action

    file = _at_desk("school_list")
    file.school_outcome, file.school_rank = "recommended", 1
    db.session.commit()
    with transaction():
        advance(file.id, Action.SCHOOL_HAND_IN, officer_of(file.id), outcome="recommended")
    return file


def test_the_october_holiday_and_its_make_up_day_count_as_published() -> None:
    file = _through_list()
    assert _due(file) == _five(9)  # Wednesday 30 September, Thursday 8 and Friday 9 October


def test_a_day_set_free_moves_every_due_date_and_taking_it_back_moves_them_again(administrator: Actor) -> None:
    file = _through_list()
    assert set_days(Days(date(2026, 10, 8), date(2026, 10, 9), is_worked=False, name=NAME), administrator) == 2
    assert jobs.drain() == 1
    assert _due(file) == datetime(2026, 10, 12, 9, 0, tzinfo=UTC)  # 30 September, the worked Saturday 10, Monday 12
    remove_day(date(2026, 10, 8), administrator)
    remove_day(date(2026, 10, 9), administrator)
    while jobs.drain():
        pass
    assert _due(file) == _five(9)


def test_a_holiday_can_be_worked(administrator: Actor) -> None:
    file = _through_list()
    set_days(Days(date(2026, 10, 1), date(2026, 10, 1), is_worked=True, name=NAME), administrator)
    jobs.drain()
    assert _due(file) == _five(8)


def test_what_was_promised_to_a_student_stays(administrator: Actor) -> None:
    promised = make_application(make_call(), state="contract", due_at=_five(10))
    set_days(Days(date(2026, 10, 10), date(2026, 10, 10), is_worked=False, name=NAME), administrator)
    jobs.drain()
    assert _due(promised) == _five(10)


def test_another_institution_keeps_its_own_days(administrator: Actor) -> None:
    abroad = make_institution(key="abroad")
    set_days(Days(date(2026, 11, 11), date(2026, 11, 11), is_worked=False, name=NAME), administrator)
    own = [day.on for day in work_days.year(2026, administrator).days if day.is_own]
    assert own == [date(2026, 11, 11)]
    foreign = actor(make_staff(Role.ADMINISTRATOR, unit=make_unit(abroad), institution=abroad))
    assert [day for day in work_days.year(2026, foreign).days if day.is_own] == []
    with pytest.raises(Refused) as refused:
        remove_day(date(2026, 11, 11), foreign)
    assert refused.value.code == "calendar.unknown"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (Days(date(2026, 10, 9), date(2026, 10, 8), is_worked=False, name=NAME), "calendar.days_reversed"),
        (Days(date(2026, 10, 1), date(2026, 11, 1), is_worked=False, name=NAME), "calendar.days_many"),
        (
            Days(date(2026, 10, 1), date(2026, 10, 1), is_worked=False, name=Text(en="", zh_Hans="校庆")),
            "calendar.name_missing",
        ),
        (
            Days(date(2026, 10, 1), date(2026, 10, 1), is_worked=False, name=Text(en="x" * 101, zh_Hans="校")),
            "calendar.name_long",
        ),
    ],
)
def test_flawed_days_are_refused_and_nothing_is_set(administrator: Actor, days: Days, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_days(days, administrator)
    assert refused.value.code == code
    assert db.session.scalars(select(WorkDay)).all() == []
    assert db.session.scalars(select(Job.id)).all() == []


def test_only_an_administrator_sets_days_and_the_audit_tells_who() -> None:
    days = Days(date(2026, 10, 8), date(2026, 10, 8), is_worked=False, name=NAME)
    with pytest.raises(Refused):
        set_days(days, actor(make_staff(Role.COORDINATOR)))
    who = actor(make_staff(Role.ADMINISTRATOR))
    set_days(days, who)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.actor_id, event.outcome, event.params) == (
        who.user_id,
        "days_free",
        {
            "from": "2026-10-08",
            "to": "2026-10-08",
            "fields": "2026-10-08",
            "old.2026-10-08": None,
            "new.2026-10-08": "calendar.free|校庆日 / Founding day",
        },
    )
    remove_day(date(2026, 10, 8), who)
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert particulars(last.params, "Asia/Shanghai").startswith("2026-10-08: free day (校庆日 / Founding day) → –; ")
    assert home().id == event.institution_id
