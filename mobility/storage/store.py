"""Keeps files by generated keys: on the local disk or in an S3 store, by the same few verbs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

if TYPE_CHECKING:
    from obstore.store import RetryConfig

CHUNK_BYTES: Final = 256 * 1024

_RETRIES: Final[RetryConfig] = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""Somebody waits for the answer."""


class Gone(LookupError):
    """There is no file under that key."""


class Damaged(OSError):
    """The file under that key is not the one that was put there."""


class Unavailable(OSError):
    """The place where files are kept does not answer, is full, or refuses us: nothing is known of the file."""


class TooLarge(ValueError):
    """The file has more bytes than allowed."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put: its length and the SHA-256 of its bytes."""

    byte_count: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket: `endpoint` empty for Amazon's own, `prefix` the folder of ours in it."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""


def new_key(institution_id: int) -> str:
    """A key that nobody can guess or choose: 128 random bits below the institution's folder."""
    token = secrets.token_hex(16)
    return f"{institution_id}/{token[:2]}/{token}"


class Store:
    """Files by key. A key is written once and never overwritten."""

    def __init__(self, backend: ObjectStore, folder: Path | None = None) -> None:
        self._backend = backend
        self._folder = folder

    @classmethod
    def on_disk(cls, folder: Path) -> Store:
        """Keep files below `folder`, which is made where it is missing, readable by nobody else."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder.resolve()), folder.resolve())

    @classmethod
    def on_s3(cls, bucket: Bucket) -> Store:
        """Keep files in a bucket that exists. Nothing is asked of it yet."""
        options = {
            "endpoint": bucket.endpoint,
            "region": bucket.region,
            "access_key_id": bucket.access_key,
            "secret_access_key": bucket.secret_key,
        }
        return cls(
            S3Store(
                bucket.name,
                prefix=bucket.prefix or None,
                config=cast("Any", {name: value for name, value in options.items() if value}),
                client_options={"allow_http": bucket.endpoint.startswith("http://")},
                retry_config=_RETRIES,
            )
        )

    def put(self, key: str, file: BinaryIO, max_bytes: int) -> Stored:
        """Write `file` whole or not at all.

        Raises TooLarge above `max_bytes`, FileExistsError for a key in use, and Unavailable, after which the sweep
        removes what may have arrived.
        """
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
            with _answering():
                obstore.put(self._backend, key, b"".join(chunks()), mode="create")
        except obstore.exceptions.AlreadyExistsError as in_use:
            raise FileExistsError(key) from in_use
        return Stored(count, digest.digest())

    def read(self, key: str, expected: bytes | None) -> Iterator[bytes]:
        """Give the bytes in chunks, where `expected` is given after all of them were compared with that SHA-256.

        Raises Gone for an unknown key and Damaged for other bytes than were put, before the first chunk is given, and
        Unavailable.
        """
        if expected is not None and self._digest(key) != expected:
            raise Damaged(key)
        return self._chunks(key)

    def remove(self, key: str) -> None:
        """Remove the file; nothing happens where there is none. Raises Unavailable."""
        with _answering(), suppress(FileNotFoundError):
            obstore.delete(self._backend, key)

    def remove_below(self, folder: str) -> None:
        """Remove all files below that folder; nothing happens where there are none."""
        for key, _changed_at in self.listing(folder):
            self.remove(key)

    def listing(self, folder: str | None = None) -> Iterator[tuple[str, datetime]]:
        """The key of every file, or of those below `folder`, with when it was put. Raises Unavailable."""
        with _answering():
            for batch in obstore.list(self._backend, prefix=folder):
                for one in batch:
                    yield one["path"], one["last_modified"]

    def remove_halves(self, before: datetime) -> int:
        """Remove what a process left on the disk that was killed while it wrote, if older than `before`; how many.

        An S3 store shows a file only once it is whole.
        """
        halves = [] if self._folder is None else [path for path in self._folder.rglob("*#*") if path.is_file()]
        old = [path for path in halves if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _digest(self, key: str) -> bytes:
        digest = sha256()
        for chunk in self._chunks(key):
            digest.update(chunk)
        return digest.digest()

    def _chunks(self, key: str) -> Iterator[bytes]:
        try:
            with _answering():
                found = obstore.get(self._backend, key)
        except FileNotFoundError as missing:
            raise Gone(key) from missing
        return _streamed(found)


def _streamed(found: obstore.GetResult) -> Iterator[bytes]:
    with _answering():
        for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
            yield bytes(chunk)


@contextmanager
def _answering() -> Iterator[None]:
    """Say Unavailable for whatever is wrong with the place itself."""
    try:
        yield
    except (obstore.exceptions.AlreadyExistsError, FileNotFoundError):
        raise
    except obstore.exceptions.BaseError as silent:
        raise Unavailable(type(silent).__name__) from silent


_current: list[Store] = []


def use(store: Store) -> None:
    """Make `store` the one that services and queries work with; called once, when the program is wired."""
    _current[:] = [store]


def current() -> Store:
    """The store of this process. Raises RuntimeError where `use` was not called."""
    if not _current:
        raise RuntimeError("no store for documents: the program was not wired")
    return _current[0]
