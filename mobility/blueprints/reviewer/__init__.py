"""The desk of reviewers: the files assigned to them, one score sheet each, and stepping back from a file."""

from mobility.blueprints.reviewer import conflict, queue, sheet
from mobility.blueprints.reviewer.desk import desk

__all__ = ["conflict", "desk", "queue", "sheet"]
