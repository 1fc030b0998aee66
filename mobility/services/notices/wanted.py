"""Asks again, at delivery, whether a letter is still wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from types import MappingProxyType
from typing import Any, Final

from mobility.core.calendar.zones import shift_to_instant
from mobility.core.notices import CATALOG
from mobility.queries.outbox import Circumstances

Deadline = Callable[[Circumstances], datetime | None]


def is_wanted(notice_key: str, params: Mapping[str, Any], case: Circumstances) -> bool:
    """Tell whether the letter still says what is true.

    A person who is no longer active wants none; one that is bound to a stage is wanted in that kind of stage alone,
    and a reminder only of the deadline that stands.
    """
    notice = CATALOG[notice_key]
    if not case.recipient.is_active:
        return False
    if notice.wanted_in and (case.application is None or case.application.kind not in notice.wanted_in):
        return False
    standing = DEADLINES.get(notice_key)
    return standing is None or standing(case) == datetime.fromisoformat(params["deadline_at"])


def start_of_stay(case: Circumstances) -> datetime | None:
    """The first instant of the day on which the stay begins, where the call lives."""
    if case.call is None or case.call.starts_on is None:
        return None
    return shift_to_instant(case.call.starts_on, time(0), case.call.time_zone)


def _call_deadline(case: Circumstances) -> datetime | None:
    return case.call.deadline_at if case.call else None


def _return_date(case: Circumstances) -> datetime | None:
    return case.application.returned_until if case.application else None


def _confirm_by(case: Circumstances) -> datetime | None:
    return case.offer.confirm_by if case.offer and case.offer.state == "open" else None


def _pay_by(case: Circumstances) -> datetime | None:
    return case.application.due_at if case.application else None


DEADLINES: Final[Mapping[str, Deadline]] = MappingProxyType(
    {
        "draft_reminder": _call_deadline,
        "recalled_reminder": _call_deadline,
        "return_reminder": _return_date,
        "offer_reminder": _confirm_by,
        "fee_reminder": _pay_by,
        "formalities_reminder": start_of_stay,
    }
)
"""Where the deadline stands that a reminder is about."""
