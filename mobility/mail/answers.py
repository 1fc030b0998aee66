"""What a carrier's answer means for a letter: gone, later, never, or the carrier itself is to blame."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one letter."""

    ACCEPTED = "accepted"
    LATER = "later"
    """Refused for now, by a 4xx: the same bytes are tried again."""
    NEVER = "never"
    """Refused for good, by a 5xx about the recipient or the content."""
    UNKNOWN = "unknown"
    """The line broke after the bytes were given: it may have been accepted, so the next try may make a copy."""
    UNREACHABLE = "unreachable"
    """The carrier did not come as far as this letter; the letter is not to blame."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome and where it came from, fit for a log: a step and a code, no text, since texts quote addresses.

    `error` is the kind of exception, where no code came.
    """

    outcome: Outcome
    step: str
    code: int | None = None
    error: str = field(default="no answer", compare=False)

    def __str__(self) -> str:
        return f"smtp {self.step} {self.code or self.error}"


def of_code(step: str, code: int) -> Answer:
    """Judge a reply other than success. A 5xx before the recipient was named is about us, not about the letter."""
    if step not in ("rcpt", "data"):
        return Answer(Outcome.UNREACHABLE, step, code)
    return Answer(Outcome.NEVER if code >= 500 else Outcome.LATER, step, code)
