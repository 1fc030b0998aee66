"""Reads what the demo's universities are built from, and shapes it for the services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from mobility.cli.demo.students import Major
from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.terms import Text
from mobility.services.institutions.found import NewInstitution, NewUnit
from mobility.services.programs.setup import NewCall, NewPartner

FOLDER: Final = Path(__file__).parent
UNIVERSITIES: Final = ("hebmu", "cumtb")
"""The universities of the demo; the first is the one that every other host name means."""

EVENING: Final = time(23, 59)
MORNING: Final = time(8, 0)
TEXTS: Final = ("title", "notice", "conditions", "costs", "funding", "contact", "bond")


@cache
def read(name: str) -> dict[str, Any]:
    """A whole file as plain data, such as "hebmu"."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def institution(key: str) -> NewInstitution:
    given = dict(read(key)["institution"])
    given["hosts"] = tuple(given.get("hosts", ()))
    for name in ("name", "short_name", "office_name", "address"):
        given[name] = Text(**given[name])
    return NewInstitution(**given)


def domain(key: str) -> str:
    """What the addresses of a university's people end in: that of its office."""
    return str(read(key)["institution"]["contact_email"]).rpartition("@")[2]


def units(key: str) -> list[NewUnit]:
    return [NewUnit(**(given | {"name": Text(**given["name"])})) for given in read(key)["units"]]


def majors(key: str) -> list[Major]:
    return [Major(**given) for given in read(key)["majors"]]


def partners(name: str) -> list[NewPartner]:
    """The host institutions that the file `name` lists."""
    shaped = []
    for given in read(name)["partners"]:
        words = {"name": Text(**given["name"]), "city": Text(**given["city"])}
        shaped.append(NewPartner(**(given | words)))
    return shaped


def entry_year(today: date) -> int:
    """The year in which this academic year's first-years came: the academic year begins in September."""
    return today.year if today.month >= 9 else today.year - 1


def call(
    given: dict[str, Any], key: str, deadline_at: datetime, zone: str, *, term: Text | None = None, **more: Any
) -> NewCall:
    """One edition of a program, shaped around its deadline.

    `given` are its texts, its timetable in days after the deadline, and how many days it is open (18 where that is not
    said); `{edition}` and `{term}` in its texts are filled in.
    """
    words = {"en": {"term": term.en}, "zh_Hans": {"term": term.zh_Hans}} if term else {"en": {}, "zh_Hans": {}}
    texts: dict[str, Any] = {
        name: Text(
            **{locale: text.format(edition=more["edition"], **words[locale]) for locale, text in given[name].items()}
        )
        for name in TEXTS
        if name in given
    }
    last_day = local_date(deadline_at, zone)
    timetable = [
        {"on": (last_day + timedelta(days=step["days"])).isoformat(), "name": step["name"]}
        for step in given["timetable"]
    ]
    return NewCall(
        key=key,
        opens_at=shift_to_instant(last_day - timedelta(days=given.get("open_days", 18)), MORNING, zone),
        deadline_at=deadline_at,
        time_zone=zone,
        timetable=timetable,
        **texts,
        **more,
    )
