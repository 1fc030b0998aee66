"""The list of events, searched and narrowed by its address, and the same as a file."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.audit.forms import EventsForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import audit as reading
from mobility.queries.audit import EventFilter
from mobility.services.exports import audit_table
from mobility.services.exports.writers import MEDIA_TYPES
from mobility.web import redirects
from mobility.web.events import Line
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now
from mobility.web.paging import next_page
from mobility.web.uploads import disposition
from mobility.wording import describe_reason

desk: Final = Blueprint("audit", __name__)


@desk.get("/audit")
@guarded(Action.AUDIT_VIEW)
def events() -> ResponseReturnValue:
    """A page of events, the newest first."""
    form = EventsForm(request.args)
    wanted = _wanted(form)
    page = reading.search(actor(), wanted, request.args.get("before", type=int))
    audit_table.note_scores_read(actor(), page.rows)
    html = render_template(
        "audit/events.html",
        form=form,
        rows=[Line.of(event) for event in page.rows],
        is_narrowed=wanted != EventFilter(),
        next_url=next_page("before", page.following),
        kept=_kept(),
    )
    return html, form.status


@desk.post("/audit/export")
@guarded(Action.AUDIT_EXPORT)
def export() -> ResponseReturnValue:
    """The events that the filter in the address finds, as a table to take away."""
    kind = request.form.get("form", "")
    wanted = _wanted(EventsForm(request.args))
    try:
        found = audit_table.events(actor(), wanted)
        rows = [Line.of(event).cells() for event in found]
        content = audit_table.written(actor(), kind, _("Audit"), rows, home().time_zone)
    except Refused as refused:
        flash(describe_reason(refused.reasons[0]), "bad")
        return redirects.to("audit.events", **_kept())
    answer = Response(content, mimetype=MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = disposition(f"audit-{now():%Y%m%d-%H%M}.{kind}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted(form: EventsForm) -> EventFilter:
    return form.wanted(home().time_zone) if form.validate() else EventFilter()


def _kept() -> dict[str, str]:
    """What the list is narrowed to, for the addresses of the page."""
    return {name: value for name in EventsForm.NAMES if (value := request.args.get(name, ""))}
