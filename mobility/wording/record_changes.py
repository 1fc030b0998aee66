"""The sentences for a record that changed after the submission, and how such a change reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from mobility.core.eligibility import Change, Fact, Value, field_name
from mobility.core.terms import Text
from mobility.i18n import LazyText, _, format_date, in_current, lazy
from mobility.wording.eligibility import CATEGORIES, STANDINGS, STUDY_STATUSES, level_name
from mobility.wording.people import fact_name, fact_value

CODES: Final[Mapping[str, LazyText]] = {
    "facts.unchanged": lazy("Nothing in the record waits for a decision any more."),
    "stale.facts": lazy("The record changed again after you opened the page. Look at it once more."),
    "timeline.facts.settle:taken": lazy("The office took over changes of your record into this application."),
    "timeline.facts.settle:left": lazy("The office left changes of your record aside for this application."),
    "notice.facts_changed": lazy("Record changed after the submission"),
    "notice.facts_taken": lazy("Changes of the record taken over"),
    "notice.facts_left": lazy("Changes of the record left aside"),
    "audit.facts.settle": lazy("Changes of the record settled"),
    **{f"standing.{outcome}": words for outcome, words in STANDINGS.items()},
}

_NAMES: Final[Mapping[str, LazyText]] = {
    "unit": lazy("School"),
    "level": lazy("Level of study"),
    "is_vocational": lazy("Vocational program"),
    "field": lazy("Field of study"),
    "entry_year": lazy("Year of entry"),
    "category": lazy("Student category"),
    "study_status": lazy("Study status"),
    "birth_on": lazy("Date of birth"),
}


def words_of(change: Change) -> str:
    """The change as a sentence: what it is, what was handed in, what the record says now, and since when."""
    name = str(_NAMES[change.name]) if change.name in _NAMES else fact_name(change.name)
    before, after = _spoken(change.name, change.before), _spoken(change.name, change.after)
    if change.since is None:
        return _("%(name)s: handed in as %(before)s, now %(after)s", name=name, before=before, after=after)
    day = format_date(change.since)
    return _(
        "%(name)s: handed in as %(before)s, now %(after)s since %(day)s",
        name=name,
        before=before,
        after=after,
        day=day,
    )


def _spoken(name: str, value: Value) -> str:
    if isinstance(value, Fact):
        return fact_value(value.key, value.value, value.scale)
    if isinstance(value, Text):
        return in_current(value)
    if value is None:
        return _("nothing")
    return format_date(value) if isinstance(value, date) else _FIELDS.get(name, str)(value)


_FIELDS: Final[Mapping[str, Callable[[str | int], str]]] = {
    "level": lambda value: level_name(int(value)),
    "is_vocational": lambda value: _("Yes") if value else _("No"),
    "field": lambda value: f"{value} {in_current(field_name(str(value)))}",
    "category": lambda value: str(CATEGORIES[str(value)]),
    "study_status": lambda value: str(STUDY_STATUSES[str(value)]),
}
