"""How a list is decided: proposed, approved as a whole, released to all at once; stages and moves to compose."""

from __future__ import annotations

from typing import Final

from mobility.core.access.actions import Action
from mobility.core.terms import Role, Text
from mobility.core.workflow.definition import Stage, StageKind, Transition

APPROVAL: Final = Stage(
    key="approval",
    kind=StageKind.PROPOSAL,
    holder=Role.HEAD,
    due_in_days=2,
    shown_as="selection",
    title=Text(en="Approval of candidates", zh_Hans="候选人审定"),
)

APPROVED: Final = Stage(
    key="approved",
    kind=StageKind.APPROVED,
    holder=Role.SYSTEM,
    shown_as="selection",
    title=Text(en="Approved, to be released", zh_Hans="已审定，待发布"),
)

RESERVE: Final = Stage(
    key="reserve",
    kind=StageKind.WAITING,
    holder=Role.COORDINATOR,
    title=Text(en="Alternate", zh_Hans="候补"),
    next=Text(en="You move up, in order, when a candidate drops out.", zh_Hans="有候选人退出时，按候补顺序递补。"),
)


def approved_as_a_whole(
    desk: str, *effects_of_return: str, approval: str = "approval", approved: str = "approved"
) -> tuple[Transition, ...]:
    """The head approves the list or gives it back to the `desk` from which it was proposed."""
    return (
        Transition(action=Action.LIST_APPROVE, sources=(approval,), target=approved, is_quiet=True),
        Transition(
            action=Action.LIST_RETURN,
            sources=(approval,),
            target=desk,
            needs=("remark",),
            effects=("void_decision", *effects_of_return),
            is_quiet=True,
        ),
    )


def released(
    outcome: str, target: str, *notices: str, effects: tuple[str, ...] = (), source: str = "approved"
) -> Transition:
    """What the release says to those of one decision, and where they go."""
    return Transition(
        action=Action.LIST_RELEASE,
        outcome=outcome,
        sources=(source,),
        target=target,
        guards=("release_due", f"decided_{outcome}"),
        effects=("release_decision", *effects),
        notices=notices,
    )


def offer_not_taken(stage: str, move_up: str) -> tuple[Transition, ...]:
    """An offer of a place is declined, or lapses: the place is free, and by the effect `move_up` the next follows."""
    return (
        Transition(
            action=Action.OFFER_DECLINE,
            sources=(stage,),
            target="withdrawn",
            guards=("offer_open",),
            effects=("close_offer", "free_place", move_up),
            notices=("declined",),
        ),
        Transition(
            action=Action.OFFER_LAPSE,
            sources=(stage,),
            target="lapsed",
            guards=("offer_due",),
            effects=("lapse_offer", "free_place", move_up),
            notices=("lapsed",),
        ),
    )
