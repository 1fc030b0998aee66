"""Makes one document of the files that arrived: photos and PDFs become one upright PDF, anything else stays alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, BinaryIO, Final, Literal

from mobility import observability
from mobility.core.questions.documents import MEGABYTE, DocumentKind
from mobility.core.terms import Refused
from mobility.services.applications.file_names import shown_name
from mobility.storage import Kind, inspect, scanning
from mobility.storage.inspection import as_image, as_pdf_page
from mobility.storage.inspection.kinds import PDF
from mobility.storage.inspection.pdf import MOST_PAGES
from mobility.storage.joining import joined

MOST_BYTES: Final = 50 * MEGABYTE
"""How large a document of several files may become."""

_CHUNK_BYTES: Final = 256 * 1024

Scan = Literal["not_scanned", "waiting", "clean"]
_log: Final = observability.logger("mobility.documents")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: its bytes, positioned at the beginning, and the name that the browser gave it."""

    file: BinaryIO
    file_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files that a document was made of; `sha256`, in hexadecimal digits, is that of what arrived."""

    name: str
    page_count: int
    sha256: str

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Base:
    """A document that is there and gets more pages."""

    file: BinaryIO
    parts: tuple[Part, ...]
    scan: str


@dataclass(frozen=True, slots=True)
class Made:
    """A document ready to be stored; `scan` says what is proved of it."""

    file: BinaryIO
    kind: Kind
    parts: tuple[Part, ...]
    scan: Scan

    @property
    def page_count(self) -> int:
        return sum(part.page_count for part in self.parts)


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of the file in hexadecimal digits; it stands at its beginning afterwards."""
    file.seek(0)
    digest = sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def make(kind: DocumentKind, uploads: Sequence[Upload], base: Base | None = None) -> Made:
    """Judge the files and make one document of them, behind the pages of `base` where that is given.

    Raises Refused `document.…`; where several files came, with the `file` that it is about among the parameters.
    """
    count = len(uploads) + (len(base.parts) if base else 0)
    if count > kind.max_files:
        raise Refused("document.too_many_files", most=kind.max_files)
    arrived = [_arrived(kind, one, is_alone=count == 1) for one in uploads]
    if count > 1 and any(found.key != PDF.key for _file, found, _part in arrived):
        raise Refused("document.cannot_join")
    parts = (*(base.parts if base else ()), *(part for _file, _found, part in arrived))
    files = [*([base.file] if base else ()), *(file for file, _found, _part in arrived)]
    if (pages := sum(part.page_count for part in parts)) > MOST_PAGES:
        raise Refused("document.too_many_pages", count=pages, most=MOST_PAGES)
    whole = files[0] if count == 1 else joined(files)
    return Made(whole, arrived[0][1], parts, _scan(uploads, base))


def _arrived(kind: DocumentKind, upload: Upload, *, is_alone: bool) -> tuple[BinaryIO, Kind, Part]:
    with _about(upload, is_alone=is_alone):
        inspected = inspect(upload.file, kind.taken, kind.max_bytes)
        name = shown_name(upload.file_name, kind.key, inspected.kind.extension)
        part = Part(name, inspected.page_count, digest_of(upload.file))
        if not inspected.kind.is_photo:
            return upload.file, inspected.kind, part
        if "pdf" in kind.accepts:
            return as_pdf_page(upload.file, inspected.kind), PDF, part
        return *as_image(upload.file, inspected.kind), part


@contextmanager
def _about(upload: Upload, *, is_alone: bool) -> Iterator[None]:
    """Say which of several files a refusal is about."""
    try:
        yield
    except Refused as refused:
        if is_alone:
            raise
        raise Refused(refused.code, **{**refused.params, "file": upload.file_name}) from None


def _scan(uploads: Sequence[Upload], base: Base | None) -> Scan:
    """What is proved of the whole: as much as of its least proved part. Raises Refused `document.infected`."""
    scanner = scanning.current()
    if scanner is None:
        return "not_scanned"
    try:
        for upload in uploads:
            with _about(upload, is_alone=len(uploads) == 1):
                if (found := scanner.infection(upload.file)) is not None:
                    _log.warning("document.infected", signature=found)
                    raise Refused("document.infected")
    except scanning.Unreachable as silent:
        _log.error("scanner.unreachable", error=str(silent))
        return "waiting"
    return "clean" if base is None or base.scan == "clean" else "waiting"
