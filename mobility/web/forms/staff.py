"""The forms that desks of schools and of the office share: giving a file back, writing a remark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from mobility.core.calendar.workdays import due_at
from mobility.core.calendar.zones import local_date, to_instant
from mobility.i18n import in_current
from mobility.queries.calendars import work_calendar
from mobility.queries.content import WISHES, Held
from mobility.queries.tasks import WISHES_TITLE
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.words import choices, lazy

CLOSE_OF_DAY: Final = time(17, 0)
DAYS_TO_MEND: Final = 3
RETURN_FIELDS: Final = {"return.no_items": "items", "return": "until_on", "calendar": "until_at", "remark": "remark"}
"""Which field of `ReturnForm` a refusal is about."""


class ReturnForm(BlamingForm):
    """Giving a file back: what is to be mended, why, and until when."""

    items = SelectMultipleField(lazy("What should the student change?"))
    remark = TextAreaField(
        lazy("Tell the student what is wrong and what to do"),
        [InputRequired(lazy("Write what the student should do.")), Length(max=4000)],
        render_kw={"rows": 4},
    )
    until_on = DayField(lazy("Hand back by"), [InputRequired(lazy("Choose a date."))])
    until_at = ClockField(lazy("Time"), [InputRequired(lazy("Choose a time."))])

    @classmethod
    def of(cls, items: Sequence[tuple[str, str]]) -> ReturnForm:
        """The form as it was sent."""
        form = cls()
        form.items.choices = choices(items)
        return form

    @classmethod
    def suggested(cls, items: Sequence[tuple[str, str]], zone: str, now: datetime, institution_id: int) -> ReturnForm:
        """The form before anything was typed: three working days, until the office closes."""
        until = due_at(work_calendar(institution_id), now, DAYS_TO_MEND, CLOSE_OF_DAY, zone)
        form = cls(formdata=None, until_on=local_date(until, zone), until_at=CLOSE_OF_DAY)
        form.items.choices = choices(items)
        return form

    def until(self, zone: str) -> datetime:
        """The date and time given, as an instant. Raises Refused `calendar.impossible_time`."""
        assert self.until_on.data is not None, "asked of a form that was found well"
        assert self.until_at.data is not None, "asked of a form that was found well"
        return to_instant(self.until_on.data, self.until_at.data, zone)


class RefuseForm(BlamingForm):
    """Why a school does not recommend a student, or does not agree."""

    reason = TextAreaField(
        lazy("Reason, which the student reads"),
        [InputRequired(lazy("Write a reason.")), Length(max=4000)],
        render_kw={"rows": 3},
    )


class RemarkForm(BlamingForm):
    """A remark on a file."""

    body = TextAreaField(
        lazy("Remark"), [InputRequired(lazy("Write something.")), Length(max=4000)], render_kw={"rows": 3}
    )
    is_shown_to_student = BooleanField(lazy("Show this remark to the student"))


def items_of(held: Held) -> list[tuple[str, str]]:
    """Everything of a file that can be marked for mending: sections, wishes, the documents asked of this student."""
    sections = [(section.key, in_current(section.title)) for section in held.form.questionnaire.sections]
    wished = [(WISHES, in_current(WISHES_TITLE))] if held.choice_limit is not None else []
    documents = [(kind.key, in_current(kind.title)) for kind in held.shown_documents]
    return [*sections, *wished, *documents]
