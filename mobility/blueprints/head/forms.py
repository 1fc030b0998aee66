"""The forms of the head's desk."""

from __future__ import annotations

from typing import Any, Final

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from mobility.queries.release_times import NOTICE_DAYS, ReleaseChoice
from mobility.services.approval.return_list import LONGEST_NOTE
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.seen import SeenForm
from mobility.web.forms.words import choices, lazy

AT_ONCE: Final = "at_once"
LATER: Final = "later"


class ApproveForm(SeenForm):
    """When the list is released, and how long its public notice runs."""

    when = RadioField(
        lazy("When does everybody hear?"),
        [InputRequired(lazy("Choose when everybody hears."))],
        choices=choices([(AT_ONCE, lazy("At once, after I have approved")), (LATER, lazy("At a time that I set"))]),
        default=AT_ONCE,
    )
    on = DayField(lazy("Day"))
    at = ClockField(lazy("Time"))
    notice_days = RadioField(
        lazy("How many working days does the public notice run?"),
        coerce=int,
        choices=choices([(str(days), str(days)) for days in NOTICE_DAYS]),
        default=max(NOTICE_DAYS),
        validate_choice=False,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in (self.on, self.at, self.notice_days):
            field.flags.without_optional_mark = True

    FIELDS = {  # noqa: RUF012 - WTForms' own way with classes
        "release.notice_days": "notice_days",
        "release": "on",
        "calendar": "on",
    }

    @property
    def choice(self) -> ReleaseChoice:
        """What was chosen; a day and a time count only where a later time was asked for."""
        days, is_later = self.notice_days.data or 0, self.when.data == LATER
        return ReleaseChoice(days, is_later, self.on.data, self.at.data)


class ReturnForm(SeenForm):
    """What has to change before the list comes again."""

    note = TextAreaField(
        lazy("What has to change?"),
        [InputRequired(lazy("Say what has to change, so that the list can be proposed anew."))],
        description=lazy("The office reads it with each file; students do not."),
        render_kw={"rows": "5", "maxlength": str(LONGEST_NOTE)},
    )
