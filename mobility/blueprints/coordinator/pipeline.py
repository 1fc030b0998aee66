"""The office's first page: each call with its stages, and the files that have waited longest for the university."""

from __future__ import annotations

from flask import render_template

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.queries import desk as desks
from mobility.queries.desk import FileFilter
from mobility.queries.pipeline import pipeline
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

LONGEST_WAITING = 5


@desk.get("")
@guarded(Action.DESK_VIEW)
def home() -> str:
    waiting = desks.files(actor(), FileFilter(work="staff"), size=LONGEST_WAITING)
    return render_template("coordinator/home.html", calls=pipeline(actor(), now()), waiting=waiting.lines, now=now())
