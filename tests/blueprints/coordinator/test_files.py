"""The office's first page, its list of files by filter, search and sort, and the way from file to file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Role, Text
from mobility.database import db
from mobility.models import Application, AuditEvent, Call
from mobility.queries.pipeline import pipeline
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff, make_student, make_unit


def _names(page: Page) -> list[str]:
    return [" ".join(link.get_text().split()) for link in page.soup.select("main tbody th a")]


def _file(call: Call, name: str, state: str = "qualification_check", **columns: object) -> Application:
    return make_application(call, make_student(name=name), state=state, **columns)


def test_the_first_page_tells_what_waits_longest_and_each_stage(visitor: Browser, call: Call) -> None:
    _file(call, "丁一", state_since=NOON - timedelta(days=2))
    _file(call, "王二", state_since=NOON - timedelta(days=5), due_at=NOON - timedelta(days=1))
    _file(call, "张三", "returned_by_office", state_since=NOON - timedelta(days=9))
    _file(call, "李四", "reserve", state_since=NOON - timedelta(days=9))
    _file(call, "赵五", "draft")
    page = visitor.visit("/office")
    assert _names(page)[:2] == ["王二", "丁一"]
    assert "1 draft" in page.text
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("section tbody tr")]
    assert next(row.split(" 7 Oct")[0].split(" 3 Oct")[0].split(" Wednesday")[0] for row in rows).startswith(
        "Qualification check 2 1"
    )
    assert [
        row.startswith(words)
        for row, words in zip(rows[1:], ("Returned by the international", "Alternate"), strict=True)
    ] == [True, True]


def test_the_calls_of_the_first_page_come_page_by_page(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "__kwdefaults__", {"size": 2})
    calls = [make_call(title=Text(en=f"Call {n}", zh_Hans=f"第{n}次")) for n in range(5)]
    db.session.commit()
    for call in calls[:4]:
        _file(call, "丁一")
        _file(call, "王二", "selection")
    pages, path = [], "/office"
    while path:
        page = visitor.visit(path)
        pages.append((page.all("main section h2"), "Waiting longest" in page.text))
        following = page.soup.select_one("a[rel=next]")
        path = str(following["href"]) if following else ""
    assert pages == [(["Call 3", "Call 2"], True), (["Call 1", "Call 0"], False)]


def test_filters_stand_in_the_address(visitor: Browser, call: Call) -> None:
    other, unit = make_call(), make_unit()
    db.session.commit()
    _file(call, "丁一")
    _file(call, "王二", "selection")
    _file(other, "张三")
    make_application(call, make_student(unit, name="李四"), state="training", due_at=NOON - timedelta(seconds=1))
    _file(call, "赵五", "withdrawn", due_at=NOON - timedelta(days=1))
    found = {
        "": ["丁一", "张三", "李四", "王二", "赵五"],
        f"?call={call.id}": ["丁一", "李四", "王二", "赵五"],
        f"?call={call.id}&stage=selection": ["王二"],
        f"?unit={unit.id}": ["李四"],
        "?work=live": ["丁一", "张三", "李四", "王二"],
        "?work=overdue": ["李四"],
        "?work=nonsense&call=x&unit=": ["丁一", "张三", "李四", "王二", "赵五"],
    }
    assert {query: sorted(_names(visitor.visit(f"/office/files{query}"))) for query in found} == found


@pytest.mark.parametrize("text", ["黄蓉", "huang", "huangrong", "hr", "HUANG", "20260777", "黄 2026", "sns"])
def test_the_search_knows_names_pinyin_initials_and_numbers(visitor: Browser, text: str) -> None:
    call = make_call(number_prefix="SNS21")
    make_application(call, make_student(name="黄蓉", number="20260777"), state="selection")
    other = make_call(number_prefix="ABC")
    make_application(other, make_student(name="郭靖", number="X1"), state="selection")
    assert _names(visitor.visit(f"/office/files?text={text}")) == ["黄蓉"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1", "黄药师"])
def test_the_search_takes_signs_as_signs(visitor: Browser, call: Call, text: str) -> None:
    _file(call, "黄蓉")
    page = visitor.client.get("/office/files", query_string={"text": text})
    assert (page.status_code, "Nothing fits this filter." in page.get_data(as_text=True)) == (200, True)


@pytest.mark.parametrize("sort", ["since", "-since", "number", "-number", "name", "-name"])
def test_every_sort_pages_through_all_files_once(visitor: Browser, call: Call, sort: str) -> None:
    for number in range(55):
        _file(call, f"王{number:02}", state_since=NOON - timedelta(hours=number // 3))
    first = visitor.visit(f"/office/files?sort={sort}")
    second = visitor.visit(first.link("More"))
    assert (len(_names(first)), len(_names(second))) == (50, 5)
    assert len(set(_names(first) + _names(second))) == 55
    down = _names(visitor.visit(f"/office/files?sort={sort.removeprefix('-') if sort[0] == '-' else '-' + sort}"))
    assert down == list(reversed(_names(second)))[:50] + list(reversed(_names(first)))[: 50 - 5]


@pytest.mark.parametrize("after", ["x", "~", "~1", "2026~2", "2026-10-12T04:00:00+00:00~", "9" * 400, "a~" + "9" * 30])
def test_a_place_that_cannot_be_read_begins_at_the_beginning(visitor: Browser, call: Call, after: str) -> None:
    _file(call, "黄蓉")
    answer = visitor.client.get("/office/files", query_string={"after": after})
    assert answer.status_code == 200


def test_from_file_to_file_in_the_order_and_filter_of_the_list(visitor: Browser, call: Call) -> None:
    _file(call, "丁一", state_since=NOON - timedelta(days=3))
    _file(call, "张三", state_since=NOON - timedelta(days=1))
    _file(call, "王二", state_since=NOON - timedelta(days=2))
    _file(call, "李四", "selection", state_since=NOON - timedelta(days=2))
    listed = visitor.visit(f"/office/files?call={call.id}&stage=qualification_check&sort=-name")
    assert _names(listed) == ["张三", "王二", "丁一"]
    page = visitor.visit(listed.link("王二"))
    assert (visitor.visit(page.link("Previous")).heading, visitor.visit(page.link("Next")).heading) == ("张三", "丁一")
    last = visitor.visit(page.link("Next"))
    assert "Next" not in " ".join(last.all("main a"))
    assert visitor.visit(last.link("Files")).path == "/office/files"


@pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR])
def test_readers_see_files_and_no_acts(client: Client, call: Call, role: Role) -> None:
    file = _file(call, "黄蓉")
    reader = Browser(client)
    reader.sign_in(make_staff(role))
    listed = reader.visit("/office/files")
    assert _names(listed) == ["黄蓉"]
    assert "Qualify the chosen" not in listed.text
    page = reader.visit(f"/office/files/{file.id}")
    assert page.heading == "黄蓉"
    assert "What you can do" not in page.text
    assert ("Add remark" in page.text) is (role is Role.HEAD)


def test_drafts_and_files_out_of_reach_do_not_exist(visitor: Browser, call: Call, client: Client) -> None:
    draft = make_application(call, state="draft")
    assert client.get(f"/office/files/{draft.id}").status_code == 404
    assert client.get("/office/files/987654").status_code == 404
    elsewhere = Browser(Client.of(client.application))
    elsewhere.sign_in(make_staff(Role.COORDINATOR, call=make_call()))
    file = _file(call, "黄蓉")
    assert elsewhere.visit(f"/office/files/{file.id}").status == 404
    assert _names(elsewhere.visit("/office/files")) == []
    assert visitor.visit(f"/office/files/{file.id}").status == 200


def test_who_gave_which_score_is_read_apart_and_leaves_one_trace(visitor: Browser, call: Call) -> None:
    scored, plain = _file(call, "丁一", "selection"), _file(call, "王二", "selection")
    make_review(scored, make_staff(Role.REVIEWER), score=81, comment="Clear and warm.", submitted_at=NOON)
    make_review(scored, make_staff(Role.REVIEWER), score=40, comment="A first thought.")
    page = visitor.visit(f"/office/files/{scored.id}")
    assert "1 of 2 reviewers have scored. Mean: 81" in " ".join(page.text.split())
    assert "Clear and warm." not in page.text
    for _turn in range(2):
        scores = visitor.visit(f"/office/files/{scored.id}/scores")
        assert "Clear and warm." in scores.text
        assert "A first thought." not in scores.text
    assert "Nobody was asked to score" in visitor.visit(f"/office/files/{plain.id}/scores").text
    read = select(AuditEvent).where(AuditEvent.outcome == "scores_read")
    assert [(one.application_id, one.is_quiet, one.actor_role) for one in db.session.scalars(read)] == [
        (scored.id, True, Role.COORDINATOR)
    ]
    stop_clock_at(NOON + timedelta(minutes=11))
    visitor.visit(f"/office/files/{scored.id}/scores")
    assert len(db.session.scalars(read).all()) == 2
