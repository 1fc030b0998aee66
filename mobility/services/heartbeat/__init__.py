"""Signs of life of the worker and of the clock."""

from __future__ import annotations

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from mobility.database import transaction
from mobility.models import Heartbeat


def beat(name: str) -> None:
    """Write down that the part `name` ("worker" or "beat") lives now, in a transaction of its own."""
    sign = insert(Heartbeat).values(name=name, beaten_at=func.mobility_now())
    seen = {"beaten_at": func.mobility_now()}
    with transaction() as session:
        session.execute(sign.on_conflict_do_update(index_elements=["name"], set_=seen))
