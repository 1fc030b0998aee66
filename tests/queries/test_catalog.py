"""The public sees published calls of this institution, in the order of what can still be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mobility.core.terms import Actor, Refused, Text
from mobility.models import Institution
from mobility.queries.catalog import SORTS, Catalog, Wanted, call_page, catalog, partner_page
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner, make_program
from tests.factories.people import home, make_institution

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def visitor() -> Actor:
    return Actor.anonymous(home().id)


def _title(en: str, zh: str) -> Text:
    return Text(en=en, zh_Hans=zh)


def test_open_calls_come_first_then_coming_ones_then_the_past(visitor: Actor) -> None:
    program = make_program()
    day = timedelta(days=1)
    past = make_call(program, opens_at=NOON - 90 * day, deadline_at=NOON - 60 * day)
    older = make_call(program, opens_at=NOON - 400 * day, deadline_at=NOON - 370 * day)
    coming = make_call(program, opens_at=NOON + 30 * day, deadline_at=NOON + 60 * day)
    later = make_call(program, deadline_at=DEADLINE + day)
    soon = make_call(program, deadline_at=DEADLINE)
    cards = catalog(visitor, NOON).cards
    assert [card.id for card in cards] == [call.id for call in (soon, later, coming, past, older)]
    assert [card.status for card in cards] == ["open", "open", "coming", "closed", "closed"]


def test_the_deadline_itself_is_open_and_the_grace_is_not_told(visitor: Actor) -> None:
    make_call()
    assert [card.status for card in catalog(visitor, DEADLINE).cards] == ["open"]
    assert [card.status for card in catalog(visitor, DEADLINE + timedelta(seconds=1)).cards] == ["closed"]


def test_drafts_and_other_institutions_are_not_there(visitor: Actor) -> None:
    shown = make_call()
    draft = make_call(state="draft")
    foreign = make_call(make_program(make_institution("other")))
    assert [card.id for card in catalog(visitor, NOON).cards] == [shown.id]
    for key in (draft.key, foreign.key, "none"):
        with pytest.raises(Refused, match=r"call\.unknown"):
            call_page(visitor, key, NOON)


@pytest.mark.parametrize("text", ["nursing year", "护理年", "POLYTECHNIC", "义安", "Diploma in nursing"])
def test_a_call_is_found_by_its_words_and_its_hosts(visitor: Actor, text: str) -> None:
    host = make_partner(name=_title("Ngee Ann Polytechnic", "义安理工学院"))
    found = make_call(make_program(partners=[host]), title=_title("Nursing year", "护理年"))
    assert [card.id for card in catalog(visitor, NOON, Wanted(text=text)).cards] == [found.id]


@pytest.mark.parametrize("text", ["%", "_", "zh_Hans", "' OR 1=1 --", "en\\"])
def test_signs_that_mean_something_to_a_database_are_only_searched_for(visitor: Actor, text: str) -> None:
    make_call()
    assert catalog(visitor, NOON, Wanted(text=text)).cards == ()


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"kind": "scholarship"}, 1),
        ({"status": "open"}, 1),
        ({"kind": "scholarship", "status": "open"}, 1),
        ({"kind": "exchange"}, 0),
        ({"status": "closed"}, 0),
        ({"status": "nonsense"}, 0),
    ],
)
def test_filters_narrow_and_unknown_ones_match_nothing(visitor: Actor, filters: dict[str, Any], count: int) -> None:
    make_call()
    assert len(catalog(visitor, NOON, Wanted(**filters)).cards) == count


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_in_both_directions_without_gap_or_repetition(visitor: Actor, sort: str) -> None:
    program = make_program()
    day = timedelta(days=1)
    for number in range(45):
        opens_at = NOON + (number % 7 - 3) * 20 * day
        starts_on = None if number % 5 == 0 else date(2027, 1 + number % 3, 1)
        make_call(program, opens_at=opens_at, deadline_at=opens_at + 30 * day, starts_on=starts_on)
    wanted = Wanted(sort=sort)
    first = catalog(visitor, NOON, wanted)
    second = catalog(visitor, NOON, wanted, after=first.after)
    third = catalog(visitor, NOON, wanted, after=second.after)
    pages = (first, second, third)
    ids = [card.id for page in pages for card in page.cards]
    assert [len(page.cards) for page in pages] == [20, 20, 5]
    assert (len(set(ids)), first.before, third.after) == (45, None, None)
    assert catalog(visitor, NOON, wanted, before=third.before).cards == second.cards
    back = catalog(visitor, NOON, wanted, before=second.before)
    assert (back.cards, back.before, back.after) == (first.cards, None, first.after)


def test_a_place_that_is_no_longer_there_ends_the_list(visitor: Actor) -> None:
    make_call()
    draft = make_call(state="draft")
    for place in (draft.id, 999_999):
        assert catalog(visitor, NOON, after=place) == Catalog((), None, None)


def test_any_number_of_calls_is_one_statement(visitor: Actor) -> None:
    program = make_program()
    for _number in range(15):
        make_call(program)
    with counted() as sent:
        catalog(visitor, NOON)
    assert len(sent) == 1


def test_a_calls_page_has_its_texts_hosts_and_dates(visitor: Actor) -> None:
    call = make_call(place_count=20)
    page = call_page(visitor, call.key, NOON)
    assert (page.notice, page.bond, page.conditions) == (call.notice, call.bond, None)
    assert [(host.name.en, host.country) for host in page.card.hosts] == [("Nanyang Polytechnic", "SG")]
    assert [step.on.isoformat() for step in page.timetable] == ["2026-10-20"]
    assert page.card.place_count == 20


def test_a_partners_page_has_the_calls_that_lead_there(visitor: Actor) -> None:
    here, elsewhere = make_partner(), make_partner()
    call = make_call(make_program(partners=[elsewhere, here]))
    make_call(make_program(partners=[elsewhere]))
    page = partner_page(visitor, here.key, NOON)
    assert [card.id for card in page.calls] == [call.id]


def test_a_partner_of_another_institution_is_unknown(visitor: Actor) -> None:
    foreign: Institution = make_institution("other")
    partner = make_partner(foreign)
    for key in (partner.key, "none"):
        with pytest.raises(Refused, match=r"partner\.unknown"):
            partner_page(visitor, key, NOON)
