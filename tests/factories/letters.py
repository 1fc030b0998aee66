"""What lies sealed in letters, for tests that stand where the recipient stands."""

from __future__ import annotations

from mobility.models import OutboxMessage
from mobility.secrecy import unseal_bytes
from mobility.services.notices.params import SECRET, SECRET_NOTICES, shown, source_place, token_place


def token_of(letter: OutboxMessage) -> str:
    """The token of the one-time link that a letter not yet put into words will carry."""
    token: str = shown(letter.params, token_place(letter.dedupe_key, letter.user_id))[SECRET]
    return token


def source_of(letter: OutboxMessage) -> bytes:
    """The bytes of a letter that waits to be sent."""
    kept = letter.source or b""
    return unseal_bytes(kept, source_place(letter.id)) if letter.notice in SECRET_NOTICES else kept
