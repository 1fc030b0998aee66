"""The keys that never lie in the database, and what is done with them: the audit's chain and sensitive columns."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mobility.config import Settings

_VERSION_BYTES: Final = 2
_NONCE_BYTES: Final = 12
"""96 random bits, as NIST SP 800-38D asks for GCM; one key may seal some 2^32 values."""


class Undecipherable(ValueError):
    """A sealed value that no key of ours opens in this place: moved, altered, or its key is not given any more."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The operator's keys. `audit` keys the chain over the audit's events, `columns` the sensitive columns.

    Of several versions the highest seals, and each opens what it sealed.
    """

    audit: bytes = b""
    columns: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """The version that seals. Raises Undecipherable where no key is given, rather than keep anything in clear."""
        if not self.columns:
            raise Undecipherable
        return max(self.columns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands. It opens nowhere else."""

    table: str
    column: str
    row_id: int

    def __bytes__(self) -> bytes:
        return f"{self.table}.{self.column}.{self.row_id}".encode()


_current: Final[list[Keys]] = [Keys()]


def configure(settings: Settings) -> None:
    """Take the keys from the settings; called by create_app."""
    columns = {version: _derived(key.get_secret_value()) for version, key in settings.keys_by_version.items()}
    use(Keys(audit=settings.audit_key.get_secret_value().encode(), columns=columns))


def use(keys: Keys) -> None:
    """Work with these keys from now on: for tests, and for a command with settings of its own."""
    _current[:] = [keys]


def newest_version() -> int:
    """The version of the key that seals now."""
    return _current[0].newest


def chained(before: bytes, content: bytes) -> bytes:
    """The 32 bytes that bind `content` to everything before it: HMAC-SHA256 under the audit's key."""
    return hmac.digest(_current[0].audit, before + content, "sha256")


def seal(text: str, place: Place) -> bytes:
    """`text` under the newest key by AES-256-GCM, bound to its table, column and row, with the key's version before."""
    return seal_bytes(text.encode(), place)


def unseal(value: bytes, place: Place) -> str:
    """The text that was sealed for this place. Raises Undecipherable."""
    return unseal_bytes(value, place).decode()


def seal_bytes(content: bytes, place: Place) -> bytes:
    """The same for any bytes."""
    keys = _current[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(keys.columns[keys.newest]).encrypt(nonce, content, bytes(place))
    return keys.newest.to_bytes(_VERSION_BYTES) + nonce + sealed


def unseal_bytes(value: bytes, place: Place) -> bytes:
    """The bytes that were sealed for this place. Raises Undecipherable."""
    key = _current[0].columns.get(version_of(value))
    if key is None:
        raise Undecipherable
    nonce, sealed = value[_VERSION_BYTES:][:_NONCE_BYTES], value[_VERSION_BYTES + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, bytes(place))
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def version_of(value: bytes) -> int:
    """The version of the key that a value was sealed under."""
    return int.from_bytes(value[:_VERSION_BYTES])


@cache
def _derived(key: str) -> bytes:
    """256 bits of whatever the operator typed."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mobility columns").derive(key.encode())
