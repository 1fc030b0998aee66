"""The keys that never lie in the database, and what is done with them: the audit's chain and sensitive columns."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from mobility.config import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """The operator's keys. `audit` keys the chain over the audit's events."""

    audit: bytes = b""


_current: Final[list[Keys]] = [Keys()]


def configure(settings: Settings) -> None:
    """Take the keys from the settings; called by create_app."""
    use(Keys(audit=settings.audit_key.get_secret_value().encode()))


def use(keys: Keys) -> None:
    """Work with these keys from now on: for tests, and for a command with settings of its own."""
    _current[:] = [keys]


def chained(before: bytes, content: bytes) -> bytes:
    """The 32 bytes that bind `content` to everything before it: HMAC-SHA256 under the audit's key."""
    return hmac.digest(_current[0].audit, before + content, "sha256")
