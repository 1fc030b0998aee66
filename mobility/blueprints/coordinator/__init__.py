"""The desk of the office: the pipeline, the files, the selection, what was decided outside, the letters."""

from mobility.blueprints.coordinator import (
    acts,
    announce,
    bulk,
    calls,
    files,
    letters,
    outcomes,
    pipeline,
    proposal,
    selection,
    sheet,
    waiting_list,
)
from mobility.blueprints.coordinator.desk import desk

__all__ = [
    "acts",
    "announce",
    "bulk",
    "calls",
    "desk",
    "files",
    "letters",
    "outcomes",
    "pipeline",
    "proposal",
    "selection",
    "sheet",
    "waiting_list",
]
