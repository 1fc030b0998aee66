"""Reads the terms at home as the administrator set them, wherever something is compared with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select

from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Institution
from mobility.queries.person import fingerprint

SETTING: Final = "home_terms"


def terms_of(stored: list[Mapping[str, Any]] | None) -> tuple[HomeTerm, ...]:
    """The terms as the institution's settings keep them."""
    return tuple(
        HomeTerm(Text.model_validate(one["name"]), *(_day(one[key]) for key in ("starts_on", "ends_on")), **_exams(one))
        for one in stored or ()
    )


@lru_cache(maxsize=64)
def terms_in(text: str | None) -> tuple[HomeTerm, ...]:
    """The same, from the text of what is kept; a text that many rows bring is read once."""
    return terms_of(json.loads(text) if text else None)


def as_stored(term: HomeTerm) -> dict[str, Any]:
    """The same as plain JSON."""
    days = {key: getattr(term, key) for key in ("starts_on", "ends_on", "exams_from", "exams_to")}
    return {"name": term.name.model_dump(), **{key: day.isoformat() for key, day in days.items() if day}}


def home_terms(actor: Actor) -> tuple[HomeTerm, ...]:
    """The terms of the actor's own institution, in one statement."""
    query = select(Institution.settings[SETTING]).where(Institution.id == actor.institution_id)
    return terms_of(db.session.scalar(query))


def seen(terms: tuple[HomeTerm, ...]) -> str:
    """A short text that changes with any of the terms."""
    return fingerprint(*(str(as_stored(term)) for term in terms))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _exams(one: Mapping[str, Any]) -> dict[str, date]:
    return {key: _day(one[key]) for key in ("exams_from", "exams_to") if key in one}
