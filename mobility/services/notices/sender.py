"""Who sends the letters, through which carrier and with which links: set once by create_app, read by every drain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mobility.config import Settings

LEASE_SECONDS: Final = 120
"""How long a worker keeps letters to itself; longer than a task may run, so two never hold one letter."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The settings that delivery needs. `smtp_url` empty: letters are rendered for the inbox and wait to be sent."""

    domain: str = "mobility.invalid"
    address: str = "Mobility <no-reply@mobility.invalid>"
    reply_to: str = ""
    smtp_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    lease_seconds: int = LEASE_SECONDS


_current: list[Sender] = [Sender()]


def configure(settings: Settings) -> None:
    """Take from the settings what delivery needs; called by create_app."""
    _current[:] = [
        Sender(
            domain=settings.mail_domain,
            address=settings.mail_from or f"Mobility <no-reply@{settings.mail_domain}>",
            reply_to=settings.mail_reply_to,
            smtp_url=settings.smtp_url.get_secret_value(),
            base_url=settings.base_url,
            lease_seconds=settings.letter_lease_seconds,
        )
    ]


def use(sender: Sender) -> None:
    """Send as this one from now on: for tests, and for a command with settings of its own."""
    _current[:] = [sender]


def current() -> Sender:
    return _current[0]
