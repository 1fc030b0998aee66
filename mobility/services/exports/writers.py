"""Writes rows into a file, one after the other: as a workbook, or as plain text that Excel in China opens rightly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO, Final, Literal, Protocol, get_args
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from mobility.queries.lists import Cell, Column
from mobility.services.exports.safe import defused, plain
from mobility.wording import describe

Format = Literal["xlsx", "csv"]
FORMATS: Final[tuple[str, ...]] = get_args(Format)
MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

WORKBOOK: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text."""


class Rows(Protocol):
    """Where rows go."""

    def write(self, rows: Iterable[Sequence[Cell]]) -> None: ...


@contextmanager
def writer(into: BinaryIO, kind: str, title: str, columns: Sequence[Column], zone: str) -> Iterator[Rows]:
    """A writer of rows below the heads of these columns; the file is whole when the block ends."""
    heads = [describe(f"column.{column.key}") for column in columns]
    with _plain_text(into, heads, zone) if kind == "csv" else _workbook(into, title, heads, columns, zone) as rows:
        yield rows


@contextmanager
def _plain_text(into: BinaryIO, heads: Sequence[str], zone: str) -> Iterator[Rows]:
    """UTF-8 with its mark, without which Excel takes Chinese for something else."""
    text = TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
    lines = _Lines(csv.writer(text), ZoneInfo(zone))
    lines.write([heads])
    yield lines
    text.flush()
    text.detach()


@dataclass(frozen=True, slots=True)
class _Lines:
    lines: Any
    zone: ZoneInfo

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        self.lines.writerows([self._text(cell) for cell in row] for row in rows)

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case datetime():
                return f"{cell.astimezone(self.zone):%Y-%m-%d %H:%M}"
            case str():
                return defused(cell)
            case _:
                return str(cell)


@contextmanager
def _workbook(into: BinaryIO, title: str, heads: Sequence[str], columns: Sequence[Column], zone: str) -> Iterator[Rows]:
    with Workbook(into, {**WORKBOOK, "constant_memory": True}) as book:  # rows go to the disk as they come
        sheet = book.add_worksheet(sheet_name(title, ()))
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, (head, column) in enumerate(zip(heads, columns, strict=True)):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, plain(head), bold)
        sheet.freeze_panes(1, 0)
        yield Fields(book, sheet, ZoneInfo(zone))


class Fields:
    """The fields of one worksheet, written downwards from `first_row`; each value as what it is, never as a formula."""

    def __init__(self, book: Workbook, sheet: Any, zone: ZoneInfo, first_row: int = 1, border: int = 0) -> None:
        self._sheet, self._zone, self.next_row = sheet, zone, first_row
        look = {"border": border, "valign": "vcenter"}
        self._text = book.add_format({**look, "num_format": "@", "text_wrap": bool(border)})
        self._number = book.add_format(look)
        self._day = book.add_format({**look, "num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = book.add_format({**look, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            for place, cell in enumerate(row):
                self._put(place, cell)
            self.next_row += 1

    def _put(self, place: int, cell: Cell) -> None:
        match cell:
            case None:
                self._sheet.write_blank(self.next_row, place, None, self._text)
            case datetime():
                local = cell.astimezone(self._zone).replace(tzinfo=None, second=0, microsecond=0)
                self._sheet.write_datetime(self.next_row, place, local, self._moment)
            case date():
                self._sheet.write_datetime(self.next_row, place, cell, self._day)
            case int() | Decimal():
                self._sheet.write_number(self.next_row, place, cell, self._number)
            case _:
                self._sheet.write_string(self.next_row, place, plain(cell), self._text)


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """A name that a workbook takes: 31 letters at most, none of `[]:*?/\\`, unlike those taken already."""
    cleaned = "".join("_" if letter in "[]:*?/\\" else letter for letter in plain(title)).strip("' ")[:31] or "1"
    used = {name.casefold() for name in taken}
    name, number = cleaned, 1
    while name.casefold() in used:
        number += 1
        name = f"{cleaned[:27]} ({number})"[:31]
    return name
