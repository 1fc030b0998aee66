"""What waits for the school, call by call."""

from __future__ import annotations

from flask import render_template

from mobility.blueprints.officer.desk import desk
from mobility.core.access import Action
from mobility.queries import school
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("")
@guarded(Action.SCHOOL_QUEUE)
def queue() -> str:
    found = school.calls(actor(), now())
    return render_template("officer/queue.html", calls=found, now=now())
