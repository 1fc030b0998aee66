"""Reads the lines of a file of outcomes: CSV or XLSX, with column names in either language."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from mobility.core.terms import Refused

COLUMNS: Final[Mapping[str, str]] = {
    "student_number": "学号",
    "outcome": "结果",
    "date": "日期",
    "host": "接收院校",
    "confirm_by": "确认截止日期",
    "position": "候补顺序",
    "remark": "备注",
}
"""The columns and their Chinese names; the first three have to be there."""

NEEDED: Final = ("student_number", "outcome", "date")
MOST_LINES: Final = 5000
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
"""A workbook is a packed file: a small one may unpack to more than a server has room for."""

_CHINESE_DATE: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_PLAIN_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines that hold anything, by their number in the spreadsheet, each with every column of `COLUMNS`.

    CSV in UTF-8 or GB18030, or the first sheet of an XLSX. Raises Refused `sheet.unreadable`, `sheet.too_large`,
    `sheet.too_long`, `sheet.column_missing` or `sheet.empty`.
    """
    if len(content) > MOST_BYTES:
        raise Refused("sheet.too_large", megabytes=MOST_BYTES // (1024 * 1024))
    table = _workbook(content) if content[:2] == b"PK" else _csv(content)
    if not any(any(cells) for cells in table[1:]):
        raise Refused("sheet.empty")
    if len(table) > MOST_LINES + 1:
        raise Refused("sheet.too_long", lines=MOST_LINES)
    head = [_column(cell) for cell in table[0]]
    if missing := [name for name in NEEDED if name not in head]:
        raise Refused("sheet.column_missing", columns=", ".join(f"{COLUMNS[name]} ({name})" for name in missing))
    for number, cells in enumerate(table[1:], start=2):
        if any(cells):
            yield number, dict.fromkeys(COLUMNS, "") | dict(zip(head, cells, strict=False))


def read_date(text: str) -> date | None:
    """The date as people write it: 2026-11-30, 2026/11/30, 2026.11.30, 2026年11月30日; None where it is none."""
    found = _PLAIN_DATE.fullmatch(text) or _CHINESE_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _column(cell: str) -> str:
    wanted = cell.casefold().replace(" ", "_")
    return next((name for name, chinese in COLUMNS.items() if wanted in (name, chinese)), wanted)


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


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Refused("sheet.too_large", megabytes=MOST_BYTES // (1024 * 1024))
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
