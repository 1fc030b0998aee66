"""Who may do what: the actions, and the one policy table that answers with a reason."""

from mobility.core.access.actions import Action
from mobility.core.access.policy import POLICY, Rule, check, covers

__all__ = ["POLICY", "Action", "Rule", "check", "covers"]
