"""Judges a Word or Excel file: a ZIP archive of parts (ISO/IEC 29500) without macros and without other files."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from mobility.core.terms import Refused
from mobility.storage.inspection.kinds import DOCX, XLSX, Kind
from mobility.storage.inspection.markup import Reader

MOST_PARTS: Final = 2000
MOST_UNPACKED_BYTES: Final = 100 * 1024 * 1024
_CHUNK_BYTES: Final = 64 * 1024
_ENCRYPTED_FLAG: Final = 0x1
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")

_MAIN_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MACROS: Final = re.compile(
    r"vbaproject|vbadata|/activex/|/macrosheets/|\.bin\.rels$|/dialogsheets/|/customui/", re.IGNORECASE
)
_FILES: Final = re.compile(r"/embeddings/", re.IGNORECASE)
_FOREIGN_HEADS: Final = (_OLE, b"MZ", b"\x7fELF", b"%PDF", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")
_XML_HEADS: Final = (b"<?xml", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_SIZES_OF_HEAD: Final = struct.Struct("<26xHH")
_DESCRIPTOR_BYTES: Final = 24
"""What may stand between two parts: the sizes of the first, where they were not known before it."""


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
            _check_gaps(file, package)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError, RuntimeError):
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
    count, reader = 0, None
    for chunk in _chunks(package, part):
        if count == 0:
            reader = _reader(part.filename.lower(), chunk)
        count += len(chunk)
        if count > most:
            raise Refused("document.unpacks_too_large")
        if reader is not None:
            reader.feed(chunk)
    if reader is not None:
        reader.feed(b"", is_last=True)
    return count


def _reader(name: str, head: bytes) -> Reader | None:
    """What reads this part, None for a picture and the like; whatever its name says, what begins as XML is read."""
    if head.startswith(_FOREIGN_HEADS):
        raise Refused("document.embedded_files")
    is_markup = name.endswith((".xml", ".rels")) or head.startswith(_XML_HEADS)
    return Reader(may_have_doctype=name.endswith(".svg")) if is_markup else None


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as opened:
        while chunk := opened.read(_CHUNK_BYTES):
            yield chunk


def _check_gaps(file: BinaryIO, package: zipfile.ZipFile) -> None:
    """Between the parts, before and behind them stands nothing that only another program would find."""
    end = 0
    for part in sorted(package.infolist(), key=lambda one: one.header_offset):
        if part.header_offset - end > _DESCRIPTOR_BYTES:
            raise Refused("document.two_types")
        file.seek(part.header_offset)
        name_bytes, extra_bytes = _SIZES_OF_HEAD.unpack(file.read(_SIZES_OF_HEAD.size))
        end = part.header_offset + _SIZES_OF_HEAD.size + name_bytes + extra_bytes + part.compress_size
    if package.start_dir - end > _DESCRIPTOR_BYTES:
        raise Refused("document.two_types")
