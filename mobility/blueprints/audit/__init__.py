"""The desk of the auditor: what happened, by whom, to what; nothing here changes anything."""

from mobility.blueprints.audit.events import desk

__all__ = ["desk"]
