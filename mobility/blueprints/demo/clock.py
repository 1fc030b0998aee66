"""Moves the demo's clock ahead, so that a season can be seen in a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, flash, render_template, request
from werkzeug.wrappers import Response

from mobility.blueprints.demo.desk import desk
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import clock as clocks
from mobility.services.demo.clock import forward
from mobility.web import redirects
from mobility.web.identity import home, now
from mobility.wording import describe_reason

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@desk.get("/demo/clock")
def clock() -> str:
    return render_template("demo/clock.html", shift=clocks.shift(), stops=clocks.stops(home().id))


@desk.post("/demo/clock")
def move_clock() -> Response:
    try:
        forward(_wanted(), is_demo=current_app.extensions["mobility.settings"].is_demo)
        flash(_("The clock has moved. What is due happens within seconds."), "good")
    except Refused as refused:
        flash(describe_reason(refused.reasons[0]), "bad")
    return redirects.to("demo.clock")


def _wanted() -> timedelta:
    """How far: a step by its name, or to an instant that the page offered and one minute beyond it."""
    step = STEPS.get(request.form.get("step", ""))
    if step is not None:
        return step
    try:
        return datetime.fromisoformat(request.form.get("to", "")) - now() + timedelta(minutes=6)
    except (ValueError, TypeError):
        return timedelta(0)
