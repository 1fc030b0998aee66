"""The desk of the head of the office: lists to approve, what was decided before, and how the calls stand."""

from mobility.blueprints.head import approve, exceptions, lists, overview, proposed_list, release, return_list
from mobility.blueprints.head.desk import desk

__all__ = ["approve", "desk", "exceptions", "lists", "overview", "proposed_list", "release", "return_list"]
