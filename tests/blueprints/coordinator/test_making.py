"""Calls made on the pages: from a file, as the next edition, edited as a draft, looked at, published."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from mobility.core.terms import Role, Text
from mobility.database import db
from mobility.models import Call, HostOption
from mobility.queries import drafts
from tests.browsing import Browser, Page, Sent
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import make_call, make_partner
from tests.factories.people import make_staff
from tests.services.calls.example import CALL

MOST = 12


def _checked(visitor: Browser, content: str) -> Page:
    page = visitor.visit("/office/calls")
    return visitor.press(page, "Check the file", {"file": (BytesIO(content.encode()), "call.yaml")})


def _new(visitor: Browser) -> Call:
    visitor.press(_checked(visitor, CALL), "Make the draft")
    return db.session.scalars(select(Call).where(Call.key == "exchange-2027")).one()


def test_a_file_is_shown_first_then_made_a_draft_that_nobody_else_sees(visitor: Browser, client: Client) -> None:
    shown = _checked(visitor, CALL)
    assert (shown.heading, "A new program is made: Exchange semester" in shown.text) == ("Exchange in 2027", True)
    assert db.session.scalars(select(Call)).all() == []
    made = visitor.press(shown, "Make the draft")
    assert "Nobody but the office sees a draft." in made.text
    assert made.values()["title_zh"] == "2027年校际交换项目"
    assert client.get("/calls/exchange-2027").status_code == 404


def test_every_fault_of_a_file_is_named_on_the_page(visitor: Browser) -> None:
    page = _checked(visitor, CALL.replace("months: 5", "months: five").replace("edition: 2027\n", ""))
    assert page.status == 422
    assert page.all(".banner li") == [
        "Line 1, edition: this is missing.",
        "Line 21, hosts.1.months: this must be a whole number within its bounds.",
    ]


def test_a_draft_is_edited_with_its_hosts_looked_at_and_published(visitor: Browser, client: Client) -> None:
    partner = make_partner()
    call = _new(visitor)
    page = visitor.visit(f"/office/calls/{call.id}/draft")
    filled: dict[str, Sent] = {
        "title_en": "Exchange semester 2027",
        "deadline_on": "2026-11-05",
        "hosts-0-places": "4",
        "hosts-1-is_removed": "y",
        "hosts-2-partner": str(partner.id),
        "hosts-2-places": "1",
    }
    saved = visitor.press(page, "Save the draft", filled)
    assert "The draft is saved." in saved.text
    hosts = db.session.scalars(select(HostOption).order_by(HostOption.position)).all()
    assert [(one.place_count, one.partner_id == partner.id) for one in hosts] == [(4, False), (1, True)]
    preview = visitor.visit(saved.link("Preview and publish"))
    assert "Thursday 5 November 2026, 23:59" in preview.text
    done = visitor.press(preview, "Publish the call")
    assert (done.path, "The call is published." in done.text) == (f"/office/calls/{call.id}", True)
    assert client.get("/calls/exchange-2027").status_code == 200
    assert visitor.visit(f"/office/calls/{call.id}/draft").path == f"/office/calls/{call.id}"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title_en": ""}, "Enter each text in both languages."),
        ({"deadline_on": "2026-10-01"}, "The call would close before it opens."),
        ({"hosts-0-places": "many"}, "Enter a whole number."),
        ({"deadline_on": "2026-02-30"}, "Please check what is marked"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(visitor: Browser, fields: dict[str, str], said: str) -> None:
    call = _new(visitor)
    page = visitor.press(visitor.visit(f"/office/calls/{call.id}/draft"), "Save the draft", {**fields, "places": "77"})
    assert (page.status, said in page.text) == (422, True)
    assert page.values()["places"] == "77"


def test_the_second_of_two_tabs_is_told(visitor: Browser) -> None:
    call = _new(visitor)
    one, two = (visitor.visit(f"/office/calls/{call.id}/draft") for _tab in range(2))
    visitor.press(one, "Save the draft", {"places": "5"})
    late = visitor.press(two, "Save the draft", {"places": "6"})
    assert (late.status, "Somebody else has changed this call meanwhile." in late.text) == (409, True)
    assert (db.session.get_one(Call, call.id).place_count, late.values()["places"]) == (5, "6")


def test_what_cannot_be_published_says_why_and_has_no_button(visitor: Browser) -> None:
    call = _new(visitor)
    visitor.press(visitor.visit(f"/office/calls/{call.id}/draft"), "Save the draft", {"choice_limit": ""})
    preview = visitor.visit(f"/office/calls/{call.id}/publish")
    assert "Say how many hosts a student may rank." in preview.text
    assert "Publish the call" not in preview.text
    gone = visitor.press(preview, "Throw the draft away")
    assert (gone.path, "The draft is thrown away." in gone.text) == ("/office/calls", True)


def test_the_next_edition_is_shown_then_made(visitor: Browser) -> None:
    old = make_call(key="nursing-21", number_prefix="SNS21")
    db.session.commit()
    page = visitor.visit(visitor.visit("/office/calls").link("Next edition"))
    assert page.values()["edition"] == "22"
    shown = visitor.press(page, "Show what will be made", {"on": "2027-10-19"})
    assert "Every date moves by 364 days; years in the conditions and terms by 1." in shown.text
    assert "nursing-22" in shown.text
    assert len(db.session.scalars(select(Call)).all()) == 1
    made = visitor.press(shown, "Make the draft")
    assert (made.path.endswith("/draft"), made.values()["deadline_on"]) == (True, "2027-10-19")
    again = visitor.press(page, "Show what will be made", {"on": "2027-10-19"})
    assert (again.status, "There is an edition 22 already" in again.text) == (422, True)
    assert old.id


def test_who_coordinates_one_call_makes_no_new_one(client: Client, call: Call) -> None:
    browser = Browser(client)
    browser.sign_in(make_staff(Role.COORDINATOR, call=call))
    refused = _checked(browser, CALL)
    assert (refused.status, db.session.scalars(select(Call.key)).all()) == (422, [call.key])


def test_pages_cost_the_same_for_one_host_and_for_many(visitor: Browser) -> None:
    call = _new(visitor)
    paths = ["/office/calls", *(f"/office/calls/{call.id}/{page}" for page in ("draft", "publish", "next-edition"))]

    def costs() -> list[int]:
        found = []
        for path in paths:
            visitor.visit(path)
            with counted() as sent:
                assert visitor.client.get(path).status_code == 200
            found.append(len(sent))
        return found

    few = costs()
    for number in range(30):
        partner = make_partner()
        host = {"institution_id": call.institution_id, "call_id": call.id, "partner_id": partner.id}
        db.session.add(HostOption(**host, key=f"many-{number}", version=1))
        make_call()
    db.session.commit()
    many = costs()
    assert (few == many, max(many) <= MOST) == (True, True)


def test_the_calls_come_page_by_page_drafts_first(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts.calls, "__kwdefaults__", {"size": 2})
    same = [make_call(title=Text(en=f"Same {n}", zh_Hans=f"同{n}")) for n in range(2)]
    early = make_call(title=Text(en="Early", zh_Hans="早"), deadline_at=same[0].deadline_at - timedelta(days=1))
    late = make_call(title=Text(en="Late", zh_Hans="晚"), deadline_at=same[0].deadline_at + timedelta(days=1))
    draft = make_call(title=Text(en="Draft", zh_Hans="稿"), state="draft", deadline_at=early.deadline_at)
    db.session.commit()
    pages, path = [], "/office/calls"
    while path:
        page = visitor.visit(path)
        pages.append(page.all("main tbody th"))
        following = page.soup.select_one("a[rel=next]")
        path = str(following["href"]) if following else ""
    assert pages == [["Draft", "Late"], ["Same 1", "Same 0"], ["Early"]]
    assert visitor.visit(f"/office/calls?after={draft.id}").all("main tbody th") == ["Late", "Same 1"]
    assert visitor.visit(f"/office/calls?after={late.id + 99}").status == 200


def test_it_is_all_there_in_chinese(visitor: Browser) -> None:
    call = _new(visitor)
    visitor.client.set_cookie("lang", "zh_Hans", domain="localhost")
    assert visitor.visit("/office/calls").heading == "选拔批次"
    assert "保存草稿" in visitor.visit(f"/office/calls/{call.id}/draft").text
    assert "发布批次" in visitor.visit(f"/office/calls/{call.id}/publish").text


def test_a_form_that_no_page_of_ours_would_send_changes_nothing(visitor: Browser) -> None:
    call = _new(visitor)
    answer = visitor.client.post(f"/office/calls/{call.id}/draft", data={"csrf_token": visitor.token()})
    assert answer.status_code == 422
    assert db.session.query(HostOption).count() == 2
