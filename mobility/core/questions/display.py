"""An answer as people read it: on check-your-answers, in print, on the pages of the staff."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from mobility.core.questions.kinds import AnyQuestion, Day, MultipleChoice, SingleChoice, YesNo
from mobility.core.questions.shapes import Value
from mobility.core.terms import Text

YES: Final = Text(en="Yes", zh_Hans="是")
NO: Final = Text(en="No", zh_Hans="否")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def display(question: AnyQuestion, value: Value | None, locale: str) -> str:
    """The answer in words, in `locale`; "" where there is none. A draft's flawed answer reads as it was typed."""
    if value is None:
        return ""
    match question:
        case YesNo() if isinstance(value, bool):
            return (YES if value else NO).in_locale(locale)
        case SingleChoice():
            return _label(question, str(value), locale)
        case MultipleChoice() if isinstance(value, list):
            separator = "；" if locale.startswith("zh") else "; "
            return separator.join(_label(question, key, locale) for key in value)
        case Day():
            return _day(str(value), locale)
        case _:
            return str(value)


def _label(question: SingleChoice | MultipleChoice, key: str, locale: str) -> str:
    found = next((choice.label for choice in question.choices if choice.key == key), None)
    return found.in_locale(locale) if found else key


def _day(value: str, locale: str) -> str:
    try:
        day = date.fromisoformat(value) if _ISO.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        return value
    if locale.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
