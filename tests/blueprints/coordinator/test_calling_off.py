"""Withdrawing a host and cancelling a call are shown with everybody concerned, and asked for once more."""

from __future__ import annotations

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Application, Call, HostOption
from tests.browsing import Browser
from tests.factories.calls import make_partner
from tests.factories.cases import make_application, make_offer
from tests.factories.hosts import make_choices, make_exchange, make_option, make_placement


def _call() -> tuple[Call, HostOption, Application, Application]:
    call = make_exchange()
    option = make_option(call, make_partner(name=Text(en="Alpha", zh_Hans="甲大学"), country="KR"))
    placed, draft = make_application(call, state="nomination"), make_application(call)
    for file in (placed, draft):
        make_choices(file, option)
    make_placement(placed, option)
    make_offer(placed, host_option_id=option.id, partner_id=option.partner_id)
    db.session.commit()
    return call, option, placed, draft


def _state(file: Application) -> str:
    db.session.refresh(file)
    return file.state


def test_a_host_is_withdrawn_after_a_preview(visitor: Browser) -> None:
    call, _option, placed, draft = _call()
    hosts = visitor.visit(visitor.visit(f"/office/calls/{call.id}").link("Hosts"))
    assert hosts.all("tbody td.number") == ["2", "1", "2", "2"]
    page = visitor.visit(hosts.link("Withdraw … Alpha"))
    assert "1 student who holds a place there goes back" in page.text
    assert "1 student who wished for it is told" in page.text
    unsure = visitor.press(page, "Withdraw the host")
    assert (unsure.status, _state(placed)) == (422, "nomination")
    done = visitor.press(unsure, "Withdraw the host", {"is_sure": "on"})
    assert "Alpha is withdrawn; 2 people are told." in done.text
    assert "Takes no longer part" in done.text
    assert (_state(placed), _state(draft)) == ("selection", "draft")


def test_a_call_is_cancelled_after_a_preview(visitor: Browser) -> None:
    call, _option, placed, draft = _call()
    page = visitor.visit(visitor.visit(f"/office/calls/{call.id}").link("Cancel the call"))
    assert "2 files that have not ended end" in page.text
    assert "Nomination: 1" in page.text
    unsure = visitor.press(page, "Cancel the call for everybody")
    assert (unsure.status, _state(draft)) == (422, "draft")
    done = visitor.press(unsure, "Cancel the call for everybody", {"is_sure": "on"})
    assert "The call is cancelled; 2 people are told." in done.text
    assert (_state(placed), _state(draft)) == ("cancelled", "cancelled")
    assert "This call is cancelled" in visitor.visit(f"/office/calls/{call.id}/cancel").text
