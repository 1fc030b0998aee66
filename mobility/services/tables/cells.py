"""Reads the cells of a table that somebody brings: CSV in UTF-8 or GB 18030, or the first sheet of an XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from mobility.core.terms import Refused

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. A workbook is a packed file: a small one may unpack to more than a server has room for."""

    byte_count: int
    unpacked_byte_count: int
    line_count: int


def read(content: bytes, limits: Limits) -> list[list[str]]:
    """The lines of the table from its heading on, every cell as text without blanks around it.

    Raises Refused `sheet.unreadable`, `sheet.too_large`, `sheet.too_long` or `sheet.empty`.
    """
    if len(content) > limits.byte_count:
        raise Refused("sheet.too_large", megabytes=limits.byte_count // _MEGABYTE)
    table = _workbook(content, limits) if content[:2] == b"PK" else _csv(content)
    if not any(any(cells) for cells in table[1:]):
        raise Refused("sheet.empty")
    if len(table) > limits.line_count + 1:
        raise Refused("sheet.too_long", lines=limits.line_count)
    return table


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return _read(text)
    raise Refused("sheet.unreadable")


def _read(text: str) -> list[list[str]]:
    try:
        table = [[cell.strip() for cell in cells] for cells in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise Refused("sheet.unreadable") from error
    if not table:
        raise Refused("sheet.empty")
    return table


def _workbook(content: bytes, limits: Limits) -> list[list[str]]:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > limits.unpacked_byte_count:
                raise Refused("sheet.too_large", megabytes=limits.byte_count // _MEGABYTE)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells: Sequence[Sequence[object]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, IndexError, OSError) as error:
        raise Refused("sheet.unreadable") from error
    if not cells:
        raise Refused("sheet.empty")
    return [[_cell(cell) for cell in row] for row in cells]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
