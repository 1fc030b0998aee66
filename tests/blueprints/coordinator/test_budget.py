"""Every page of the office asks the database at most twelve times, for one file and for many alike."""

from __future__ import annotations

import pytest

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Call
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_remark, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import make_staff, make_student

MOST = 12


@pytest.fixture(autouse=True)
def at_noon(app: object) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def visitor(client: Client) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(make_staff(Role.COORDINATOR))
    return visitor


def _fill(call: Call, count: int) -> int:
    """Files in every stage with scores, decisions and remarks; the id of one of them."""
    reviewer, author = make_staff(Role.REVIEWER), make_staff(Role.COORDINATOR)
    proposal = make_proposal(call, author, state="returned", decision_note="Once more.")
    file = make_application(call, state="selection")
    for number in range(count):
        for state in ("qualification_check", "selection", "training", "reserve"):
            file = make_application(call, make_student(), state=state, school_outcome="recommended")
            make_remark(file, author, "Looked at.")
            make_review(file, reviewer, score=80 + number % 20, submitted_at=NOON)
        make_decision(proposal, file, "reserve", position=number + 1, released_at=NOON)
    return file.id


def _costs(visitor: Browser, paths: list[str]) -> dict[str, int]:
    costs = {}
    for path in paths:
        visitor.visit(path)
        with counted() as sent:
            answer = visitor.client.get(path)
        assert answer.status_code == 200, path
        costs[path] = len(sent)
    return costs


def test_pages_stay_within_their_budget_however_many_files(visitor: Browser) -> None:
    call = make_call(place_count=3)
    db.session.commit()
    one = _fill(call, 1)
    base = f"/office/calls/{call.id}"
    paths = [
        "/office",
        "/office/files",
        f"/office/files?call={call.id}&stage=selection&text=li&sort=name",
        f"/office/files/{one}",
        base,
        f"{base}/deadline",
        f"{base}/selection",
        f"{base}/proposal",
        f"{base}/outcomes?stage=training",
        f"{base}/waiting-list",
        "/office/letters",
    ]
    few = _costs(visitor, paths)
    _fill(call, 12)
    many = _costs(visitor, paths)
    assert few == many
    assert {path: cost for path, cost in many.items() if cost > MOST} == {}
