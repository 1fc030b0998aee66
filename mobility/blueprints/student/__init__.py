"""The desk of students: what to do next, the application from its start to its end, and the letters."""

from typing import Final

from mobility.blueprints.student import (
    application,
    calendar,
    documents,
    hand_in,
    home,
    inbox,
    late,
    moves,
    offer,
    papers,
    sections,
    vault,
    wishes,
)
from mobility.blueprints.student.desk import desk

PAGES: Final = tuple(
    f"student.{name}"
    for name in (
        *("application", "progress", "receipt", "section", "save", "documents", "put", "check", "send", "send_again"),
        *("recall", "give_up", "offer", "confirm", "decline", "wishes", "save_wishes", "paper"),
    )
)
"""The pages that lie below one's applications, for the navigation; letters lie elsewhere."""

__all__ = [
    "PAGES",
    "application",
    "calendar",
    "desk",
    "documents",
    "hand_in",
    "home",
    "inbox",
    "late",
    "moves",
    "offer",
    "papers",
    "sections",
    "vault",
    "wishes",
]
