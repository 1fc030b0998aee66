"""The desk of the office: the pipeline, the files, the selection, what was decided outside, the letters."""

from mobility.blueprints.coordinator import (
    acts,
    admission,
    announce,
    bulk,
    calls,
    exports,
    files,
    group,
    letters,
    lists,
    making,
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
    "admission",
    "announce",
    "bulk",
    "calls",
    "desk",
    "exports",
    "files",
    "group",
    "letters",
    "lists",
    "making",
    "outcomes",
    "pipeline",
    "proposal",
    "selection",
    "sheet",
    "waiting_list",
]
