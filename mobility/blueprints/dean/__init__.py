"""The desk of a vice dean: the lists of the school that wait for approval."""

from mobility.blueprints.dean import lists
from mobility.blueprints.dean.desk import desk

__all__ = ["desk", "lists"]
