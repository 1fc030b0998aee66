"""Why a role was given or ended, or an account closed: codes, since no event of the audit can hold a free text."""

from __future__ import annotations

from typing import Final

from mobility.core.terms import Param, Refused

GIVEN: Final = ("appointed", "stands_in", "busy_time")
ENDED: Final = ("left_duty", "left_university", "by_mistake", "no_longer_needed")
CLOSED: Final = ("left_university", "graduated", "account_twice", "misused", "asked_for")


def said(reason: str, among: tuple[str, ...]) -> dict[str, Param]:
    """The reason as an event holds it, nothing where none was given. Raises Refused `person.no_reason` for others."""
    if not reason:
        return {}
    if reason not in among:
        raise Refused("person.no_reason")
    return {"reason": f"person.reason.{reason}"}
