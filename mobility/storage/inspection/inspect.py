"""The judge of files: size, type, nothing foreign inside, and sound by the rules of its type, in that order."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO, Final

from mobility.core.terms import Refused
from mobility.storage.inspection import foreign, kinds, office, pdf, photos
from mobility.storage.inspection.kinds import Kind

_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that can be taken: what it is, and how many pages it has, 1 for whatever has none."""

    kind: Kind
    page_count: int = 1


def inspect(file: BinaryIO, accepts: Collection[str], max_bytes: int) -> Inspected:
    """Judge a file by its content; `accepts` are keys of kinds, and the file stands at its beginning afterwards.

    Raises Refused with a reason `document.…` for every file that is not sound and of an accepted type.
    """
    _check_size(file, max_bytes)
    kind = _kind(file, accepts)
    try:
        return Inspected(kind, _check_content(file, kind))
    finally:
        file.seek(0)


def _check_size(file: BinaryIO, max_bytes: int) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise Refused("document.empty")
    if size > max_bytes:
        raise Refused("document.too_large", megabytes=max(max_bytes // _MEGABYTE, 1))


def _kind(file: BinaryIO, accepts: Collection[str]) -> Kind:
    head = kinds.head_of(file)
    if office.is_encrypted(file, head):
        raise Refused("document.encrypted")
    found = office.kind_of_package(file) if kinds.is_package(head) else kinds.kind_of(head)
    if found is None or found.key not in accepts:
        raise Refused("document.wrong_type", types=kinds.types_named(accepts))
    return found


def _check_content(file: BinaryIO, kind: Kind) -> int:
    if kind.key in {"docx", "xlsx"}:
        foreign.check_package(file)
        office.check(file)
        return 1
    foreign.check(file)
    if kind.is_photo:
        photos.check(file, kind)
        return 1
    return pdf.check(file)
