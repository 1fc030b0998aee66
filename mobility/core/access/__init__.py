"""Who may do what: the actions, and the one policy table that answers with a reason."""

from mobility.core.access.actions import Action
from mobility.core.access.policy import NEEDS_FRESH_PROOF, POLICY, Rule, check, covers

__all__ = ["NEEDS_FRESH_PROOF", "POLICY", "Action", "Rule", "check", "covers"]
