"""Fields for what people type about time: days and times of day, also the way Chinese input methods write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import Any, Final

from wtforms import DateField, TimeField

from mobility.core.questions import Day
from mobility.core.questions.lines import read_line
from mobility.core.terms import Text
from mobility.i18n import _
from mobility.wording import describe_reason

_DAY: Final = Day(key="day", label=Text(en="Day", zh_Hans="日期"))
_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.时]([0-9]{2})(?::00|分)?")


class DayField(DateField):
    """A day, as a browser's calendar sends it or as it is typed; what cannot be read stays in the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep a `date`, or None where nothing was typed. Raises ValueError with the sentence for the person."""
        self.data = None
        value, flaws = read_line(_DAY, " ".join(str(one) for one in valuelist))
        if flaws:
            raise ValueError(describe_reason(flaws[0]))
        self.data = None if value is None else date.fromisoformat(str(value))


class ClockField(TimeField):
    """A time of day in hours and minutes, on the 24-hour clock."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep a `time`, or None where nothing was typed. Raises ValueError with the sentence for the person."""
        self.data = None
        typed = unicodedata.normalize("NFKC", " ".join(str(one) for one in valuelist)).strip()
        if not typed:
            return
        parts = _CLOCK.fullmatch(typed)
        if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
            raise ValueError(_("Enter a time of day, such as 09:00."))
        self.data = time(int(parts[1]), int(parts[2]))
