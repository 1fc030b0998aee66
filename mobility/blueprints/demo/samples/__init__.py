"""Made-up people, files, hosts and calls: what the gallery draws the parts of pages with, in every state they have."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mobility.blueprints.demo.samples import acting, files, offers, person


def shown(now: datetime) -> dict[str, Any]:
    """All that the parts are drawn with, by the names that the gallery knows it by."""
    return {"zone": files.ZONE, **acting.shown(now), **person.shown(), **offers.shown(now), **files.shown(now)}
