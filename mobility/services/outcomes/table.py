"""Reads the lines of a file of outcomes: CSV or XLSX, with column names in either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mobility.core.terms import Refused
from mobility.services.tables import cells as file_cells
from mobility.services.tables.cells import Limits

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


def rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines that hold anything, by their number in the spreadsheet, each with every column of `COLUMNS`.

    CSV in UTF-8 or GB18030, or the first sheet of an XLSX. Raises Refused `sheet.unreadable`, `sheet.too_large`,
    `sheet.too_long`, `sheet.column_missing` or `sheet.empty`.
    """
    table = file_cells.read(content, Limits(MOST_BYTES, MOST_UNPACKED, MOST_LINES))
    head = [_column(cell) for cell in table[0]]
    if missing := [name for name in NEEDED if name not in head]:
        raise Refused("sheet.column_missing", columns=", ".join(f"{COLUMNS[name]} ({name})" for name in missing))
    for number, cells in enumerate(table[1:], start=2):
        if any(cells):
            yield number, dict.fromkeys(COLUMNS, "") | dict(zip(head, cells, strict=False))


def _column(cell: str) -> str:
    wanted = cell.casefold().replace(" ", "_")
    return next((name for name, chinese in COLUMNS.items() if wanted in (name, chinese)), wanted)
