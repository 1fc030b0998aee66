"""A list that waits for a third person, over HTTP: the button for who may, the reason for who may not."""

from __future__ import annotations

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Call, Institution
from mobility.queries.release_times import ReleaseChoice
from mobility.services.approval.approve import approve
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.lists import make_list
from tests.factories.people import actor, home, make_staff


def test_a_coordinator_releases_what_others_proposed_and_approved(client: Client) -> None:
    stop_clock_at(NOON)
    db.session.get_one(Institution, home().id).settings = {"separates_duties": True}
    db.session.commit()
    listed, boss = make_list(), make_staff(Role.HEAD, name="周芷若")
    third = make_staff(Role.COORDINATOR, call=db.session.get_one(Call, listed.proposal.call_id))
    proposal_id, call_id = listed.proposal.id, listed.proposal.call_id
    approve(proposal_id, actor(boss), ReleaseChoice(5), version=listed.proposal.version)

    head = Browser(client)
    head.sign_in(boss)
    assert "Waits for a third person to release it" in head.visit("/approvals").text
    page = head.visit(head.visit(f"/approvals/{proposal_id}").link("Release the list …"))
    assert "You approved this list, so somebody else releases it." in page.text
    assert page.all("main form") == []

    office = Browser(Client(client.application, client.application.response_class))
    office.sign_in(third)
    with counted() as statements:
        page = office.visit(office.visit(f"/office/calls/{call_id}/selection").link("Release the list …"))
    assert len(statements) <= 24, "two pages"
    assert "周芷若" in page.text
    done = office.press(page, "Release the list")
    assert done.path == f"/office/calls/{call_id}/selection"
    assert "You have released the list. Everybody hears on" in done.text
    again = office.visit(f"/approvals/{proposal_id}/release")
    assert "does not wait for anybody" in again.text
