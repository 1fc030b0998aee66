"""The list of people, searched and narrowed by its address."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.forms import PeopleForm
from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.queries import people as reading
from mobility.queries import unit_tree
from mobility.queries.people import Cursor, PeopleFilter
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page


@desk.get("/people")
@guarded(Action.PEOPLE_VIEW)
def people() -> ResponseReturnValue:
    """A page of the list."""
    form = PeopleForm(request.args, units=unit_tree.choices(actor()))
    wanted = _wanted(form) if form.validate() else PeopleFilter()
    page = reading.search(actor(), wanted, Cursor.parse(request.args.get("after")))
    next_url = next_page("after", page.following)
    is_narrowed = wanted != PeopleFilter()
    html = render_template("admin/people.html", form=form, page=page, is_narrowed=is_narrowed, next_url=next_url)
    return html, form.status


def _wanted(form: PeopleForm) -> PeopleFilter:
    states = {"active": True, "closed": False}
    return PeopleFilter(
        text=form.q.data or "",
        role=Role(form.role.data) if form.role.data else None,
        unit_id=form.unit.data,
        is_active=states.get(form.state.data or ""),
    )
