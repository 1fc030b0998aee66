"""The file of a backup: a tar with the database, every document and a manifest of what each of them must be."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORM: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database.dump"
DOCUMENTS: Final = "documents/"
CHUNK_BYTES: Final = 1024 * 1024

_NAME: Final = re.compile(r"documents/[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class Damaged(Exception):
    """The file is no backup, or not as it was written; the message says what is wrong."""


class Part(BaseModel):
    """What one file of a backup must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class Right(BaseModel):
    """A right that the application's role had on a table, a sequence or a column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: str
    right: str


class Manifest(BaseModel):
    """What a backup says of itself. `keys` are fingerprints of the keys without which parts of it cannot be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: int
    made_at: str
    program: str
    revision: str
    server: int
    counts: Mapping[str, int]
    rights: tuple[Right, ...]
    keys: Mapping[str, str]
    parts: Mapping[str, Part]


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer of the archive `path`, which appears whole when the block ends or not at all, for its owner alone."""
    draft = path.with_name(f"{path.name}.part")
    draft.touch(mode=0o600)
    draft.chmod(0o600)
    try:
        with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as tar:
            yield Writer(tar)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


class Writer:
    """Puts files into an archive and remembers what each of them is."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: Path) -> None:
        """Add a file under `name`. Raises FileNotFoundError where it has gone meanwhile."""
        with source.open("rb") as file:
            digest = sha256()
            head = self._head(name, source.stat().st_size)
            self._tar.addfile(head, _Watched(file, digest.update))
        self.parts[name] = Part(sha256=digest.hexdigest(), bytes=head.size)

    def close(self, manifest: Manifest) -> None:
        """Add the manifest, last."""
        content = manifest.model_dump_json(indent=1).encode()
        self._tar.addfile(self._head(MANIFEST, len(content)), BytesIO(content))

    @staticmethod
    def _head(name: str, size: int) -> tarfile.TarInfo:
        head = tarfile.TarInfo(name)
        head.size, head.mode = size, 0o600
        return head


class _Watched:
    """A file that tells what was read of it."""

    def __init__(self, file: IO[bytes], tell: Callable[[bytes], object]) -> None:
        self._file, self._tell = file, tell

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self._tell(content)
        return content


def verified(path: Path) -> Manifest:
    """Read the whole archive and compare every file with the manifest. Raises Damaged; writes nothing."""
    try:
        with tarfile.open(path, "r:") as tar:
            manifest, found = None, {}
            for member in tar:
                name = _sound(member)
                if name in found:
                    raise Damaged(f"{name} is in the backup twice.")
                content = tar.extractfile(member)
                assert content is not None  # a regular file, says _sound
                if name == MANIFEST:
                    manifest = _manifest(content.read())
                else:
                    found[name] = _part(content)
    except (OSError, tarfile.TarError) as error:
        raise Damaged(f"{path} cannot be read as a backup: {error}.") from error
    if manifest is None:
        raise Damaged(f"{path} has no {MANIFEST}: it is no backup, or was cut off.")
    _compare(manifest.parts, found)
    return manifest


def unpack(path: Path, database: Path, documents: Path) -> None:
    """Write the files of a verified archive: the dump to `database`, every document below `documents`."""
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            name = _sound(member)
            if name == MANIFEST:
                continue
            target = database if name == DATABASE else documents / name.removeprefix(DOCUMENTS)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            content = tar.extractfile(member)
            assert content is not None
            with target.open("xb") as file:
                while chunk := content.read(CHUNK_BYTES):
                    file.write(chunk)


def _sound(member: tarfile.TarInfo) -> str:
    is_known = member.name in (MANIFEST, DATABASE) or _NAME.fullmatch(member.name) is not None
    if not (member.isreg() and is_known):
        raise Damaged(f"{member.name!r} does not belong into a backup.")
    return member.name


def _manifest(content: bytes) -> Manifest:
    try:
        form = json.loads(content).get("form")
        if form != FORM:
            raise Damaged(f"The backup is of form {form!r}; this version of the program reads form {FORM}.")
        return Manifest.model_validate_json(content)
    except (ValueError, AttributeError, ValidationError) as error:
        raise Damaged(f"{MANIFEST} cannot be read: {error}") from error


def _part(content: IO[bytes]) -> Part:
    digest, count = sha256(), 0
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        count += len(chunk)
    return Part(sha256=digest.hexdigest(), bytes=count)


def _compare(wanted: Mapping[str, Part], found: Mapping[str, Part]) -> None:
    missing, foreign = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    other = {name for name in wanted.keys() & found.keys() if wanted[name] != found[name]}
    for names, what in ((missing, "missing"), (foreign, "not in the manifest"), (other, "not as it was written")):
        if names:
            raise Damaged(f"{len(names)} files are {what}, first of all {min(names)}.")
