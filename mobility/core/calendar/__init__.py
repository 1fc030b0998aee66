"""Deadlines, working days, reminder ladders and plans made backwards; time is always handed in, never looked up."""

from mobility.core.calendar.china import CHINA
from mobility.core.calendar.deadlines import Window, is_open, why_closed, window_at
from mobility.core.calendar.planning import Lead, Planned, plan_backwards
from mobility.core.calendar.reminders import REMINDERS, Reminder, reminder_times
from mobility.core.calendar.workdays import DayKind, SpecialDay, WorkCalendar, due_at, next_working_day_noon
from mobility.core.calendar.zones import local_date, shift_to_instant, to_instant, zone_of

__all__ = [
    "CHINA",
    "REMINDERS",
    "DayKind",
    "Lead",
    "Planned",
    "Reminder",
    "SpecialDay",
    "Window",
    "WorkCalendar",
    "due_at",
    "is_open",
    "local_date",
    "next_working_day_noon",
    "plan_backwards",
    "reminder_times",
    "shift_to_instant",
    "to_instant",
    "why_closed",
    "window_at",
    "zone_of",
]
