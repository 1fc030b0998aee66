"""Who gave which score to a file, and why: a page of its own, because whoever opens it leaves a trace."""

from __future__ import annotations

from flask import render_template

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.queries import scores as reading_scores
from mobility.services.casework import reading
from mobility.web.guards import actor, guarded


@desk.get("/files/<int:application_id>/scores")
@guarded(Action.CASE_VIEW)
def scores(application_id: int) -> str:
    found = reading_scores.of_file(application_id, actor())
    if found.scores:
        reading.note_scores(actor(), application_id)
    return render_template("coordinator/scores.html", file=found)
