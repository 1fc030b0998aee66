"""Reading of answers of one line that mean something: addresses, telephone numbers, dates, numbers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from mobility.core.questions.kinds import AnyQuestion, Day, DecimalNumber, Email, Integer, Phone, compiled
from mobility.core.questions.shapes import Value, flaw
from mobility.core.terms import Reason

LONGEST_LINE: Final = 1000
"""Characters of a line that is kept although it could not be understood; above, nothing is stored."""

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = compiled(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[A-Za-z]{{2,63}}")
_PHONE: Final = compiled(r"\+?[0-9]{5,15}")
_PHONE_MARKS: Final = re.compile(r"[\s().\-–—/]")
_DATE: Final = compiled(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_DATE_IN_DIGITS: Final = compiled(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_INTEGER: Final = compiled(r"[+-]?[0-9]{1,15}")
_DECIMAL: Final = compiled(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")

Line = tuple[Value | None, tuple[Reason, ...]]
"""A value and the flaws it has, as in `reading.Reading`."""


def read_line(question: AnyQuestion, raw: object) -> Line:
    """Read one line. What cannot be understood is kept as typed beside its flaw."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal | date):
        return None, flaw(f"not_{question.kind}")
    # Chinese input methods type full-width digits and signs; they mean the same.
    typed = unicodedata.normalize("NFKC", str(raw)).strip()
    if not typed:
        return None, ()
    if len(typed) > LONGEST_LINE:
        return None, flaw(f"not_{question.kind}")
    return _read_typed(question, typed)


def _read_typed(question: AnyQuestion, typed: str) -> Line:
    match question:
        case Email():
            return _email(typed)
        case Phone():
            return _phone(typed)
        case Day():
            return _day(question, typed)
        case Integer():
            return _integer(question, typed)
        case DecimalNumber():
            return _decimal(question, typed)
        case _:
            raise TypeError(f"{question.kind} is not read as one line")


def _email(typed: str) -> Line:
    local, _at, domain = typed.rpartition("@")
    if len(typed) > 254 or len(local) > 64 or not _EMAIL.fullmatch(typed):
        return typed, flaw("not_email")
    return f"{local}@{domain.lower()}", ()


def _phone(typed: str) -> Line:
    digits = _PHONE_MARKS.sub("", typed)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return (digits, ()) if _PHONE.fullmatch(digits) else (typed, flaw("not_phone"))


def _day(question: Day, typed: str) -> Line:
    day = _date_of(typed)
    if day is None:
        return typed, flaw("not_date")
    value = day.isoformat()
    if question.earliest and day < question.earliest:
        return value, flaw("date_too_early", earliest=question.earliest.isoformat())
    if question.latest and day > question.latest:
        return value, flaw("date_too_late", latest=question.latest.isoformat())
    return value, ()


def _date_of(typed: str) -> date | None:
    compact = re.sub(r"\s", "", typed)
    parts = _DATE.fullmatch(compact) or _DATE_IN_DIGITS.fullmatch(compact)
    if parts is None:
        return None
    try:
        return date(*(int(part) for part in parts.groups()))
    except ValueError:  # 31 April: understood, but no day
        return None


def _integer(question: Integer, typed: str) -> Line:
    if not _INTEGER.fullmatch(typed):
        return typed, flaw("not_integer")
    number = int(typed)
    if question.minimum is not None and number < question.minimum:
        return number, flaw("too_small", min=question.minimum)
    if question.maximum is not None and number > question.maximum:
        return number, flaw("too_large", max=question.maximum)
    return number, ()


def _decimal(question: DecimalNumber, typed: str) -> Line:
    if not _DECIMAL.fullmatch(typed):
        return typed, flaw("not_decimal")
    number = Decimal(typed)
    value = format(number, "f")
    if len(value.partition(".")[2].rstrip("0")) > question.places:
        return value, flaw("too_many_decimals", places=question.places)
    if question.minimum is not None and number < question.minimum:
        return value, flaw("too_small", min=format(question.minimum, "f"))
    if question.maximum is not None and number > question.maximum:
        return value, flaw("too_large", max=format(question.maximum, "f"))
    return value, ()
