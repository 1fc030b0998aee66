"""How dear a password check is and how long a wrong one waits: set once by create_app, read by every sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from mobility.config import Settings


@dataclass(frozen=True, slots=True)
class Safeguards:
    """The operator's settings. `key` keys the hashes under which failures are kept, so that they name no account."""

    argon2_profile: Literal["strong", "quick"] = "strong"
    free_tries: int = 5
    free_at_address: int = 100
    longest_wait: timedelta = timedelta(minutes=15)
    key: bytes = b""


_current: Final[list[Safeguards]] = [Safeguards()]


def configure(settings: Settings) -> None:
    """Take from the settings what sign-ins need; called by create_app."""
    _current[:] = [
        Safeguards(
            argon2_profile=settings.argon2_profile,
            free_tries=settings.sign_in_attempts,
            free_at_address=settings.sign_in_address_attempts,
            longest_wait=timedelta(minutes=settings.sign_in_window_minutes),
            key=settings.secret_key.get_secret_value().encode(),
        )
    ]


def use(guards: Safeguards) -> None:
    """Sign people in by these from now on: for tests, and for a command with settings of its own."""
    _current[:] = [guards]


def current() -> Safeguards:
    return _current[0]
