"""Hands an application in, and after a return hands it in again: once, however often the button is pressed."""

from __future__ import annotations

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import transaction
from mobility.queries import content
from mobility.queries.receipt import Receipt, last_receipt
from mobility.services.applications.editing import lock_own
from mobility.services.applications.moves import once
from mobility.services.casework import advance
from mobility.services.casework.effects import open_school_list


def submit(application_id: int, actor: Actor, *, has_declared: bool, fingerprint: str | None = None) -> Receipt:
    """Hand in the actor's draft and return the receipt; pressed twice, both answers are the same receipt.

    `fingerprint` is that of the content which the student looked at; where it has changed since, Refused
    `stale.content`. A late file opens its school's list again. Raises Refused with every reason of the door's guards.
    """

    def act() -> None:
        with transaction():
            _make_sure_it_is_what_was_seen(application_id, actor, fingerprint)
            done = advance(application_id, Action.APPLICATION_SUBMIT, actor, params={"has_declared": has_declared})
            if done.before.late_until is not None and done.before.is_school_list_handed_in:
                open_school_list(done.before, actor, Action.APPLICATION_SUBMIT)

    once(application_id, Action.APPLICATION_SUBMIT, actor, act)
    return last_receipt(application_id, actor)


def resubmit(application_id: int, actor: Actor, *, has_declared: bool, fingerprint: str | None = None) -> Receipt:
    """Hand a returned file in again: back to the desk that returned it, or to the school where a ranking rests on it.

    Otherwise as `submit`.
    """

    def act() -> None:
        with transaction():
            _make_sure_it_is_what_was_seen(application_id, actor, fingerprint)
            _hand_back(application_id, actor, has_declared)

    once(application_id, Action.APPLICATION_RESUBMIT, actor, act)
    return last_receipt(application_id, actor)


def _hand_back(application_id: int, actor: Actor, has_declared: bool) -> None:
    params = {"has_declared": has_declared}
    try:
        advance(application_id, Action.APPLICATION_RESUBMIT, actor, params=params)
    except Refused as refused:
        if [reason.code for reason in refused.reasons] != ["return.ranking_changed"]:
            raise
        advance(application_id, Action.APPLICATION_RESUBMIT, actor, outcome="ranking_changed", params=params)


def _make_sure_it_is_what_was_seen(application_id: int, actor: Actor, fingerprint: str | None) -> None:
    lock_own(application_id, actor, with_student=True)
    if fingerprint is not None and content.hold(application_id).fingerprint != fingerprint:
        raise Refused("stale.content")
