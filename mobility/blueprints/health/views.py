"""Three addresses for load balancers and alarms. They name parts of the program, never a person or an institution."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from mobility.config import Settings
from mobility.queries.health import Health, health

desk: Final = Blueprint("health", __name__)


@desk.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Alive: the web server answers. Asks nobody else, so that a slow database does not get it restarted."""
    return {"alive": True}


@desk.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready: 503 only where no page could be served; what else is not well is named in a 200."""
    found = _health()
    answer = {
        "ready": found.is_ready,
        "database": "reachable" if found.is_database_reachable else "unreachable",
        "tables": "newest" if found.is_schema_current else "not newest",
        "degraded": list(found.degraded),
    }
    return answer, 200 if found.is_ready else 503


@desk.get("/statusz")
def statusz() -> ResponseReturnValue:
    """Well: 503 as soon as anything is not as it should be, for whoever is to be woken."""
    found = _health()
    degraded = [*([] if found.is_ready else ["database"]), *found.degraded]
    if found.is_letter_late:
        degraded.append("letters")
    since = found.oldest_due_at.isoformat() if found.oldest_due_at else None
    return {"well": not degraded, "degraded": degraded, "oldest_due_letter": since}, 503 if degraded else 200


def _health() -> Health:
    settings: Settings = current_app.extensions["mobility.settings"]
    return health(settings.redis_url)
