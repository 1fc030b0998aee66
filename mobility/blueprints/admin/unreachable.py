"""The list of those whom no letter reaches, to be telephoned."""

from __future__ import annotations

from flask import render_template, request

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.queries import unreachable as reading
from mobility.queries.people import Cursor
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page


@desk.get("/people/unreachable")
@guarded(Action.PEOPLE_UNREACHABLE)
def unreachable() -> str:
    """A page of the list, narrowed by its address."""
    reason, text = request.args.get("reason", ""), request.args.get("q", "")[:100]
    page = reading.unreachable(actor(), reason, text, Cursor.parse(request.args.get("after")))
    return render_template(
        "admin/unreachable.html",
        page=page,
        reason=reason if reason in reading.REASONS else "",
        reasons=reading.REASONS,
        text=text,
        next_url=next_page("after", page.following),
    )
