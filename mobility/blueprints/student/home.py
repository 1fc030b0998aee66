"""A student's first page: what to do next, by date."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.queries import home as homes
from mobility.web.guards import actor, guarded
from mobility.web.identity import now


@desk.get("/home")
@guarded(Action.STUDENT_HOME)
def home() -> ResponseReturnValue:
    return render_template("student/home.html", page=homes.home(actor(), now()))
