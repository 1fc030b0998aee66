"""The school's list over HTTP: the queue, ranking by number and by button, handing in, the sheet for the seal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, OutboxMessage, SchoolList, Unit
from mobility.queries import school
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_fact, make_grant, make_staff, make_student, make_unit

NAMES = ("丁一", "王二", "张三")


@pytest.fixture
def files(call: Call, unit: Unit) -> list[Application]:
    return [make_application(call, make_student(unit, name=name), state="school_list") for name in NAMES]


@pytest.fixture
def base(call: Call, unit: Unit) -> str:
    return f"/school/calls/{call.id}/units/{unit.id}"


def _ranks(files: list[Application]) -> list[tuple[str | None, int | None]]:
    for file in files:
        db.session.refresh(file)
    return [(file.school_outcome, file.school_rank) for file in files]


def _typed(files: list[Application], *places: tuple[str, str, str]) -> dict[str, Sent]:
    typed: dict[str, Sent] = {}
    for file, (outcome, rank, reason) in zip(files, places, strict=True):
        typed |= {f"outcome-{file.id}": outcome, f"rank-{file.id}": rank, f"reason-{file.id}": reason}
    return typed


GOOD = (("recommended", "1", ""), ("recommended", "2", ""), ("not_recommended", "", "Below the line."))


def _row(page: Page, name: str) -> list[str]:
    found = [row for row in page.soup.select("main tbody tr") if name in row.get_text()]
    assert len(found) == 1
    return [" ".join(cell.get_text(" ").split()) for cell in found[0].select("td, th")]


def test_the_queue_counts_by_call(visitor: Browser, call: Call, unit: Unit, files: list[Application]) -> None:
    for state in ("school_check", "school_check", "returned_by_school", "selection", "draft"):
        make_application(call, make_student(unit), state=state)
    make_application(call, make_student(make_unit()), state="school_check")
    assert len(files) == 3
    row = _row(visitor.visit("/school"), call.title.en)
    assert row[3:] == ["2", "1", "3", "7", "To be handed in"]


def test_the_queue_comes_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(school.calls, "__kwdefaults__", {"size": 2})
    units = [make_unit(), make_unit()]
    visitor = Browser(client)
    officer = make_staff(Role.OFFICER, unit=units[0])
    make_grant(officer, Role.OFFICER, unit=units[1])
    visitor.sign_in(officer)
    days = (1, 1, 2)
    calls = [make_call(deadline_at=NOON - timedelta(days=day)) for day in days]
    for call in calls:
        for unit in units:
            make_application(call, make_student(unit), state="school_check")
    visitor.visit("/school")  # reads the definitions, which every process keeps
    pages, path = [], "/school"
    while path:
        with counted() as sent:
            page = visitor.visit(path)
        pages.append(([str(link["href"]) for link in page.soup.select("main tbody th a")], len(sent)))
        following = page.soup.select_one("a[rel=next]")
        path = str(following["href"]) if following else ""
    expected = [
        f"/school/calls/{calls[place].id}/units/{unit.id}"
        for place in (1, 0, 2)
        for unit in sorted(units, key=lambda unit: (unit.sort_key, unit.id))
    ]
    assert [link for links, _count in pages for link in links] == expected
    assert len({count for _links, count in pages}) == 1
    first = pages[0][0]
    for odd in ("x", "1~", "~1", f"{10**30}~1", "1~²"):
        assert [link["href"] for link in visitor.visit(f"/school?after={odd}").soup.select("main tbody th a")] == first


def test_a_call_without_applicants_takes_a_nil_return(visitor: Browser, call: Call, base: str) -> None:
    queue = visitor.visit("/school")
    assert _row(queue, call.title.en)[-2:] == ["0", "Nobody applied"]
    page = visitor.visit(queue.link(call.title.en))
    assert (page.path, "Nobody is on the list yet" in page.text) == (base, True)
    preview = visitor.visit(page.link("Hand in"))
    assert "Your school hands in a nil return: it recommends nobody." in preview.text
    done = visitor.press(preview, "Hand in the list")
    assert "Your school's list is handed in." in done.text
    assert db.session.scalars(select(SchoolList.handed_in_at)).one() == NOON
    assert _row(visitor.visit("/school"), call.title.en)[-1] == "Handed in"


def test_calls_that_are_over_or_not_open_yet_are_not_asked_about(visitor: Browser) -> None:
    old = make_call(opens_at=NOON - timedelta(days=60), deadline_at=NOON - timedelta(days=31))
    early = make_call(opens_at=NOON + timedelta(days=1))
    draft = make_call(state="draft")
    text = visitor.visit("/school").text
    assert [call.title.en in text for call in (old, early, draft)] == [False, False, False]
    assert "Nothing waits for you" in text


def test_a_list_is_ranked_and_handed_in(visitor: Browser, base: str, files: list[Application], call: Call) -> None:
    page = visitor.visit(base)
    assert "Your school may recommend 2." in page.text
    saved = visitor.press(page, "Save the list", _typed(files, *GOOD))
    assert "The list is saved. It is not handed in yet." in saved.text
    assert _ranks(files) == [("recommended", 1), ("recommended", 2), ("not_recommended", None)]
    preview = visitor.visit(saved.link("Hand in"))
    assert "2 recommended and 0 alternates go to the international office." in preview.text
    assert "Recommended: 丁一 1 · 王二 2" in preview.text
    assert "Not recommended: 张三" in preview.text
    done = visitor.press(preview, "Hand in the list", {"note": "With thanks."})
    assert "read-only now" in done.text
    assert done.all(".tile b") == ["0", "2", "0", "1", "0"]
    assert "What happens when you hand in" not in visitor.visit(f"{base}/hand-in").text
    assert done.soup.select("main form") == []
    letters = db.session.scalars(select(OutboxMessage.notice).order_by(OutboxMessage.application_id)).all()
    assert letters == ["school_recommended", "school_recommended", "school_not_recommended"]
    sheet = visitor.visit(done.link("Print"))
    assert _row(sheet, "王二")[:3] == ["2", "recommended", "王二"]
    assert "Note: With thanks." in sheet.text
    assert sheet.all(".sign-boxes div") == [
        "Prepared by, date",
        "Signature of the school's leader",
        "Seal of the school",
    ]
    assert call.title.en in sheet.text


def test_buttons_move_one_up_or_down_and_keep_what_was_typed(
    visitor: Browser, base: str, files: list[Application]
) -> None:
    typed = _typed(files, *GOOD)
    token = visitor.visit(base).values()["csrf_token"]
    sent = {**typed, "csrf_token": token, "version": "0", "move": f"up-{files[1].id}"}
    answer = visitor.client.post(base, data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{base}#up-{files[1].id}")
    assert _ranks(files) == [("recommended", 2), ("recommended", 1), ("not_recommended", None)]
    names = [row.select_one("th").get_text(strip=True) for row in visitor.visit(base).soup.select("main tbody tr")]  # type: ignore[union-attr]  # every row has a heading
    assert names == ["王二", "丁一", "张三"]


@pytest.mark.parametrize("move", ["up-", "up-x", "sideways-1", "up-99999999999999999999999", "down"])
def test_a_button_that_we_do_not_have_only_saves(
    visitor: Browser, base: str, files: list[Application], move: str
) -> None:
    token = visitor.visit(base).values()["csrf_token"]
    visitor.client.post(base, data={**_typed(files, *GOOD), "csrf_token": token, "move": move})
    assert _ranks(files)[:2] == [("recommended", 1), ("recommended", 2)]


@pytest.mark.parametrize("rank", ["x", "0", "-1", "1.5", "9" * 5000])
def test_a_rank_that_is_none_is_refused_and_kept(
    visitor: Browser, base: str, files: list[Application], rank: str
) -> None:
    typed = _typed(files, ("recommended", rank, ""), ("alternate", "1", ""), GOOD[2])
    shown = visitor.press(visitor.visit(base), "Save the list", typed)
    if rank == "9" * 5000:
        assert _ranks(files)[0] == ("recommended", 999999)
    else:
        assert (shown.status, _ranks(files)[0]) == (422, (None, None))
        assert "Give every recommended student and every alternate a rank from 1." in shown.text
        assert shown.values()[f"outcome-{files[1].id}"] == "alternate"


def test_the_second_of_two_officers_is_told(visitor: Browser, base: str, files: list[Application]) -> None:
    page = visitor.visit(base)
    visitor.press(page, "Save the list", _typed(files, *GOOD))
    late = visitor.press(page, "Save the list", _typed(files, GOOD[1], GOOD[0], GOOD[2]))
    assert (late.status, _ranks(files)[0]) == (409, ("recommended", 1))
    assert "Somebody else has changed this list meanwhile." in late.text
    assert late.values()[f"rank-{files[0].id}"] == "2"


def test_what_is_unfinished_is_named(
    visitor: Browser, base: str, files: list[Application], call: Call, unit: Unit
) -> None:
    unchecked = make_application(call, make_student(unit, name="李四"), state="school_check")
    make_application(call, make_student(unit, name="赵五"), state="returned_by_school")
    visitor.press(visitor.visit(base), "Save the list", _typed(files, *GOOD[:2], ("", "", "")))
    page = visitor.visit(f"{base}/hand-in")
    assert "李四 : School check" in page.text
    assert "赵五 : Returned by your school" in page.text
    assert "张三: not placed on the list yet" in page.text
    assert page.soup.select("main form") == []
    sent = visitor.client.post(f"{base}/hand-in", data={"csrf_token": visitor.token()})
    assert sent.status_code == 422
    assert "1 not checked, 1 with their students, 1 not placed on the list" in sent.get_data(as_text=True)
    db.session.refresh(unchecked)
    assert unchecked.state == "school_check"


def test_before_the_deadline_there_is_no_handing_in(visitor: Browser, unit: Unit) -> None:
    call = make_call()
    page = visitor.visit(f"/school/calls/{call.id}/units/{unit.id}/hand-in")
    assert "after the call's deadline" in page.text
    assert page.soup.select("main form") == []


def test_lists_of_other_schools_do_not_exist(visitor: Browser, call: Call, client: Client) -> None:
    foreign = f"/school/calls/{call.id}/units/{make_unit().id}"
    draft = f"/school/calls/{make_call(state='draft').id}/units/{make_unit().id}"
    token = visitor.token()
    for base in (foreign, draft):
        for path in ("", "/hand-in", "/print"):
            assert client.get(f"{base}{path}").status_code == 404
        for path in ("", "/hand-in"):
            assert client.post(f"{base}{path}", data={"csrf_token": token}).status_code == 404
    assert db.session.scalars(select(SchoolList.id)).all() == []


def test_it_is_all_there_in_chinese(visitor: Browser, base: str, files: list[Application]) -> None:
    visitor.press(visitor.visit(base), "Save the list", _typed(files, *GOOD))
    page = visitor.visit(f"{base}/hand-in?lang=zh_Hans")
    assert "推荐：丁一 1 · 王二 2" in page.text.replace(": ", "：")
    assert page.form_of("报送")


def test_pages_cost_the_same_for_one_and_for_many(visitor: Browser, base: str, call: Call, unit: Unit) -> None:
    def fill(count: int) -> Application:
        for _ in range(count):
            student = make_student(unit)
            make_fact(student, "average", {"value": 80})
            last = make_application(call, student, state="school_list")
            make_application(call, make_student(unit), state="school_check")
        return last

    file = fill(1)
    paths = ["/school", base, f"{base}/hand-in", f"{base}/print", f"/school/applications/{file.id}"]
    few = [_cost(visitor, path) for path in paths]
    fill(15)
    make_staff(Role.OFFICER, unit=unit)
    stop_clock_at(NOON)
    many = [_cost(visitor, path) for path in paths]
    assert few == many
    assert max(many) <= 12


def _cost(visitor: Browser, path: str) -> int:
    visitor.visit(path)
    with counted() as sent:
        assert visitor.client.get(path).status_code == 200
    return len(sent)
