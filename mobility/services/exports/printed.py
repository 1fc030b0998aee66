"""Writes a list of the office as a workbook: one worksheet a sheet, with its head above and its boxes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from mobility.i18n import format_date, ngettext
from mobility.queries.lists import Column, Sheet, Table
from mobility.services.exports.safe import plain
from mobility.services.exports.writers import WORKBOOK, Fields, sheet_name
from mobility.wording import describe

A4: Final = 9
HEAD_ROWS: Final = 3
BOX_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every sheet of a list: who made it, what it is about, on which day, in which time zone."""

    institution: str
    about: str
    day: date
    zone: str


def write(table: Table, heading: Heading, into: BinaryIO) -> None:
    """Write the whole list into `into`."""
    columns = table.listed.columns
    names: list[str] = []
    with Workbook(into, WORKBOOK) as book:
        for sheet in table.sheets:
            names.append(sheet_name(sheet.title or describe(f"list.{table.listed.key}"), names))
            page = book.add_worksheet(names[-1])
            _set_up(page, columns)
            _head(book, page, table, sheet, heading)
            fields = Fields(book, page, ZoneInfo(heading.zone), HEAD_ROWS + 1, border=1)
            fields.write(sheet.rows)
            _boxes(book, page, table.listed.boxes, fields.next_row + 1, len(columns))


def _set_up(page: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROWS)
    page.set_footer("&C&P / &N")


def _head(book: Workbook, page: Worksheet, table: Table, sheet: Sheet, heading: Heading) -> None:
    last = len(table.listed.columns) - 1
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    small = book.add_format({"align": "center"})
    bold = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    count = ngettext("%(n)s person", "%(n)s people", len(sheet.rows))
    parts = [part for part in (sheet.title, format_date(heading.day), count) if part]
    lines = (f"{heading.institution} · {heading.about}", describe(f"list.{table.listed.key}"), " · ".join(parts))
    for row, (line, look) in enumerate(zip(lines, (small, title, small), strict=True)):
        _merge(page, (row, 0, row, last), line, look)
    for place, column in enumerate(table.listed.columns):
        page.write_string(HEAD_ROWS, place, describe(f"column.{column.key}"), bold)


def _boxes(book: Workbook, page: Worksheet, boxes: Sequence[str], top: int, width: int) -> None:
    look = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    each = max(width // max(len(boxes), 1), 1)
    for number, box in enumerate(boxes):
        first = number * each
        last = width - 1 if number == len(boxes) - 1 else first + each - 1
        _merge(page, (top, first, top + BOX_ROWS, last), describe(f"list_box.{box}"), look)


def _merge(page: Worksheet, area: tuple[int, int, int, int], text: str, look: Any) -> None:
    page.merge_range(*area, "", look)
    page.write_string(area[0], area[1], plain(text), look)
