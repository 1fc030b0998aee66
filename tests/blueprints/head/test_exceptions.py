"""The page of exceptions over HTTP: for the head and the auditor, in both languages, at a steady cost."""

from __future__ import annotations

from datetime import timedelta

from mobility.core.terms import Role
from mobility.services.calls.late_codes import make
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, home, make_staff


def _visitor(client: Client, role: Role) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(role))
    return visitor


def test_a_head_reads_who_and_why_and_narrows_by_the_address(client: Client) -> None:
    stop_clock_at(NOON)
    home()
    visitor = _visitor(client, Role.HEAD)
    empty = visitor.visit(visitor.visit("/approvals").link("Exceptions"))
    assert "No exception was made" in empty.text
    call, office = make_call(), actor(make_staff(Role.COORDINATOR, name="郭靖"))
    sent = []
    for count in (1, 20):
        for _ in range(count):
            until = call.deadline_at + timedelta(days=2)
            make(call.id, office, valid_until=until, note="<b>In hospital</b>.", most_uses=3)
        with counted() as statements:
            page = visitor.visit("/exceptions")
        sent.append(len(statements))
        assert len(page.all("tbody tr")) in (1, 21)
    assert sent[0] == sent[1] <= 12
    assert page.all("tbody tr")[0] == (
        f"Code for late applications up to 3 students with the code <b>In hospital</b>. 郭靖 {call.title.en} "
        "12 Oct 2026 12:00"
    )
    assert len(visitor.visit(f"/exceptions?kind=late_code&call={call.id}&q=guojing").all("tbody tr")) == 21
    assert "Nothing fits" in visitor.visit("/exceptions?kind=late").text
    assert visitor.visit("/exceptions?kind=nonsense&call=x").status == 422
    assert "补报码" in visitor.visit("/exceptions?lang=zh_Hans").text


def test_an_auditor_comes_to_it_from_the_audit_and_others_do_not(client: Client) -> None:
    visitor = _visitor(client, Role.AUDITOR)
    page = visitor.visit(visitor.visit("/audit").link("Exceptions that were made, with who and why"))
    assert (page.status, page.heading) == (200, "Exceptions")
    assert page.all("ul.tabs") == []
