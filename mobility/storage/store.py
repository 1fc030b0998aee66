"""Keeps files by generated keys: on the local disk now, in any store that obstore knows by the same four verbs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

import obstore
from obstore.store import LocalStore, ObjectStore

CHUNK_BYTES: Final = 256 * 1024


class Gone(LookupError):
    """There is no file under that key."""


class Damaged(OSError):
    """The file under that key is not the one that was put there."""


class TooLarge(ValueError):
    """The file has more bytes than allowed."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put: its length and the SHA-256 of its bytes."""

    byte_count: int
    sha256: bytes


def new_key(institution_id: int) -> str:
    """A key that nobody can guess or choose: 128 random bits below the institution's folder."""
    token = secrets.token_hex(16)
    return f"{institution_id}/{token[:2]}/{token}"


class Store:
    """Files by key. A key is written once and never overwritten."""

    def __init__(self, backend: ObjectStore) -> None:
        self._backend = backend

    @classmethod
    def on_disk(cls, folder: Path) -> Store:
        """Keep files below `folder`, which is made where it is missing, readable by nobody else."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder.resolve()))

    def put(self, key: str, file: BinaryIO, max_bytes: int) -> Stored:
        """Write `file` whole or not at all. Raises TooLarge above `max_bytes`, FileExistsError for a key in use."""
        digest, count = sha256(), 0

        def chunks() -> Iterator[bytes]:
            nonlocal count
            while chunk := file.read(CHUNK_BYTES):
                count += len(chunk)
                if count > max_bytes:
                    raise TooLarge(max_bytes)
                digest.update(chunk)
                yield chunk

        try:
            obstore.put(self._backend, key, b"".join(chunks()), mode="create")
        except obstore.exceptions.AlreadyExistsError as in_use:
            raise FileExistsError(key) from in_use
        return Stored(count, digest.digest())

    def read(self, key: str, expected: bytes | None) -> Iterator[bytes]:
        """Give the bytes in chunks, where `expected` is given after all of them were compared with that SHA-256.

        Raises Gone for an unknown key and Damaged for other bytes than were put, before the first chunk is given.
        """
        if expected is not None and self._digest(key) != expected:
            raise Damaged(key)
        return self._chunks(key)

    def remove(self, key: str) -> None:
        """Remove the file; nothing happens where there is none."""
        try:
            obstore.delete(self._backend, key)
        except FileNotFoundError:
            return

    def _digest(self, key: str) -> bytes:
        digest = sha256()
        for chunk in self._chunks(key):
            digest.update(chunk)
        return digest.digest()

    def _chunks(self, key: str) -> Iterator[bytes]:
        try:
            found = obstore.get(self._backend, key)
        except FileNotFoundError as missing:
            raise Gone(key) from missing
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK_BYTES))


_current: list[Store] = []


def use(store: Store) -> None:
    """Make `store` the one that services and queries work with; called once, when the program is wired."""
    _current[:] = [store]


def current() -> Store:
    """The store of this process. Raises RuntimeError where `use` was not called."""
    if not _current:
        raise RuntimeError("no store for documents: the program was not wired")
    return _current[0]
