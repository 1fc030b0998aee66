"""Judges a Word or Excel file: a ZIP archive of parts (ISO/IEC 29500) without macros and without other files."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from mobility.core.terms import Refused
from mobility.storage.inspection.kinds import DOCX, XLSX, Kind

MOST_PARTS: Final = 2000
MOST_UNPACKED_BYTES: Final = 100 * 1024 * 1024
_CHUNK_BYTES: Final = 64 * 1024
_ENCRYPTED_FLAG: Final = 0x1
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")

_MAIN_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MACROS: Final = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|\.bin\.rels$|/dialogsheets/", re.IGNORECASE)
_FILES: Final = re.compile(r"/embeddings/", re.IGNORECASE)
_MACRO_TYPE: Final = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_RUNNING_FIELD: Final = re.compile(rb"<w:instrText[^>]*>\s*DDE", re.IGNORECASE)
_OUTSIDE: Final = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_OVERLAP_BYTES: Final = 512


def is_encrypted(file: BinaryIO, head: bytes) -> bool:
    """Tell whether this is an Office file behind a password: those are wrapped into the format of old."""
    if not head.startswith(_OLE):
        return False
    found = _ENCRYPTED_PACKAGE in file.read()
    file.seek(0)
    return found


def kind_of_package(file: BinaryIO) -> Kind | None:
    """Tell which Office file an archive is; None for any other archive, and for one that cannot be read."""
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)


def check(file: BinaryIO) -> None:
    """Raise Refused for an Office file that cannot be taken. Unpacks every part and keeps none."""
    try:
        with zipfile.ZipFile(file) as package:
            _check_parts(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, RuntimeError):
        raise Refused("document.damaged") from None


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refused("document.unpacks_too_large")
    if package.comment or len({part.filename for part in parts}) != len(parts):
        raise Refused("document.two_types")
    for part in parts:
        _check_name(part)
    unpacked = 0
    for part in parts:
        unpacked += _check_bytes(package, part, MOST_UNPACKED_BYTES - unpacked)


def _check_name(part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise Refused("document.encrypted")
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise Refused("document.two_types")
    if _MACROS.search(f"/{name}"):
        raise Refused("document.macros")
    if _FILES.search(name):
        raise Refused("document.embedded_files")


def _check_bytes(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Read one part to its end, its checksum compared, and return its true length."""
    count, tail = 0, b""
    for chunk in _chunks(package, part):
        count += len(chunk)
        if count > most:
            raise Refused("document.unpacks_too_large")
        if part.filename.endswith((".xml", ".rels")):
            _check_markup(part.filename, tail + chunk)
        tail = chunk[-_OVERLAP_BYTES:]
    return count


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as opened:
        while chunk := opened.read(_CHUNK_BYTES):
            yield chunk


def _check_markup(name: str, text: bytes) -> None:
    if name == "[Content_Types].xml" and _MACRO_TYPE.search(text):
        raise Refused("document.macros")
    if name == "word/document.xml" and _RUNNING_FIELD.search(text):
        raise Refused("document.macros")
    if name.endswith(".rels") and any(_leads_outside(one) for one in _OUTSIDE.findall(text)):
        raise Refused("document.linked")


def _leads_outside(relationship: bytes) -> bool:
    """A link that the reader clicks is harmless; a template or picture that is fetched on opening is not."""
    return b'TargetMode="External"' in relationship and b"/hyperlink" not in relationship
