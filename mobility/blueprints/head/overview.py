"""How the calls stand."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.queries import overview as reading
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/overview")
@guarded(Action.OVERVIEW_VIEW)
def overview() -> ResponseReturnValue:
    """Each program's newest call beside the edition before, and what has waited longest."""
    calls = reading.overview(actor(), now())
    return render_template("head/overview.html", calls=calls, waiting=reading.longest_waiting(actor()))
