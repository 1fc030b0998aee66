"""What a letter takes along in its row: ids, codes, numbers and dates by name, and nothing else that a move carried."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mobility.core.terms import Param
from mobility.secrecy import Place, seal, unseal

SECRET: Final = "token"  # noqa: S105 - the name of a parameter, not a secret
"""The parameter that holds the secret of a one-time link until the letter is put into words, and no longer."""

SECRET_NOTICES: Final = frozenset({"invitation", "password_reset", "address_change"})


def token_place(dedupe_key: str, user_id: int) -> Place:
    """Where the token of a letter lies sealed: in the row that only this letter has."""
    return Place("outbox_message", f"params {dedupe_key}", user_id)


def source_place(message_id: int) -> Place:
    """Where the bytes of a letter with a token lie sealed while they wait to be sent."""
    return Place("outbox_message", "source", message_id)


def hidden(params: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The parameters as they are kept: a token sealed."""
    return {name: b64encode(seal(value, place)).decode() if name == SECRET else value for name, value in params.items()}


def shown(params: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The parameters as a letter needs them. Raises secrecy.Undecipherable."""
    return {name: unseal(b64decode(value), place) if name == SECRET else value for name, value in params.items()}


NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "receipt": ("receipt_number",),
        "late_invitation": ("code", "until"),
        "document_locked": ("document_id",),
        "document_locked_desk": ("document_id",),
        "returned": ("until",),
        "giving_up_refused": ("reason",),
        "selection_invitation": ("at", "edition"),
        "waitlisted": ("position",),
        "fee_asked": ("fee_minor", "fee_currency", "fee_due_at"),
        "fee_reminder": ("deadline_at",),
        "nominated": ("happened_on",),
        "host_admitted": ("happened_on",),
        "invitation": (SECRET,),
        "password_reset": (SECRET,),
        "address_change": (SECRET,),
        "factor_changed": ("change", "changed_at"),
        "list_to_approve": ("proposal_id",),
        "list_returned": ("proposal_id",),
        "list_to_release": ("proposal_id",),
        "deputy_named": ("deputy_id",),
        "deputy_revoked": ("deputy_id",),
        "school_list_to_approve": ("school_list_id",),
        "school_list_taken_back": ("school_list_id",),
        "school_list_returned": ("school_list_id",),
        "draft_reminder": ("deadline_at",),
        "recalled_reminder": ("deadline_at",),
        "return_reminder": ("deadline_at",),
        "offer_reminder": ("deadline_at",),
        "formalities_reminder": ("deadline_at",),
        "school_list_reminder": ("deadline_at",),
        "school_list_overdue": ("deadline_at",),
        "review_reminder": ("deadline_at",),
    }
)
"""Parameters without which the letter cannot be written."""

OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "returned": ("items", "remark"),
        "not_qualified": ("remark",),
        "facts_taken": ("remark",),
        "facts_left": ("remark",),
        "objection_upheld": ("remark",),
        "declined": ("remark",),
        "formalities_refused": ("remark",),
        "training_left": ("happened_on", "remark"),
        "contract_signed": ("happened_on",),
        "dispatched": ("happened_on",),
        "host_refused": ("happened_on", "remark"),
        "host_refused_back": ("happened_on", "remark"),
        "password_changed": ("changed_at",),
    }
)
"""Parameters that the letter names where they are given."""


def taken(notice: str, given: Mapping[str, Param]) -> dict[str, Param]:
    """Keep what the letter names. Raises KeyError for a parameter that it needs and that is not there.

    `remark` is the id of a remark; a text in its place is a mistake that would reach strangers, so it is refused by
    TypeError.
    """
    if "remark" in OPTIONAL.get(notice, ()) and not isinstance(given.get("remark", 0), int):
        raise TypeError("remark must be the id of a remark")
    kept = {name: given[name] for name in NEEDED.get(notice, ())}
    return kept | {name: given[name] for name in OPTIONAL.get(notice, ()) if given.get(name) is not None}
