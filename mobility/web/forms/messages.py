"""What WTForms says by itself when something is not right, in our words and in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from mobility.i18n import LazyText, lazy, lazy_plural

SAID: Final[Mapping[str, LazyText]] = {
    "This field is required.": lazy("Fill in this field."),
    "Invalid input.": lazy("This is not in the form asked for."),
    "Not a valid choice.": lazy("Choose one of those offered."),
    "Invalid Choice: could not coerce.": lazy("Choose one of those offered."),
    "Not a valid integer value.": lazy("Enter a whole number."),
    "Not a valid decimal value.": lazy("Enter a number."),
    "Not a valid date value.": lazy("Enter a date of the calendar, such as 2026-08-31."),
    "Not a valid time value.": lazy("Enter a time of day, such as 09:00."),
    "Invalid email address.": lazy("Enter an e-mail address, such as name@university.edu.cn."),
    "Number must be at least %(min)s.": lazy("Enter %(min)s or more."),
    "Number must be at most %(max)s.": lazy("Enter %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": lazy("Enter a number from %(min)s to %(max)s."),
    "Field must be at least %(min)d character long.": lazy_plural(
        "Write at least %(n)s character.", "Write at least %(n)s characters.", "min"
    ),
    "Field cannot be longer than %(max)d character.": lazy_plural(
        "Write at most %(n)s character.", "Write at most %(n)s characters.", "max"
    ),
    "Field must be exactly %(max)d character long.": lazy_plural(
        "Write exactly %(n)s character.", "Write exactly %(n)s characters.", "max"
    ),
    "Field must be between %(min)d and %(max)d characters long.": lazy("Write %(min)s to %(max)s characters."),
}
"""Each sentence of the library by its English. The contract tests look for those that our forms can bring about."""


class Words:
    """What WTForms asks for its sentences: its own English in, ours out, still to be filled in and put into words."""

    def gettext(self, said: str) -> str:
        return cast("str", SAID.get(said, said))

    def ngettext(self, singular: str, _plural: str, _n: int) -> str:
        return cast("str", SAID.get(singular, singular))
