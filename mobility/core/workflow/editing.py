"""When a student may change an application: a draft until the deadline, a returned file where it is marked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from mobility.core.facts import CaseFacts
from mobility.core.terms import Reason
from mobility.core.workflow.definition import Stage, StageKind

_NEVER_WAITS: Final = (StageKind.DRAFT, StageKind.RETURNED, StageKind.END)
"""Stages that wait for no paper of their own, since the student has the file or nobody has it any more."""


def why_not_editable(stage: Stage, facts: CaseFacts) -> Reason | None:
    """None while the answers and documents of a case may be changed at all, else the reason why not.

    The boundaries are those of submit: deadline and grace included in a draft, the file's own date once it is returned.
    """
    if facts.giving_up_until is not None:
        return Reason("giving_up.waits", {"until": facts.giving_up_until.isoformat()})
    if stage.kind is StageKind.DRAFT:
        return _why_draft_closed(facts)
    if stage.kind is StageKind.RETURNED:
        return _why_return_closed(facts)
    return Reason("application.not_editable")


def why_no_papers(stage: Stage, facts: CaseFacts) -> Reason | None:
    """None while what a stage waits for may be handed in, papers and what a desk gave back, else the reason why not."""
    if facts.giving_up_until is not None:
        return Reason("giving_up.waits", {"until": facts.giving_up_until.isoformat()})
    if stage.kind is StageKind.OFFER and (facts.confirm_by is None or facts.now > facts.confirm_by):
        return Reason("offer.lapsed")
    return Reason("application.not_editable") if stage.kind in _NEVER_WAITS else None


def why_not_checkable(stage: Stage) -> Reason | None:
    """None while a desk may accept the documents of a case and give them back, else the reason why not.

    While the student has the file nothing is checked: what a desk would look at may be replaced the next moment.
    """
    return Reason("document.check_closed") if stage.kind in _NEVER_WAITS else None


def editable_items(
    stage: Stage, marked: Collection[str], lacking: Collection[str], items: Collection[str]
) -> frozenset[str]:
    """Which `items`, keys of sections and documents, may be changed: all of a draft, of a returned file what is marked.

    What is lacking stays open too, since otherwise the file could not be handed in again; where nothing is marked,
    everything is open.
    """
    if stage.kind is StageKind.RETURNED and marked:
        return frozenset(items).intersection({*marked, *lacking})
    return frozenset(items) if stage.kind in (StageKind.DRAFT, StageKind.RETURNED) else frozenset()


def _why_draft_closed(facts: CaseFacts) -> Reason | None:
    if not facts.is_call_published:
        return Reason("call.not_published")
    if facts.now < facts.opens_at:
        return Reason("deadline.not_open_yet", {"opens_at": facts.opens_at.isoformat()})
    if facts.now > facts.closes_at + facts.grace:
        return Reason("deadline.passed", {"deadline_at": facts.closes_at.isoformat()})
    return None


def _why_return_closed(facts: CaseFacts) -> Reason | None:
    until = facts.returned_until
    if until is None or facts.now > until + facts.grace:
        return Reason("return.passed", {"until": until.isoformat() if until else None})
    return None
