"""The head's lists over HTTP: what waits, one list in full, what is not in it, and what was decided."""

from __future__ import annotations

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Call, User
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.lists import Listed, make_list
from tests.factories.people import make_grant, make_staff

READING = ("/approvals/{id}", "/approvals/{id}/others", "/approvals/{id}/approve", "/approvals/{id}/return")


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def listed() -> Listed:
    return make_list(make_call(place_count=2), scores=(90, 80.5))


@pytest.fixture
def head(listed: Listed) -> User:
    return make_staff(Role.HEAD)


@pytest.fixture
def visitor(client: Client, head: User) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(head)
    return visitor


def _call(listed: Listed) -> Call:
    return db.session.get_one(Call, listed.proposal.call_id)


def test_the_queue_leads_to_the_list(listed: Listed, visitor: Browser) -> None:
    queue = visitor.visit("/approvals")
    assert queue.all("tbody td.number") == ["2", "2", "1", "1"]
    shown = visitor.visit(queue.link(_call(listed).title.en))
    assert (shown.status, shown.heading) == (200, _call(listed).title.en)


def test_the_list_tells_everything_that_decides(listed: Listed, visitor: Browser) -> None:
    listed.files[3].school_outcome = "alternate"
    db.session.commit()
    shown = visitor.visit(f"/approvals/{listed.proposal.id}")
    for words in (listed.proposer.name, "12 October 2026, 12:00", "As the panel advised.", "2 candidates, 1 alternate"):
        assert words in shown.text
    rows = shown.all("tbody tr")
    assert [row.split()[0] for row in rows] == [str(file.number) for file in listed.files]
    assert ["Candidate" in row for row in rows] == [True, True, False, False]
    assert "Alternate 1" in rows[2]
    assert "Not selected" in rows[3]
    assert "4 school's alternate" in rows[3]
    assert "85.25 80.5–90 2" in rows[0]


def test_what_is_not_in_the_list_is_counted_and_explained(listed: Listed, visitor: Browser) -> None:
    left = make_application(
        _call(listed), state="not_recommended", school_outcome="not_recommended", school_reason="Repeats the year."
    )
    make_application(_call(listed), state="not_qualified")
    shown = visitor.visit(f"/approvals/{listed.proposal.id}")
    assert len(shown.all("ul.task-list li")) == 2
    others = visitor.visit(shown.link("Not recommended"))
    assert others.all("tbody th") == [str(left.number)]
    assert "Repeats the year." in others.text
    everything = visitor.visit(f"/approvals/{listed.proposal.id}/others?stage=nonsense")
    assert len(everything.all("tbody th")) == 2


def test_decided_lists_are_kept(listed: Listed, head: User, visitor: Browser) -> None:
    listed.proposal.state, listed.proposal.decision_note = "returned", "Check the ranks."
    listed.proposal.decided_by, listed.proposal.decided_at = head.id, NOON
    db.session.commit()
    assert "No list waits for you" in visitor.visit("/approvals").text
    kept = visitor.visit("/approvals/archive")
    assert "Returned" in kept.all("tbody td")[0]
    shown = visitor.visit(kept.link(_call(listed).title.en))
    assert "Check the ranks." in shown.text
    assert shown.all("main .actions") == []


def test_what_one_proposed_oneself_is_shown_with_the_reason(listed: Listed, client: Client) -> None:
    make_grant(listed.proposer, Role.HEAD)
    visitor = Browser(client)
    visitor.sign_in(listed.proposer)
    shown = visitor.visit(f"/approvals/{listed.proposal.id}")
    assert "You proposed this list, so somebody else approves it." in shown.text
    assert shown.all("main .actions a") == ["Return the list"]
    asked = visitor.visit(f"/approvals/{listed.proposal.id}/approve")
    assert asked.all("main form") == []


@pytest.mark.parametrize("path", READING)
def test_foreign_and_unknown_lists_answer_alike(path: str, listed: Listed, client: Client) -> None:
    other_call = make_staff(Role.HEAD, call=make_call())
    visitor = Browser(client)
    visitor.sign_in(other_call)
    answers = [visitor.visit(path.format(id=number)) for number in (listed.proposal.id, 10**9, 2**62)]
    assert [one.status for one in answers] == [404] * 3
    assert len({one.text.replace(one.response.headers["X-Request-ID"], "") for one in answers}) == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD, Role.SYSTEM, Role.STUDENT)])
def test_other_roles_have_no_such_desk(role: Role, listed: Listed, client: Client) -> None:
    visitor = Browser(client)
    visitor.sign_in(make_staff(role))
    paths = ["/approvals", "/approvals/archive", "/overview", *(path.format(id=listed.proposal.id) for path in READING)]
    assert [visitor.visit(path).status for path in paths] == [404] * len(paths)


def test_pages_cost_few_statements_however_long_the_list(listed: Listed, visitor: Browser) -> None:
    long = make_list(outcomes=["not_selected"] * 60)
    for pattern in ("/approvals", "/approvals/archive", "/overview", *READING):
        sent_by_list = []
        for one in (listed, long):
            path = pattern.format(id=one.proposal.id)
            visitor.visit(path)
            with counted() as sent:
                assert visitor.visit(path).status == 200
            sent_by_list.append(len(sent))
        assert sent_by_list[0] == sent_by_list[1] <= 12, pattern


def test_the_overview_counts_by_stage(listed: Listed, visitor: Browser) -> None:
    shown = visitor.visit("/overview")
    row = next(row for row in shown.all("section tbody tr") if row.startswith("Approval of candidates"))
    assert row.split()[3:7] == ["Head", "of", "the", "office"]
    assert " 4 " in row
    assert len(shown.all("main > .inner > .table-wrap tbody tr")) == 4
