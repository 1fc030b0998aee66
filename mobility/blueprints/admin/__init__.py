"""The desk of the administrator: people and their roles, units, the institution's settings."""

from mobility.blueprints.admin import (
    calendar,
    deputies,
    history,
    home_terms,
    imports,
    invite,
    people,
    person,
    roles,
    settings,
    units,
    unreachable,
)
from mobility.blueprints.admin.blueprint import desk

__all__ = [
    "calendar",
    "deputies",
    "desk",
    "history",
    "home_terms",
    "imports",
    "invite",
    "people",
    "person",
    "roles",
    "settings",
    "units",
    "unreachable",
]
