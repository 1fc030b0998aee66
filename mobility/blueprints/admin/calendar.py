"""The calendar of working days: public holidays and make-up days as published, and the institution's own."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Refused, Text
from mobility.i18n import _, ngettext
from mobility.queries import work_days
from mobility.services.institutions.calendar import LONGEST_NAME, Days, remove_day, set_days
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now

FIELDS = {
    "calendar.days_reversed": "last",
    "calendar.days_many": "last",
    "calendar.name_missing": "name_en",
    "calendar.name_long": "name_en",
}


class DaysForm(BlamingForm):
    """Days in a row that differ from their weekdays."""

    first = DayField(lazy("First day"), [InputRequired(lazy("Choose a date."))])
    last = DayField(lazy("Last day"), description=lazy("Left empty: the same day."))
    kind = RadioField(
        lazy("These days are"),
        [InputRequired(lazy("Choose free or worked."))],
        choices=choices([("free", lazy("free (holiday)")), ("worked", lazy("worked (make-up day)"))]),
    )
    name_zh = StringField(lazy("Name in Chinese"), [InputRequired(lazy("Enter a name.")), Length(max=LONGEST_NAME)])
    name_en = StringField(lazy("Name in English"), [InputRequired(lazy("Enter a name.")), Length(max=LONGEST_NAME)])

    def days(self) -> Days:
        """What was typed; the form has been validated."""
        assert self.first.data is not None
        name = Text(en=(self.name_en.data or "").strip(), zh_Hans=(self.name_zh.data or "").strip())
        return Days(self.first.data, self.last.data or self.first.data, self.kind.data == "worked", name)


@desk.route("/working-days", methods=["GET", "POST"])
@guarded(Action.SETTINGS_EDIT)
def calendar() -> ResponseReturnValue:
    """One year, and a form that sets days."""
    form = DaysForm()
    if form.validate_on_submit():
        days = form.days()
        try:
            count = set_days(days, actor())
        except Refused as refused:
            form.blame(refused, FIELDS)
        else:
            flash(
                ngettext(
                    "%(n)s day is set. Due dates are being counted again.",
                    "%(n)s days are set. Due dates are being counted again.",
                    count,
                ),
                "good",
            )
            return redirects.to("admin.calendar", year=days.first.year)
    this_year = local_date(now(), home().time_zone).year
    wanted = request.args.get("year", type=int)
    shown = wanted if wanted is not None and 2000 <= wanted <= 2100 else this_year
    page = work_days.year(shown, actor())
    return render_template("admin/calendar.html", form=form, page=page, this_year=this_year), form.status


@desk.post("/working-days/<day>/remove")
@guarded(Action.SETTINGS_EDIT)
def remove_calendar_day(day: str) -> ResponseReturnValue:
    """Take back what was set for a day; the published calendar, or the weekday, counts again."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Refused("calendar.unknown") from None
    remove_day(on, actor())
    flash(_("The day counts as published again. Due dates are being counted again."), "good")
    return redirects.to("admin.calendar", year=on.year)
