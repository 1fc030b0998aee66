"""The pages of exports and of printable lists: asked for, watched, taken away, printed; also in Chinese."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import AuditEvent, Call
from mobility.queries import lists
from mobility.services import jobs
from mobility.services.exports import work
from mobility.services.exports.keep import remove_old
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff, make_student

MOST = 12
WORK = work.write_files
"""The worker knows this kind of job because it imports the module that does it, as this one does."""


def test_a_table_is_asked_for_watched_and_taken_away(visitor: Browser, call: Call) -> None:
    make_application(call, make_student(name="黄蓉"), state="selection")
    make_application(call, make_student(name="郭靖"), state="training")
    listed = visitor.visit(f"/office/files?call={call.id}&stage=selection")
    waiting = visitor.press(listed, "CSV")
    assert "The file is being written." in waiting.text
    assert [waiting.link("Look again"), waiting.soup.select_one("#progress[data-again]") is not None] == [
        waiting.path,
        True,
    ]
    assert visitor.client.get(f"{waiting.path}/file").status_code == 404
    jobs.drain()
    ready = visitor.visit(waiting.path)
    assert ready.soup.select("[data-again]") == []
    assert "Table of applications-2026-10-12.csv" in ready.text
    file = visitor.client.get(ready.link("Download"))
    text = file.get_data().decode("utf-8-sig")
    assert (text.count("\r\n"), "黄蓉" in text, "郭靖" in text) == (2, True, False)
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert file.headers["Cache-Control"] == "no-store"
    stop_clock_at(NOON + timedelta(days=1))
    remove_old()
    visitor.sign_in(make_staff(Role.HEAD))
    assert visitor.client.get(waiting.path).status_code == 404


def test_a_removed_file_says_so_and_sends_nobody_into_a_wall(visitor: Browser, call: Call) -> None:
    make_application(call, state="selection")
    waiting = visitor.press(visitor.visit("/office/files"), "XLSX")
    jobs.drain()
    stop_clock_at(NOON + timedelta(days=1))
    remove_old()
    stop_clock_at(NOON)
    gone = visitor.visit(f"{waiting.path}/file")
    assert (gone.path, "This file has been removed" in gone.text) == (waiting.path, True)


def test_nothing_found_is_said_on_the_page_itself(visitor: Browser, call: Call) -> None:
    token = visitor.token()
    sent = {"csrf_token": token, "form": "csv"}
    page = visitor.client.post("/office/files/export?text=nobody", data=sent, follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "Nobody is on this list, so there is nothing to export." in text


@pytest.mark.parametrize("key", list(lists.CATALOG))
def test_every_list_has_its_sheet_within_the_budget(visitor: Browser, call: Call, key: str) -> None:
    make_application(call, make_student(name="黄蓉"), state="selection", school_outcome="recommended")
    page = visitor.visit(f"/office/calls/{call.id}/lists")
    assert len(page.all("tbody tr")) == len(lists.CATALOG)
    path = f"/office/calls/{call.id}/lists/{key}"
    visitor.visit(path)
    with counted() as sent:
        sheet = visitor.visit(path)
    assert (sheet.status, len(sent) <= MOST) == (200, True)
    assert sheet.soup.select(".sign-boxes > div") != []
    if key == "examination":
        assert "黄蓉" in sheet.text
    else:
        assert ("Nobody is on this list now." in sheet.text) or ("nobody is recommended" in sheet.text)


def test_a_list_that_is_opened_leaves_a_trace(visitor: Browser, call: Call) -> None:
    make_application(call, state="selection")
    visitor.visit(f"/office/calls/{call.id}/lists/examination")
    event = db.session.query(AuditEvent).filter_by(action="lists.print").one()
    assert (event.object_id, event.is_quiet, event.params) == (call.id, True, {"list": "examination", "count": 1})


def test_a_list_is_exported_from_its_page(visitor: Browser, call: Call) -> None:
    make_application(call, state="selection")
    page = visitor.visit(f"/office/calls/{call.id}/lists")
    waiting = visitor.press(page, "XLSX Attendance list")
    assert "The file is being written." in waiting.text
    empty = visitor.press(page, "XLSX Nomination list")
    assert "Nobody is on this list" in empty.text


def test_lists_of_other_calls_and_other_lists_are_not_there(client: Client, call: Call) -> None:
    own = make_call()
    browser = Browser(client)
    browser.sign_in(make_staff(Role.COORDINATOR, call=own))
    for path, status in {
        f"/office/calls/{own.id}/lists/school": 200,
        f"/office/calls/{own.id}/lists/files": 404,
        f"/office/calls/{call.id}/lists": 404,
        f"/office/calls/{call.id}/lists/school": 404,
    }.items():
        assert browser.visit(path).status == status, path


def test_auditors_see_no_way_to_take_files_away(client: Client, call: Call) -> None:
    make_application(call, state="selection")
    browser = Browser(client)
    browser.sign_in(make_staff(Role.AUDITOR))
    assert "CSV" not in browser.visit("/office/files").text
    assert "Lists to print" not in browser.visit(f"/office/calls/{call.id}").text


def test_it_is_all_there_in_chinese(visitor: Browser, call: Call) -> None:
    make_application(call, make_student(name="黄蓉"), state="selection")
    visitor.client.set_cookie("lang", "zh_Hans", domain="localhost")
    sheet = visitor.visit(f"/office/calls/{call.id}/lists/examination")
    assert sheet.heading == "面试（考试）签到表"
    assert sheet.all("thead th")[:3] == ["座位号", "姓名", "学号"]
