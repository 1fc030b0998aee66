"""What a history is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Length, Optional

from mobility.core.access import Action
from mobility.core.calendar.zones import day_begins
from mobility.queries.history import HistoryFilter
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.wording import codes


class HistoryForm(FilterForm):
    """By act, by who did it, and by time; without a choice of acts where there is one only."""

    action = SelectField(lazy("Act"), default="")
    by = SearchField(lazy("Done by"), [Optional(), Length(max=100)], description=lazy("Name, number or e-mail address"))
    since = DateField(lazy("First day"), [Optional()])
    until = DateField(lazy("Last day"), [Optional()])

    def __init__(self, *given: Any, actions: Sequence[Action], **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [(str(action), codes()[f"audit.{action}"]) for action in actions]
        self["action"].choices = choices([("", lazy("All")), *offered])
        if not actions:
            del self["action"]

    def wanted(self, zone: str) -> HistoryFilter:
        """The filter as the query takes it; days are those of `zone`, the last one included."""
        until = self["until"].data
        return HistoryFilter(
            action=(self["action"].data or "") if "action" in self else "",
            by=self["by"].data or "",
            since=day_begins(self["since"].data, zone),
            until=day_begins(until + timedelta(days=1), zone) if until else None,
        )
