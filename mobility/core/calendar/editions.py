"""Moves what an edition of a call holds to the dates of the next one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TERM: Final = re.compile(r"(\d{4})(-.+)?")
DAYS_OF_A_YEAR: Final = 365.25


def years_of(days: int) -> int:
    """How many years a shift by so many days means: 1 for 364 as for 371."""
    return round(days / DAYS_OF_A_YEAR)


def by_days(day: date | None, days: int) -> date | None:
    return None if day is None else day + timedelta(days=days)


def by_years(day: date, years: int) -> date:
    """The same day of another year; 28 February where that year has no 29th."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def term(term: str | None, years: int) -> str | None:
    """The term so many years later: "2027-spring" of "2026-spring"; what begins with no year stays as it is."""
    found = _TERM.fullmatch(term or "")
    return f"{int(found[1]) + years}{found[2] or ''}" if found else term


def conditions(stored: Any, years: int) -> Any:
    """Stored conditions so many years later: dates, and years of entry, move; everything else stays."""
    if isinstance(stored, Mapping):
        return {
            key: [year + years for year in value] if key == "years" else conditions(value, years)
            for key, value in stored.items()
        }
    if isinstance(stored, str):
        return by_years(date.fromisoformat(stored), years).isoformat() if _ISO.fullmatch(stored) else stored
    if isinstance(stored, Sequence):
        return [conditions(one, years) for one in stored]
    return stored


def renamed(text: str, old: int, new: int, years: int) -> str:
    """A title or key so many years later: its number replaced as `renumbered` does, and years moved: "spring 2028"."""

    def moved(found: re.Match[str]) -> str:
        return str(new if found[0] == str(old) else int(found[0]) + years)

    return re.sub(rf"(?<!\d)(?:{old}|20\d\d)(?!\d)", moved, text)


def renumbered(text: str, old: int, new: int) -> str:
    """The text with the number of the edition replaced where it stands by itself: "第21届" becomes "第22届"."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)
