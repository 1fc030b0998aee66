"""The desk of school officers: checking files, ranking candidates, handing in the school's list."""

from mobility.blueprints.officer import acts, application, listing, queue
from mobility.blueprints.officer.desk import desk

__all__ = ["acts", "application", "desk", "listing", "queue"]
