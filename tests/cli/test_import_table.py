"""`mobility import`: judged by line and column, taken over whole or not at all, told as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from mobility.cli import import_table, main
from tests.cli.test_init import init, value
from tests.servers import DatabaseUrls
from tests.services.imports.tables import HEAD, line, table


@pytest.fixture
def urls(
    fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DatabaseUrls:
    made = fresh_database()
    for name, url in {"DATABASE_URL": made.app, "MIGRATION_DATABASE_URL": made.owner, "REDIS_URL": redis_url}.items():
        monkeypatch.setenv(name, url)
    monkeypatch.setenv("MOBILITY_DATA_DIR", str(tmp_path / "var"))
    assert init(tmp_path).exit_code == 0
    return made


def _import(tmp_path: Path, content: bytes, *options: str, kind: str = "students") -> Result:
    path = tmp_path / "table"
    path.write_bytes(content)
    return CliRunner().invoke(main, ["import", kind, str(path), *options])


def _workbook(*lines: str) -> bytes:
    book, out = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for one in (HEAD, *lines):
        sheet.append(one.split(","))
    book.save(out)
    return out.getvalue()


def test_a_table_is_rehearsed_imported_and_imported_again(
    urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = "SELECT count(*) FROM student"
    rehearsed = _import(tmp_path, _workbook(line(1), line(2)), "--dry-run", "--json")
    assert (rehearsed.exit_code, value(urls, count)) == (0, 0), rehearsed.output
    told = json.loads(rehearsed.output)
    assert (told["lines"], told["written"], told["problems"], told["mapping"]["number"]) == (2, False, [], "学号")
    done = _import(tmp_path, table(line(1), line(2)))
    assert (done.exit_code, value(urls, count)) == (0, 2), done.output
    assert done.output == "2 new, 0 changed, 0 unchanged, 0 not in the file.\nImported.\n"
    monkeypatch.setattr(import_table, "AT_ONCE", 0)
    again = _import(tmp_path, table(line(1)))
    assert again.stderr == "comparing with what is there: 1 of 1\n"
    assert again.stdout == ("0 new, 0 changed, 1 unchanged, 1 not in the file.\nNot in the file: 2 张三丰\nImported.\n")
    assert value(urls, "SELECT count(*) FROM audit_event WHERE action = 'data.import'") == 2


def test_a_wrong_table_writes_nothing_and_exits_with_1(urls: DatabaseUrls, tmp_path: Path) -> None:
    wrong = _import(tmp_path, table(line(1), line(2, "李?梅"), line(2)))
    assert (wrong.exit_code, value(urls, "SELECT count(*) FROM student")) == (1, 0)
    assert "Line 3, 姓名: “李?梅” holds a question mark" in wrong.output
    assert "Line 4, 邮箱: This address stands in line 3 too." in wrong.output
    assert wrong.output.endswith("Nothing was written.\n")
    told = json.loads(_import(tmp_path, table(line(2, "李□梅")), "--json").output)["problems"]
    assert (told[0]["code"], told[0]["words"]["en"]) == (
        "import.lost_character",
        "A character was lost in “李□梅”. Ask how it is written.",
    )
    assert "字符丢失" in told[0]["words"]["zh_Hans"]
    unreadable = _import(tmp_path, b"PK\x03\x04", "--json")
    assert (unreadable.exit_code, "cannot be read" in unreadable.output) == (1, True)


def test_fees_need_somebody_who_answers_for_them(urls: DatabaseUrls, tmp_path: Path) -> None:
    fees = "申请编号,缴费日期\nX-1,2026-10-10\n".encode()
    nobody = _import(tmp_path, fees, kind="fees")
    assert (nobody.exit_code, "Say by --by ADDRESS" in nobody.output) == (2, True)
    stranger = _import(tmp_path, fees, "--by", "nobody@example.edu.cn", kind="fees")
    assert (stranger.exit_code, "There is no such person." in stranger.output) == (1, True)
    administrator = _import(tmp_path, fees, "--by", "ADMIN@example.edu.cn", kind="fees")
    assert administrator.exit_code == 1
