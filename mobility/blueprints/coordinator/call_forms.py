"""The forms by which calls are made: the next edition, and a draft with its dates, places, texts and hosts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mobility.blueprints.coordinator.forms import instant
from mobility.core.calendar.zones import zone_of
from mobility.core.terms import Text
from mobility.i18n import in_current
from mobility.queries.drafts import Draft
from mobility.queries.keyset import key
from mobility.services.calls.draft import Edited, EditedHost
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.messages import Words
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import choices, lazy

EVENING: Final = time(23, 59)
NEW_LINES: Final = 3
"""Empty lines for new hosts at the end of the form; saving gives as many again."""

_DAY: Final = InputRequired(lazy("Choose a date."))
_CLOCK: Final = InputRequired(lazy("Choose a time."))
_BOTH: Final = InputRequired(lazy("Enter each text in both languages."))


class EditionForm(BlamingForm):
    """The number and the deadline of the next edition; everything else moves with the deadline."""

    edition = WholeNumberField(
        lazy("Number of the edition"), [InputRequired(lazy("Enter a number.")), NumberRange(1, 9999)]
    )
    on = DayField(lazy("Application deadline, day"), [_DAY])
    at = ClockField(lazy("Time"), [_CLOCK])
    is_confirmed = HiddenField(default="")

    def moment(self, zone: str) -> datetime:
        return instant(self.on, self.at, zone)


class HostLine(Form):
    """One host of the draft; a line without a host is left out."""

    class Meta(Form.Meta):  # type: ignore[misc]  # the library is not annotated
        def get_translations(self, _form: object) -> Words:
            return Words()

    id = HiddenField()
    partner = SelectField(lazy("Host"), [Optional()])
    term = StringField(lazy("Term"), [Optional(), Length(max=32)], description=lazy("such as 2027-spring"))
    months = WholeNumberField(lazy("Months"), [Optional(), NumberRange(1, 60)])
    places = WholeNumberField(lazy("Places"), [Optional(), NumberRange(0, 100_000)])
    nominate_by = DayField(lazy("Nominate by"), [Optional()])
    starts_on = DayField(lazy("First day"), [Optional()])
    ends_on = DayField(lazy("Last day"), [Optional()])
    is_removed = BooleanField(lazy("Remove"))

    def host(self) -> EditedHost | None:
        """What the line says; None for an empty one."""
        if not self.partner.data:
            return None
        return EditedHost(
            id=key(self.id.data or ""),
            partner_id=int(self.partner.data),
            term=self.term.data or None,
            length_months=self.months.data,
            place_count=self.places.data,
            nominate_by=self.nominate_by.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            is_removed=self.is_removed.data,
        )


class DraftForm(BlamingForm):
    """A draft's dates, places, texts and hosts."""

    title_en = StringField(lazy("Title in English"), [_BOTH, Length(max=300)])
    title_zh = StringField(lazy("Title in Chinese"), [_BOTH, Length(max=300)])
    opens_on = DayField(lazy("Opens, day"), [_DAY])
    opens_time = ClockField(lazy("Opens, time"), [_CLOCK])
    deadline_on = DayField(lazy("Application deadline, day"), [_DAY])
    deadline_time = ClockField(lazy("Application deadline, time"), [_CLOCK])
    starts_on = DayField(lazy("Departure"), [Optional()])
    places = WholeNumberField(lazy("Places in all"), [Optional(), NumberRange(1, 100_000)])
    school_cap = WholeNumberField(lazy("Recommendations per school"), [Optional(), NumberRange(1, 100_000)])
    choice_limit = WholeNumberField(lazy("Hosts that a student may rank"), [Optional(), NumberRange(1, 100)])
    first_timers = SelectField(
        lazy("Students who take part for the first time"),
        choices=choices(
            [
                ("equal", lazy("stand like everybody else")),
                ("ties", lazy("come first among equals")),
                ("ahead", lazy("come before everybody else")),
            ]
        ),
    )
    notice_en = TextAreaField(lazy("Notice in English"), [_BOTH, Length(max=20_000)], render_kw={"rows": 6})
    notice_zh = TextAreaField(lazy("Notice in Chinese"), [_BOTH, Length(max=20_000)], render_kw={"rows": 6})
    hosts = FieldList(FormField(HostLine), min_entries=1, max_entries=400)

    @classmethod
    def of(cls, draft: Draft, partners: Sequence[tuple[int, Text]], *, is_sent: bool) -> DraftForm:
        """The form as it was sent, or as the draft stands with empty lines for new hosts."""
        form = cls() if is_sent else cls(formdata=None, **_shown(draft))
        options = [("", "–"), *((str(key), in_current(name)) for key, name in partners)]
        for line in form.hosts:
            line.form.partner.choices = choices(options)
        return form

    def edited(self, zone: str) -> Edited:
        """What the form says. Raises Refused `calendar.impossible_time`; the form has been validated."""
        return Edited(
            title=Text(en=self.title_en.data or "", zh_Hans=self.title_zh.data or ""),
            opens_at=instant(self.opens_on, self.opens_time, zone),
            deadline_at=instant(self.deadline_on, self.deadline_time, zone),
            starts_on=self.starts_on.data,
            place_count=self.places.data,
            school_cap=self.school_cap.data,
            choice_limit=self.choice_limit.data,
            first_timers=self.first_timers.data,
            notice=Text(en=self.notice_en.data or "", zh_Hans=self.notice_zh.data or ""),
        )

    def edited_hosts(self) -> list[EditedHost]:
        return [host for line in self.hosts if (host := line.form.host()) is not None]


def _shown(draft: Draft) -> dict[str, object]:
    opens, deadline = (at.astimezone(zone_of(draft.time_zone)) for at in (draft.opens_at, draft.deadline_at))
    lines: list[dict[str, object]] = [
        {
            "id": str(host.id),
            "partner": str(host.partner_id),
            "term": host.term,
            "months": host.length_months,
            "places": host.place_count,
            "nominate_by": host.nominate_by,
            "starts_on": host.starts_on,
            "ends_on": host.ends_on,
        }
        for host in draft.hosts
    ]
    return {
        "title_en": draft.title.en,
        "title_zh": draft.title.zh_Hans,
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "deadline_on": deadline.date(),
        "deadline_time": deadline.time(),
        "starts_on": draft.starts_on,
        "places": draft.place_count,
        "school_cap": draft.school_cap,
        "choice_limit": draft.choice_limit,
        "first_timers": draft.first_timers,
        "notice_en": draft.notice.en,
        "notice_zh": draft.notice.zh_Hans,
        "hosts": [*lines, *({} for _line in range(NEW_LINES))],
    }
