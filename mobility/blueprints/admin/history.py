"""What became of a person, a unit and the settings, by whom, when and why: read from the audit."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.history_forms import HistoryForm
from mobility.core.access import Action
from mobility.queries import history as reading
from mobility.queries.audit import EventPage
from mobility.queries.history import HistoryFilter, UnitHead
from mobility.queries.person import Person
from mobility.queries.person import person as read
from mobility.web.events import Line
from mobility.web.guards import actor, guarded
from mobility.web.identity import home
from mobility.web.paging import next_page


@desk.get("/people/<int:user_id>/history")
@guarded(Action.PEOPLE_VIEW)
def person_history(user_id: int) -> ResponseReturnValue:
    """Account, roles and record of one person."""
    found = read(actor(), user_id)
    if found is None:
        abort(404)
    form = _form(reading.OF_PERSON)
    page = reading.of_person(actor(), user_id, _wanted(form), _before())
    return _shown(form, page, person=found)


@desk.get("/units/<int:unit_id>")
@guarded(Action.UNITS_VIEW)
def unit_history(unit_id: int) -> ResponseReturnValue:
    """How a unit came to be what it is, and who held roles for it."""
    unit = reading.unit(actor(), unit_id)
    form = _form(reading.OF_UNIT)
    return _shown(form, reading.of_unit(actor(), unit_id, _wanted(form), _before()), unit=unit)


@desk.get("/settings/history")
@guarded(Action.SETTINGS_EDIT)
def settings_history() -> ResponseReturnValue:
    """Every change of the settings, from what to what."""
    form = _form(())
    return _shown(form, reading.of_settings(actor(), _wanted(form), _before()))


def _form(actions: tuple[Action, ...]) -> HistoryForm:
    return HistoryForm(request.args, actions=actions)


def _wanted(form: HistoryForm) -> HistoryFilter:
    return form.wanted(home().time_zone) if form.validate() else HistoryFilter()


def _before() -> int | None:
    return request.args.get("before", type=int)


def _shown(
    form: HistoryForm, page: EventPage, *, person: Person | None = None, unit: UnitHead | None = None
) -> ResponseReturnValue:
    names = reading.names_of(page.rows)
    html = render_template(
        "admin/history.html",
        form=form,
        rows=[Line.of(event, names[event.id]) for event in page.rows],
        is_narrowed=not form.errors and form.wanted(home().time_zone) != HistoryFilter(),
        next_url=next_page("before", page.following),
        person=person,
        unit=unit,
    )
    return html, form.status
