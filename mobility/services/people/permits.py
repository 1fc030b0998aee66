"""The policy asked at the door of each service, so that no command or job goes around it."""

from __future__ import annotations

from mobility.core.access import Action, check
from mobility.core.terms import Actor, Refused, Role


def permit(actor: Actor, action: Action) -> None:
    """Let pass who may do `action`, and the program itself. Raises Refused with the policy's reason."""
    if actor.has_role(Role.SYSTEM):
        return
    if (reason := check(actor, action)) is not None:
        raise Refused(reason.code, **reason.params)
