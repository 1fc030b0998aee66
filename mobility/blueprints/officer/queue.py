"""What waits for the school, call by call."""

from __future__ import annotations

from flask import render_template, request

from mobility.blueprints.officer.desk import desk
from mobility.core.access import Action
from mobility.queries import account_requests, school
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.paging import next_page


@desk.get("")
@guarded(Action.SCHOOL_QUEUE)
def queue() -> str:
    page = school.calls(actor(), now(), request.args.get("after", ""))
    next_url = next_page("after", page.following)
    asked_count = account_requests.open_count(actor())
    return render_template(
        "officer/queue.html", calls=page.lines, now=now(), next_url=next_url, asked_count=asked_count
    )
