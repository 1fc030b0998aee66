"""What became of a person, a unit and the settings, by whom, when and why: read from the audit."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.blueprints.admin.history_forms import HistoryForm
from mobility.blueprints.admin.school_rule_form import SchoolRuleForm, word_of
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import history as reading
from mobility.queries.audit import EventPage
from mobility.queries.history import HistoryFilter, UnitHead
from mobility.queries.institution import settings_of
from mobility.queries.person import Person
from mobility.queries.person import person as read
from mobility.queries.vice_dean_rule import lacks_vice_dean
from mobility.services.institutions.school_rule import set_needs_vice_dean
from mobility.web import redirects
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
    return _shown_unit(unit, SchoolRuleForm.of(unit.needs_vice_dean, settings_of(actor())))


@desk.post("/units/<int:unit_id>")
@guarded(Action.SETTINGS_EDIT)
def set_school_rule(unit_id: int) -> ResponseReturnValue:
    """Whether the school's list needs its vice dean."""
    unit = reading.unit(actor(), unit_id)
    form = SchoolRuleForm.of(unit.needs_vice_dean, settings_of(actor()))
    if form.validate_on_submit():
        try:
            set_needs_vice_dean(unit_id, form.wanted, actor(), seen=form.was_seen)
        except Refused as refusal:
            form.blame(refusal, {})
            form.show_again(word_of(unit.needs_vice_dean))
        else:
            flash(_("The rule of this school is saved."), "good")
            return redirects.to("admin.unit_history", unit_id=unit_id)
    return _shown_unit(unit, form)


@desk.get("/settings/history")
@guarded(Action.SETTINGS_EDIT)
def settings_history() -> ResponseReturnValue:
    """Every change of the settings, from what to what."""
    form = _form(())
    return _shown(form, reading.of_settings(actor(), _wanted(form), _before()))


def _shown_unit(unit: UnitHead, rule: SchoolRuleForm) -> ResponseReturnValue:
    form = _form(reading.OF_UNIT)
    page = reading.of_unit(actor(), unit.id, _wanted(form), _before())
    html, status = _shown(form, page, unit=unit, rule=rule)
    return html, max(status, rule.status)


def _form(actions: tuple[Action, ...]) -> HistoryForm:
    return HistoryForm(request.args, actions=actions)


def _wanted(form: HistoryForm) -> HistoryFilter:
    return form.wanted(home().time_zone) if form.validate() else HistoryFilter()


def _before() -> int | None:
    return request.args.get("before", type=int)


def _shown(
    form: HistoryForm,
    page: EventPage,
    *,
    person: Person | None = None,
    unit: UnitHead | None = None,
    rule: SchoolRuleForm | None = None,
) -> tuple[str, int]:
    names = reading.names_of(page.rows)
    html = render_template(
        "admin/history.html",
        form=form,
        rows=[Line.of(event, names[event.id]) for event in page.rows],
        is_narrowed=not form.errors and form.wanted(home().time_zone) != HistoryFilter(),
        next_url=next_page("before", page.following),
        person=person,
        unit=unit,
        rule=rule,
        lacks_vice_dean=unit and rule and unit.kind == "school" and lacks_vice_dean(unit.id),
    )
    return html, form.status
