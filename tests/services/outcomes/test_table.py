"""A file of outcomes is read as spreadsheets write it, and never trusted for its size."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mobility.core.terms import Refused
from mobility.services.outcomes.table import MOST_BYTES, MOST_LINES, rows
from mobility.services.tables.dates import read_date

HEAD = "学号,结果,日期"
LINE = {"student_number": "2026000001", "outcome": "training_finished", "date": "2026-10-12"}
EMPTY = {"host": "", "confirm_by": "", "position": "", "remark": ""}


def _code(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(rows(content))
    return refused.value.code


def _workbook(*lines: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_every_usual_encoding(encoding: str) -> None:
    text = f"{HEAD},备注\n2026000001, training_finished ,2026-10-12,“第一批”\n\n,,,\n"
    assert list(rows(text.encode(encoding))) == [(2, EMPTY | LINE | {"remark": "“第一批”"})]


@pytest.mark.parametrize("head", [HEAD, "student_number,outcome,date", "Student number,OUTCOME,Date"])
def test_column_names_in_either_language(head: str) -> None:
    assert list(rows(f"{head}\n2026000001,training_finished,2026-10-12\n".encode())) == [(2, EMPTY | LINE)]


def test_columns_in_any_order_and_others_beside_them() -> None:
    text = "备注,日期,姓名,学号,结果,接收院校,确认截止日期,候补顺序\nx,2026-10-12,李,1,a,NYP,2026-10-16,3\n"
    number, row = next(iter(rows(text.encode())))
    assert (number, row["student_number"], row["outcome"], row["date"]) == (2, "1", "a", "2026-10-12")
    assert (row["host"], row["confirm_by"], row["position"], row["remark"]) == ("NYP", "2026-10-16", "3", "x")


def test_line_breaks_within_a_cell_do_not_shift_the_lines() -> None:
    text = f'{HEAD},备注\n1,a,2026-10-12,"two\nlines"\n2,b,2026-10-12,\n'
    assert [(number, row["student_number"]) for number, row in rows(text.encode())] == [(2, "1"), (3, "2")]


def test_a_workbook_with_numbers_and_dates_as_such() -> None:
    content = _workbook(("学号", "结果", "日期", "候补顺序"), (2026000001, "exam_reserve", date(2026, 10, 12), 3))
    assert list(rows(content)) == [(2, EMPTY | LINE | {"outcome": "exam_reserve", "position": "3"})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "sheet.empty"),
        (HEAD.encode(), "sheet.empty"),
        (f"{HEAD}\n,,\n".encode(), "sheet.empty"),
        (b"\xff\xff\xff\xff", "sheet.unreadable"),
        ("学号".encode("utf-16"), "sheet.unreadable"),
        (b"PK\x03\x04 no workbook", "sheet.unreadable"),
        ("学号,日期\n1,2026-10-12\n".encode(), "sheet.column_missing"),
        (b"x" * (MOST_BYTES + 1), "sheet.too_large"),
        ((HEAD + "\n1,a,b" * (MOST_LINES + 1)).encode(), "sheet.too_long"),
        (_workbook(), "sheet.empty"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, said: str) -> None:
    assert _code(content) == said


def test_a_small_file_that_unpacks_to_a_large_one_is_not_opened() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
    assert len(out.getvalue()) < MOST_BYTES
    assert _code(out.getvalue()) == "sheet.too_large"


@pytest.mark.parametrize("text", ["2026-10-02", "2026/10/2", "2026.10.02", "2026年10月2日", "2026年10月2"])
def test_a_date_as_people_write_it(text: str) -> None:
    assert read_date(text) == date(2026, 10, 2)


@pytest.mark.parametrize("text", ["", "2026-02-30", "12.10.2026", "46307", "2026-10-02T00:00", "10月2日", "0000-01-01"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    try:
        found = list(rows(content))
    except Refused:
        return
    assert all(set(EMPTY | LINE) <= set(row) for _, row in found)
