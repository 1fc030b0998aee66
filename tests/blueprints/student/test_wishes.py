"""Wishes on the page: added, moved, taken out without a script, with every reason; shown wherever the file is read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from mobility.core.eligibility import AverageAtLeast, Rules
from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.models import Application, Call, Choice, HostOption, Partner
from mobility.services.applications.start import start
from tests.browsing import Browser
from tests.databases import counted
from tests.factories.calls import make_partner
from tests.factories.exchange import begin_exchange
from tests.factories.hosts import make_choices, make_earlier, make_exchange, make_option, make_selected


@pytest.fixture
def call() -> Call:
    return make_exchange(choice_limit=2)


def _host(call: Call, name: str, country: str = "KR", rules: Rules | None = None) -> HostOption:
    partner = make_partner(name=Text(en=name, zh_Hans=f"{name}大学"), country=country)
    return make_option(call, partner, rules=rules)


@pytest.fixture
def options(call: Call) -> list[HostOption]:
    strict = Rules(rules=(AverageAtLeast(key="average", minimum=Decimal(90)),))
    return [_host(call, "Alpha"), _host(call, "Beta", "JP"), _host(call, "Gamma", "JP", strict)]


def _wishes(application_id: int) -> list[int]:
    query = select(Choice.host_option_id).where(Choice.application_id == application_id).order_by(Choice.rank)
    return list(db.session.scalars(query))


def test_wishes_are_added_moved_and_taken_out(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    address = f"/applications/{(mine := start(call.key, me))}/wishes"
    alpha, beta, gamma = [one.id for one in options]
    page = window.visit(address)
    assert "You have named no host yet" in page.text
    page = window.press(page, "Add to my wishes Alpha")
    page = window.press(page, "Add to my wishes Beta")
    assert _wishes(mine) == [alpha, beta]
    assert "as many as this call allows" in page.text
    assert page.all(".offered button") == []
    page = window.press(page, "Up Beta")
    assert _wishes(mine) == [beta, alpha]
    page = window.press(page, "Down Beta", {"is_willing": "yes"})
    assert (_wishes(mine), db.session.get_one(Application, mine).is_willing) == ([alpha, beta], True)
    page = window.press(page, "Take out Alpha")
    assert _wishes(mine) == [beta]
    page = window.press(page, "Add to my wishes Gamma", {"is_willing": None})
    assert not db.session.get_one(Application, mine).is_willing
    tasks = window.press(page, "Save and go on")
    assert (_wishes(mine), tasks.path) == ([beta, gamma], f"/applications/{mine}")
    assert "1. Beta 2. Gamma" in tasks.text


def test_a_page_that_is_behind_overwrites_nothing_and_says_so(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    mine = start(call.key, me)
    old = window.visit(f"/applications/{mine}/wishes")
    window.press(old, "Add to my wishes Alpha")
    page = window.press(old, "Add to my wishes Beta")
    assert page.status == 409
    assert "changed in another window" in page.text
    assert _wishes(mine) == [options[0].id]


def test_hosts_are_found_by_country_and_by_words(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    address = f"/applications/{start(call.key, me)}/wishes"
    assert window.visit(f"{address}?country=JP").all(".offered h3") == ["Beta", "Gamma"]
    assert window.visit(f"{address}?text=beta alpha").all(".offered h3") == []
    assert window.visit(f"{address}?text=ALPHA大学").all(".offered h3") == ["Alpha"]
    page = window.press(window.visit(f"{address}?country=JP"), "Add to my wishes Beta")
    assert page.all(".offered h3") == ["Gamma"]


def test_every_condition_is_told_and_stands_against_the_submit(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    low = Rules(rules=(AverageAtLeast(key="average", minimum=Decimal(99)),))
    mine = begin_exchange(call, me)
    hard = _host(call, "Delta", rules=low)
    page = window.visit(f"/applications/{mine}/wishes")
    assert "99" in page.text
    check = window.visit(f"/applications/{mine}/check")
    sent = window.press(check, "Submit application", {"has_declared": "yes"})
    assert sent.status == 422
    assert "Choose at least one host." in sent.all(".error-summary li")
    make_choices(db.session.get_one(Application, mine), hard)
    db.session.commit()
    assert "To be checked" in window.visit(f"/applications/{mine}/wishes").text


def test_wishes_are_shown_wherever_the_application_is_read(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    mine = begin_exchange(call, me, options[1], options[0], is_willing=True)
    assert window.visit(f"/applications/{mine}/check").all("#wishes li") == [
        "Beta , Japan · Spring semester 2027",
        "Alpha , South Korea · Spring semester 2027",
    ]
    window.press(window.visit(f"/applications/{mine}/check"), "Submit application", {"has_declared": "yes"})
    for path in ("receipt", "print"):
        page = window.visit(f"/applications/{mine}/{path}")
        assert page.all(".wish-lines li")[0].startswith("Beta")
        assert "Willing to be placed" in page.text
    read = window.visit(f"/applications/{mine}/wishes")
    assert "not change them now" in read.text
    assert read.soup.select("main button") == []


def test_the_lowest_score_of_the_last_edition_stands_beside_the_host(
    window: Browser, call: Call, me: Actor, options: list[HostOption]
) -> None:
    earlier = make_earlier(call, db.session.get_one(Partner, options[0].partner_id))
    for score in (92, 81.5, 90, 88, 84):
        make_selected(earlier, score)
    said = "2025: the lowest score of those selected was 81.5 of 100, 5 selected"
    mine = begin_exchange(call, me, options[1])
    for address in (f"/applications/{mine}/wishes", f"/calls/{call.key}"):
        assert window.visit(address).text.count(said) == 1


def test_the_page_costs_the_same_for_one_host_and_for_many(window: Browser, call: Call, me: Actor) -> None:
    mine = start(call.key, me)
    _host(call, "Alpha")
    window.visit(f"/applications/{mine}/wishes")
    with counted() as few:
        window.visit(f"/applications/{mine}/wishes")
    for number in range(40):
        _host(call, f"Host {number}")
    with counted() as many:
        window.visit(f"/applications/{mine}/wishes")
    assert (len(many), len(many) <= 12) == (len(few), True)
