"""The desk of other offices: what they are asked about applications, and their answers."""

from mobility.blueprints.checker import questions
from mobility.blueprints.checker.desk import desk

__all__ = ["desk", "questions"]
