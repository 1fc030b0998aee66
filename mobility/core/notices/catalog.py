"""Every letter that the product can send: what people miss when it does not come, not what they hate to get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Audience(StrEnum):
    """Whom a letter is for."""

    STUDENT = "student"
    OFFICER = "officer"
    VICE_DEAN = "vice_dean"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    HEAD = "head"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of letter.

    `wanted_in` lists the stage kinds in which the letter is still wanted at delivery; empty means always, because it
    tells what has happened. `is_urgent` letters go at any hour, all others between 07:00 and 21:00 local.
    """

    key: str
    audience: Audience
    wanted_in: frozenset[str] = frozenset()
    is_urgent: bool = False


def _students(*keys: str) -> list[Notice]:
    return [Notice(key, Audience.STUDENT) for key in keys]


_NOTICES: Final = (
    *_students(
        "recalled",
        "not_submitted",
        "returned",
        "return_expired",
        "school_recommended",
        "school_alternate",
        "school_not_recommended",
        "school_alternate_moved_up",
        "not_qualified",
        "selection_invitation",
        "result_candidate",
        "result_reserve",
        "result_not_selected",
        "notice_ended",
        "objection_upheld",
        "moved_up",
        "training_left",
        "exam_reserve",
        "exam_not_selected",
        "declined",
        "lapsed",
        "contract_signed",
        "formalities_refused",
        "dispatched",
        "withdrawn",
        "waitlist_ended",
        "call_extended",
        "call_cancelled",
        "result_placed",
        "host_withdrawn",
        "wish_withdrawn",
        "nominated",
        "host_admitted",
        "host_refused",
        "host_refused_back",
        "waitlisted",
        "fee_asked",
        "fee_received",
        "fee_lapsed",
        "group_goes",
        "group_cancelled",
        "document_returned",
        "giving_up_refused",
        "facts_changed",
        "facts_taken",
        "facts_left",
    ),
    Notice("late_invitation", Audience.STUDENT, is_urgent=True),
    Notice("document_locked", Audience.STUDENT, is_urgent=True),
    Notice("document_locked_desk", Audience.COORDINATOR),
    Notice("receipt", Audience.STUDENT, is_urgent=True),
    Notice("offer", Audience.STUDENT, is_urgent=True),
    Notice("offer_confirmed", Audience.STUDENT, is_urgent=True),
    Notice("draft_reminder", Audience.STUDENT, frozenset({"draft"})),
    Notice("recalled_reminder", Audience.STUDENT, frozenset({"draft"})),
    Notice("return_reminder", Audience.STUDENT, frozenset({"returned"})),
    Notice("offer_reminder", Audience.STUDENT, frozenset({"offer"})),
    Notice("fee_reminder", Audience.STUDENT, frozenset({"payment"})),
    Notice("formalities_reminder", Audience.STUDENT, frozenset({"outside"})),
    Notice("digest", Audience.PERSON),
    Notice("school_list_reminder", Audience.OFFICER),
    Notice("school_list_overdue", Audience.COORDINATOR),
    Notice("school_list_to_approve", Audience.VICE_DEAN),
    Notice("school_list_taken_back", Audience.VICE_DEAN),
    Notice("school_list_returned", Audience.OFFICER),
    Notice("review_assigned", Audience.REVIEWER),
    Notice("review_reminder", Audience.REVIEWER),
    Notice("list_to_approve", Audience.HEAD),
    Notice("list_returned", Audience.COORDINATOR),
    Notice("list_to_release", Audience.COORDINATOR),
    Notice("alternate_moved_up", Audience.COORDINATOR),
    Notice("invitation", Audience.PERSON, is_urgent=True),
    Notice("password_reset", Audience.PERSON, is_urgent=True),
    Notice("password_changed", Audience.PERSON, is_urgent=True),
    Notice("factor_changed", Audience.PERSON, is_urgent=True),
    Notice("address_change", Audience.PERSON, is_urgent=True),
    Notice("deputy_named", Audience.PERSON),
    Notice("deputy_revoked", Audience.PERSON),
)

CATALOG: Final[Mapping[str, Notice]] = MappingProxyType({notice.key: notice for notice in _NOTICES})

PROOFS: Final = frozenset({"receipt", "recalled", "offer_confirmed", "fee_received"})
"""Letters that prove what the student has done: they are of use after the application is given up, too."""
