"""Made-up deputies, in every state they have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mobility.core.terms import Text
from mobility.queries.deputies import DeputyLine


def shown(now: datetime) -> dict[str, Any]:
    """One who acts now, one who will, one whose time is over and one who was revoked."""
    week = timedelta(days=7)
    acting = DeputyLine(
        id=0,
        role="officer",
        unit_name=Text(en="School of Nursing", zh_Hans="护理学院"),
        call_title=None,
        holder_id=0,
        holder="王老师",
        deputy_id=1,
        deputy="李老师",
        first_on=now.date(),
        last_on=(now + week).date(),
        begins_at=now,
        ends_at=now + week,
        revoked_at=None,
        is_active=True,
    )
    coming = replace(acting, role="head", unit_name=None, begins_at=now + week, ends_at=now + 2 * week)
    return {"deputies": (acting, coming, replace(acting, is_active=False), replace(acting, revoked_at=now)), "now": now}
