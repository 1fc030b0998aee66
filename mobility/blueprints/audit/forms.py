"""What the list of events is narrowed to."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import DateField, IntegerField, SearchField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from mobility.core.access import Action
from mobility.core.calendar.zones import day_begins
from mobility.queries.audit import EventFilter
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.wording import codes
from mobility.wording.audit import OBJECT_KINDS

_ALL = lazy("All")


class EventsForm(FilterForm):
    """By person, act, object and time."""

    person = SearchField(
        lazy("Person"), [Optional(), Length(max=100)], description=lazy("Name, number or e-mail address")
    )
    action = SelectField(
        lazy("Act"),
        default="",
        choices=choices([("", _ALL), *((str(action), codes()[f"audit.{action}"]) for action in Action)]),
    )
    kind = SelectField(
        lazy("Object"),
        default="",
        choices=choices([("", _ALL), *((kind, codes()[f"audit.object.{kind}"]) for kind in OBJECT_KINDS)]),
    )
    id = IntegerField(lazy("Number of the object"), [Optional(), NumberRange(1, 2**62)])
    number = StringField(lazy("Application number"), [Optional(), Length(max=40)])
    since = DateField(lazy("First day"), [Optional()])
    until = DateField(lazy("Last day"), [Optional()])

    NAMES = ("person", "action", "kind", "id", "number", "since", "until")
    """The arguments of the address."""

    def wanted(self, zone: str) -> EventFilter:
        """The filter as the query takes it; days are those of `zone`, the last one included."""
        until: date | None = self["until"].data
        return EventFilter(
            person=self["person"].data or "",
            action=self["action"].data or "",
            object_kind=self["kind"].data or "",
            object_id=self["id"].data,
            application_number=self["number"].data or "",
            since=day_begins(self["since"].data, zone),
            until=day_begins(until + timedelta(days=1), zone) if until else None,
        )
