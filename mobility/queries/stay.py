"""The days of a stay by which the documents of an application are measured, as columns of the statement around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from mobility.core.calendar.zones import local_date
from mobility.core.questions.expiry import Dates
from mobility.models import Application, Choice, HostOption, Offer


def stay() -> Any:
    """A scalar subquery: the days of the stay of the `Application` around it, as JSON, or NULL.

    Those of the host that was offered to the student; before that the latest of the hosts wished for, else of all that
    the call has. A place that is only held is no answer yet: its days would tell what is not released.
    """
    offered = (
        _days(HostOption.starts_on, HostOption.ends_on)
        .join(Offer, Offer.host_option_id == HostOption.id)
        .where(Offer.application_id == Application.id, Offer.state.in_(("open", "confirmed")))
        .order_by(Offer.id.desc())
        .limit(1)
    )
    wished = _latest().join(Choice, Choice.host_option_id == HostOption.id)
    wished = wished.where(Choice.application_id == Application.id)
    any_host = _latest().where(HostOption.call_id == Application.call_id, HostOption.state == "open")
    return func.coalesce(*(query.scalar_subquery() for query in (offered, wished, any_host)))


def dates_of(row: Any) -> Dates:
    """The days of a row with `stay`, and its call's `starts_on`, `deadline_at` and `time_zone`."""
    days = row.stay or {}
    starts_on, ends_on = (days.get(name) and date.fromisoformat(days[name]) for name in ("starts_on", "ends_on"))
    return Dates(local_date(row.deadline_at, row.time_zone), starts_on or row.starts_on, ends_on)


def _latest() -> Select[*tuple[Any, ...]]:
    return _days(func.max(HostOption.starts_on), func.max(HostOption.ends_on)).having(func.count() > 0)


def _days(starts_on: Any, ends_on: Any) -> Select[*tuple[Any, ...]]:
    return select(func.jsonb_build_object("starts_on", starts_on, "ends_on", ends_on))
