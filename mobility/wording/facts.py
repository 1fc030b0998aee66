"""How a stored fact about a student reads on the pages of staff: its name, its value and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.core.eligibility import Fact
from mobility.i18n import LazyText, _, format_date
from mobility.wording.eligibility import SOURCES
from mobility.wording.people import fact_name, fact_value

CODES: Final[Mapping[str, LazyText]] = {}
"""This room answers no codes of its own."""

name_of = fact_name


def value_of(fact: Fact) -> str:
    """The value in words, such as "5 of 80"."""
    return fact_value(fact.key, fact.value, fact.scale)


def origin_of(fact: Fact) -> str:
    """Where it comes from, with the day on which it was true: "from records, as of 31 August 2026"."""
    source = str(SOURCES[fact.source])
    if fact.as_of is None:
        return source
    return _("%(source)s, as of %(day)s", source=source, day=format_date(fact.as_of))
