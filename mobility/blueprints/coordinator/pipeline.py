"""The office's first page: each call with its stages, and the files that have waited longest for the university."""

from __future__ import annotations

from flask import render_template, request

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.queries import account_requests
from mobility.queries import desk as desks
from mobility.queries.desk import FileFilter
from mobility.queries.pipeline import pipeline
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.paging import next_page

LONGEST_WAITING = 5


@desk.get("")
@guarded(Action.DESK_VIEW)
def home() -> str:
    after = request.args.get("after", type=int)
    waiting = () if after else desks.files(actor(), FileFilter(work="staff"), size=LONGEST_WAITING).lines
    page = pipeline(actor(), now(), after)
    next_url = next_page("after", page.following)
    asked_count = 0 if after else account_requests.open_count(actor())
    return render_template(
        "coordinator/home.html", page=page, waiting=waiting, now=now(), next_url=next_url, asked_count=asked_count
    )
