"""Reads what the demo world is built from, and shapes it for the services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mobility.core.calendar.zones import local_date, shift_to_instant
from mobility.core.terms import Text
from mobility.services.institutions.found import NewInstitution, NewUnit
from mobility.services.programs.setup import NewCall, NewPartner

FACTS = Path(__file__).with_name("facts.yaml")
EVENING = time(23, 59)
MORNING = time(8, 0)


@cache
def facts() -> dict[str, Any]:
    """The whole file as plain data."""
    loaded: dict[str, Any] = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return loaded


def institution() -> NewInstitution:
    given = dict(facts()["institution"])
    for name in ("name", "short_name", "office_name", "address"):
        given[name] = Text(**given[name])
    return NewInstitution(**given)


def units() -> list[NewUnit]:
    return [NewUnit(**(given | {"name": Text(**given["name"])})) for given in facts()["units"]]


def partners() -> list[NewPartner]:
    shaped = []
    for given in facts()["partners"]:
        words = {"name": Text(**given["name"]), "city": Text(**given["city"])}
        shaped.append(NewPartner(**(given | words)))
    return shaped


def entry_year(today: date) -> int:
    """The year in which this academic year's first-years came: the academic year begins in September."""
    return today.year if today.month >= 9 else today.year - 1


def call(edition: int, key: str, deadline_at: datetime, zone: str, starts_on: date, **more: Any) -> NewCall:
    """One edition of the scholarship, shaped around its deadline; sign-up opens 18 days before."""
    given = facts()["call"]
    texts: dict[str, Any] = {
        name: Text(**{locale: text.format(edition=edition) for locale, text in given[name].items()})
        for name in ("title", "notice", "conditions", "costs", "funding", "contact", "bond")
    }
    last_day = local_date(deadline_at, zone)
    timetable = [
        {"on": (last_day + timedelta(days=step["days"])).isoformat(), "name": step["name"]}
        for step in given["timetable"]
    ]
    return NewCall(
        key=key,
        edition=edition,
        opens_at=shift_to_instant(last_day - timedelta(days=18), MORNING, zone),
        deadline_at=deadline_at,
        time_zone=zone,
        starts_on=starts_on,
        timetable=timetable,
        **texts,
        **more,
    )
