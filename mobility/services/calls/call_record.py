"""A call as a file describes it: what may stand there, and of which shape."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from mobility.core.eligibility.kinds import Rule
from mobility.core.terms import Text


def _moment(value: object) -> object:
    """A local date and time such as "2026-10-20 23:59"."""
    with suppress(ValueError):
        return datetime.strptime(str(value).replace("T", " ")[:16], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local time
    raise ValueError("moment")


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Local = Annotated[datetime, BeforeValidator(_moment)]
Places = Annotated[int, Field(ge=0, le=100_000)]
Count = Annotated[int, Field(ge=1, le=100_000)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Entry):
    """One line of the timetable."""

    on: date
    name: Text


class NewHost(_Entry):
    """A partner institution that may not be there yet; one that is there stays as it is."""

    key: Key
    name: Text
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    city: Text | None = None
    website: Annotated[str, StringConstraints(pattern="^https?://", max_length=300)] | None = None


class HostEntry(_Entry):
    """One host option of the call; `places` left out: to be announced."""

    key: Key
    partner: Key
    term: str | None = None
    months: Count | None = None
    level: Annotated[int, Field(ge=5, le=8)] | None = None
    field: Annotated[str, StringConstraints(pattern="^[0-9]{2,4}$")] | None = None
    places: Places | None = None
    languages: tuple[str, ...] = ()
    nominate_by: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: Text | None = None
    rules: tuple[Rule, ...] = ()


class Fee(_Entry):
    """What a student pays, in minor units of the currency (fen, cents)."""

    minor: Count
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class ProgramEntry(_Entry):
    """The program that a first edition brings with it."""

    kind: Literal["exchange", "summer_school", "scholarship"]
    name: Text
    summary: Text


class CallRecord(_Entry):
    """A call as its file describes it; `program` is the key of one that is there, or comes with `new_program`."""

    program: Key
    new_program: ProgramEntry | None = None
    key: Key
    edition: Count
    title: Text
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,22}$")]
    opens: Local
    deadline: Local
    starts_on: date | None = None
    places: Count | None = None
    school_cap: Count | None = None
    choice_limit: Count | None = None
    first_timers: Literal["equal", "ties", "ahead"] = "equal"
    group_minimum: Count | None = None
    fee: Fee | None = None
    notice: Text
    conditions: Text | None = None
    costs: Text | None = None
    funding: Text | None = None
    contact: Text | None = None
    bond: Text | None = None
    timetable: tuple[Step, ...] = ()
    rules: tuple[Rule, ...] = ()
    partners: tuple[NewHost, ...] = ()
    hosts: tuple[HostEntry, ...] = ()
