"""Naming and revoking deputies over HTTP, by the person and for them, and what the deputy then sees."""

from __future__ import annotations

from mobility.core.terms import Role
from tests.browsing import Browser, Sent
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff


def _window(client: Client) -> Browser:
    return Browser(Client(client.application, client.application.response_class))


def test_a_coordinator_names_a_deputy_who_comes_to_the_office_and_revokes_them(client: Client) -> None:
    stop_clock_at(NOON)
    call = make_call()
    boss, other = make_staff(Role.COORDINATOR, call=call, name="郭靖"), make_staff(Role.REVIEWER, name="黄蓉")
    mine, theirs = _window(client), _window(client)
    mine.sign_in(boss)
    theirs.sign_in(other)
    assert theirs.visit(f"/office/calls/{call.id}").status == 404
    page = mine.visit(mine.visit("/account").link("Name or revoke deputies"))
    wrong = mine.press(page, "Name the deputy", {"email": "nobody@x.example", "first_on": "2026-10-12", "last_on": "x"})
    assert (wrong.status, wrong.values()["email"]) == (422, "nobody@x.example")
    days: dict[str, Sent] = {"first_on": "2026-10-12", "last_on": "2026-10-16"}
    unknown = mine.press(wrong, "Name the deputy", days)
    assert "No active member of the staff has this address." in unknown.text
    named = mine.press(unknown, "Name the deputy", {"email": other.email, **days})
    assert "Both of you get a letter" in named.text
    [row] = named.all("tbody tr")
    assert row.startswith(f"黄蓉 郭靖 Coordinator · {call.title.en} 12 Oct 2026 16 Oct 2026 Acts now")
    with counted() as statements:
        seen = theirs.visit(f"/office/calls/{call.id}")
    assert (seen.status, len(statements) <= 3) == (200, True)
    assert seen.all(".acting-bar :is(li, a)") == [
        *("You act for 郭靖 (Coordinator) until Friday 16 October 2026, 23:59 (Beijing time)", "Deputies")
    ]
    assert theirs.visit("/account/deputies?lang=zh_Hans").all(".acting-bar li") == [
        "您正在代理郭靖（项目主管），至2026年10月16日（星期五）23:59（北京时间）止"
    ]
    assert named.all(".acting-bar") == []
    assert "郭靖" in theirs.visit("/account").text
    assert theirs.visit("/account/deputies").all("main form button") == [], "nothing of their own to lend or revoke"
    revoked = mine.press(named, "Revoke the deputy")
    assert "Revoked" in revoked.all("tbody tr")[0]
    assert theirs.visit(f"/office/calls/{call.id}").status == 404
    assert theirs.visit("/reviews").all(".acting-bar") == []


def test_an_administrator_names_one_for_somebody(client: Client) -> None:
    stop_clock_at(NOON)
    boss, other = make_staff(Role.HEAD, name="洪七公"), make_staff(Role.OFFICER)
    admin = _window(client)
    admin.sign_in(make_staff(Role.ADMINISTRATOR))
    page = admin.visit(admin.visit(f"/people/{boss.id}").link("Name or revoke deputies"))
    typed: dict[str, Sent] = {"email": other.email, "first_on": "2026-10-20", "last_on": "2026-10-21"}
    named = admin.press(page, "Name the deputy", typed)
    assert "From that day on" in named.all("tbody tr")[0]
    assert "洪七公" in admin.visit(f"/people/{other.id}").text
    assert "Revoked" in admin.press(named, "Revoke the deputy").all("tbody tr")[0]
    scorer = make_staff(Role.REVIEWER)
    assert "no role for which there may be a deputy" in admin.visit(f"/people/{scorer.id}/deputies").text
