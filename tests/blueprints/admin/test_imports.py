"""Tables over HTTP: uploaded, watched, mapped, imported; what is wrong is shown by line and column."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from mobility.core.terms import Role, Text
from mobility.database import db
from mobility.models import Job, Student
from mobility.services import jobs
from mobility.services.imports import work  # noqa: F401 - its kinds of job are known by being imported
from tests.browsing import Browser, Page
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff, make_unit
from tests.services.imports.tables import line, table


@pytest.fixture
def visitor(client: Client) -> Browser:
    stop_clock_at(NOON)
    make_unit(code="N", name=Text(en="School of Nursing", zh_Hans="护理学院"))
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.ADMINISTRATOR))
    return visitor


def _upload(visitor: Browser, content: bytes) -> Page:
    """The page of the import, once the worker has looked at the file."""
    page = visitor.press(visitor.visit("/imports"), "Check the file", {"file": (BytesIO(content), "名单.csv")})
    assert "The file is being checked." in page.text
    jobs.drain()
    return visitor.visit(page.path)


def test_a_table_is_checked_imported_and_listed(visitor: Browser) -> None:
    checked = _upload(visitor, table(line(1), line(2)))
    assert "The table can be imported" in checked.text
    under_way = visitor.press(checked, "Import the table")
    assert "The import is under way." in under_way.text
    jobs.drain()
    assert "The table is imported" in visitor.visit(checked.path).text
    assert db.session.scalar(select(func.count(Student.id))) == 2
    twice = visitor.client.post(f"{checked.path}/start", data={"csrf_token": visitor.token()})
    assert twice.status_code == 409
    assert "名单.csv" in visitor.visit("/imports").text


def test_what_is_wrong_is_shown_by_line_and_column_page_by_page_in_few_statements(visitor: Browser) -> None:
    wrong = table(*(line(number, "李?梅") for number in range(60)))
    shown = _upload(visitor, wrong)
    assert "60 problems have to be mended first" in shown.text
    assert "Import the table" not in shown.text
    with counted() as statements:
        second = visitor.visit(shown.link("More"))
    assert len(statements) <= 12
    assert "61 姓名 “李?梅” holds a question mark" in second.text
    assert "52 姓名" in second.text
    assert "51 姓名" not in second.text


def test_other_columns_are_chosen_and_checked_anew(visitor: Browser) -> None:
    shown = _upload(visitor, table(line(1)).replace("姓名".encode("gb18030"), "曾用名".encode("gb18030")))
    assert "1 problem has to be mended first" in shown.text
    twice = visitor.press(shown, "Check again with these columns", {"column-name": "曾用名", "column-major": "曾用名"})
    assert (twice.status, "Each heading can be used once." in twice.text) == (422, True)
    again = visitor.press(shown, "Check again with these columns", {"column-name": "曾用名"})
    jobs.drain()
    assert "The table can be imported" in visitor.visit(again.path).text


def test_no_file_and_an_unknown_kind_are_told(visitor: Browser) -> None:
    none = visitor.press(visitor.visit("/imports"), "Check the file", {"file": None})
    assert (none.status, "Choose a file." in none.text) == (422, True)
    sent = {"csrf_token": visitor.token(), "kind": "rooms", "file": (BytesIO(b"x"), "x.csv")}
    assert visitor.client.post("/imports", data=sent).status_code == 422


def test_work_that_was_stopped_says_so_and_is_asked_for_again(visitor: Browser) -> None:
    page = visitor.press(visitor.visit("/imports"), "Check the file", {"file": (BytesIO(table(line(1))), "名单.csv")})
    past = func.clock_timestamp() - timedelta(seconds=1)
    under_way = {"attempts": 1, "lease_until": past, "result": {"phase": "compare"}, "done_count": 1, "total_count": 2}
    _change_job(**under_way)
    left = visitor.visit(page.path)
    assert "The work was stopped before its end Nothing of it was written." in left.text
    assert "Step 2 of 2: comparing with what is there 1 of 2" in left.text
    _change_job(attempts=2, lease_until=func.clock_timestamp() + timedelta(seconds=60))
    assert "Attempt 2 The one before was stopped before its end" in visitor.visit(page.path).text
    _change_job(state="failed", result={"reason": "job.failed"})
    again = visitor.press(visitor.visit(page.path), "Check the file again")
    assert "The file is being checked." in again.text
    jobs.drain()
    assert "The table can be imported" in visitor.visit(page.path).text


def _change_job(**values: object) -> None:
    newest = select(func.max(Job.id)).scalar_subquery()
    db.session.execute(update(Job).where(Job.id == newest).values(**values))
    db.session.commit()
