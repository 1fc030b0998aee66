"""Until when a document has to be good, and why the last day of one that is there does not reach far enough."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from mobility.core.questions.shapes import Definition
from mobility.core.terms import Param, Reason


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one application that matter, each None where it is not known; of several hosts the latest."""

    deadline_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class Expiry(Definition):
    """What is asked of the last day of a document: to reach so far beyond the stay, the deadline, or a day.

    Where the end of the stay is not known, its beginning counts. With `is_blocking` one that ends earlier counts as
    missing, else it is pointed out. `may_be_endless`: a document without a last day is as good as any.
    """

    until: Literal["stay", "deadline", "day"] = "stay"
    months: int = Field(0, ge=0, le=120)
    days: int = Field(0, ge=0, le=3660)
    on: date | None = None
    is_blocking: bool = False
    may_be_endless: bool = False

    @model_validator(mode="after")
    def _has_its_day(self) -> Self:
        if (self.until == "day") != (self.on is not None):
            raise ValueError("a document is good until the stay, the deadline, or the day given as “on”")
        return self

    def needed_until(self, dates: Dates) -> date | None:
        """The first day on which it may end; None while the day that it follows is not known."""
        _code, day = self._follows(dates)
        return None if day is None else _months_after(day, self.months) + timedelta(days=self.days)

    def asks(self, dates: Dates) -> Reason | None:
        """What to say before it is uploaded: until when it has to be good at least."""
        needed = self.needed_until(dates)
        return None if needed is None else Reason("expiry.asked", {"needed": needed.isoformat()})

    def why_too_early(self, last_on: date | None, dates: Dates, today: date) -> Reason | None:
        """The reason against a document that is good until `last_on`, None where there is none."""
        if last_on is None:
            return None if self.may_be_endless else NOT_SAID
        code, day = self._follows(dates)
        needed = self.needed_until(dates)
        if day is None or needed is None:
            return Reason("expiry.over", {"last": last_on.isoformat()}) if last_on < today else None
        if last_on >= needed:
            return None
        side = "before" if last_on < day else "after"
        params: dict[str, Param] = {"last": last_on.isoformat(), "on": day.isoformat(), "needed": needed.isoformat()}
        return Reason(f"expiry.{side}_{code}", params)

    def _follows(self, dates: Dates) -> tuple[str, date | None]:
        if self.until == "day":
            return "day", self.on
        if self.until == "deadline":
            return "deadline", dates.deadline_on
        return ("end", dates.ends_on) if dates.ends_on is not None else ("start", dates.starts_on)


NOT_SAID: Final = Reason("expiry.not_said")


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
