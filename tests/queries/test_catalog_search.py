"""Search, filters and standing in the catalogue: every way of typing, hosts, and the same cost for many calls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mobility.core.eligibility import Rules, Standing, parse
from mobility.core.terms import Actor, Text
from mobility.database import db
from mobility.queries import definitions
from mobility.queries.catalog import SORTS, Wanted, catalog, count, facets
from mobility.queries.standing import applicable, standings
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner, make_program
from tests.factories.options import make_hosts, make_option
from tests.factories.people import actor, home, make_student

pytestmark = pytest.mark.usefixtures("at_noon")

OTHER_FIELD = {"kind": "field_in", "key": "field", "include": ["0311"]}
THIS_FIELD = {"kind": "field_in", "key": "field", "include": ["0913"]}
FIRST_TIME = {"kind": "no_prior_participation", "key": "first_time", "program_kind": "scholarship"}
GOOD_MARKS = {"kind": "average_at_least", "key": "average", "minimum": "80"}


@pytest.fixture
def visitor() -> Actor:
    return Actor.anonymous(home().id)


def _found(visitor: Actor, **wanted: Any) -> list[int]:
    found = catalog(visitor, NOON, Wanted(**wanted))
    assert count(visitor, NOON, Wanted(**wanted), is_similar=found.is_similar) == len(found.cards)
    return [card.id for card in found.cards]


@pytest.mark.parametrize(
    "text",
    [
        *("新加坡护理", "xinjiapo", "XINJIAPO huli", "xjp", "xjphlxm", "Nursing", "nursing singapore", "scholarship"),
        *("义安理工学院", "yian", "yianligong", "yalgxy", "ngee ann", "NAP", "ｎｇｅｅ", "新加坡", "Singapore"),
    ],
)
def test_chinese_pinyin_initials_and_latin_find_the_same_call(visitor: Actor, text: str) -> None:
    host = make_partner(name=Text(en="Ngee Ann Polytechnic", zh_Hans="义安理工学院"))
    title = Text(en="Singapore Nursing", zh_Hans="新加坡护理项目")
    found = make_call(make_program(partners=[host]), title=title)
    elsewhere = make_partner(name=Text(en="Seoul", zh_Hans="首尔"), country="KR", city=None)
    other = make_program(partners=[elsewhere])
    other.name, other.summary = Text(en="A", zh_Hans="甲"), Text(en="B", zh_Hans="乙")
    make_call(other, title=Text(en="Summer in Korea", zh_Hans="韩国暑期项目"))
    assert _found(visitor, text=text) == [found.id]


def test_a_changed_title_is_found_by_its_new_words(visitor: Actor) -> None:
    call = make_call(title=Text(en="Old", zh_Hans="旧"))
    call.title = Text(en="Lantern", zh_Hans="灯笼")
    db.session.flush()
    assert [_found(visitor, text=text) for text in ("lantern", "denglong", "jiu")] == [[call.id], [call.id], []]


@pytest.mark.parametrize("text", ["polytehnic", "shcolarship", "nursng", "exchnage"])
def test_what_is_written_nearly_so_is_shown_when_nothing_matches(visitor: Actor, text: str) -> None:
    call = make_call(title=Text(en="Nursing Scholarship or Exchange", zh_Hans="项目"))
    page = catalog(visitor, NOON, Wanted(text=text))
    assert ([card.id for card in page.cards], page.is_similar) == ([call.id], True)
    assert catalog(visitor, NOON, Wanted(text="polytechnic")).is_similar is False
    assert catalog(visitor, NOON, Wanted(text="qqqqqq")).cards == ()


def test_signs_without_any_word_match_nothing(visitor: Actor) -> None:
    make_call()
    assert _found(visitor, text="···") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"country": "SG"}, {"by program", "by option"}),
        ({"country": "sg"}, {"by program", "by option"}),
        ({"country": "JP"}, {"by option"}),
        ({"country": "DE"}, set()),
        ({"country": "XX"}, set()),
        ({"language": "ja"}, {"by option"}),
        ({"language": "de"}, set()),
        ({"term": "2027-spring"}, {"by program", "by option"}),
        ({"term": "2027-autumn"}, {"by option"}),
        ({"term": "%"}, set()),
        ({"field": "09"}, {"by program", "by option"}),
        ({"field": "0311"}, {"by option"}),
        ({"field": "07"}, set()),
        ({"within": 7}, {"by option"}),
        ({"within": 14}, {"by program", "by option"}),
    ],
)
def test_filters_look_at_the_hosts_of_the_call(visitor: Actor, wanted: dict[str, Any], expected: set[str]) -> None:
    by_program = make_call()
    far = make_partner(country="JP", city=None)
    program = make_program(partners=[make_partner(country="DE", city=None)])
    by_option = make_call(program, deadline_at=NOON + timedelta(days=3))
    make_option(by_option)
    make_option(by_option, far, term="2027-autumn", languages=["ja", "en"], field="0311")
    make_option(by_option, make_partner(country="FR"), state="withdrawn", languages=["fr"])
    names = {by_program.id: "by program", by_option.id: "by option"}
    assert {names[one] for one in _found(visitor, **wanted)} == expected


def test_a_call_with_hosts_of_its_own_shows_how_many_and_where(visitor: Actor) -> None:
    call = make_call()
    make_hosts(call, 7)
    (card,) = catalog(visitor, NOON).cards
    assert [host.name.en for host in card.hosts] == [f"Host University {number:03}" for number in range(4)]
    assert (card.host_count, len(card.countries), card.place_count) == (7, 7, 14)
    make_option(call, place_count=None)
    assert catalog(visitor, NOON).cards[0].place_count is None


def test_the_filters_offer_what_occurs(visitor: Actor) -> None:
    make_call(starts_on=date(2027, 9, 1))
    make_call(starts_on=None)
    make_option(make_call(), make_partner(country="JP", city=None), languages=["ja"], term="2028-spring")
    make_option(make_call(state="draft"), languages=["fr"], term="2029-spring")
    offered = facets(visitor)
    assert (offered.kinds, offered.countries) == (("scholarship",), ("JP", "SG"))
    assert (offered.languages, offered.terms) == (("ja",), ("2027-autumn", "2028-spring"))


@pytest.mark.parametrize("sort", SORTS)
def test_a_list_of_one_and_of_many_calls_takes_as_many_statements(visitor: Actor, sort: str) -> None:
    program = make_program()
    wanted = Wanted(text="nursing", country="SG", sort=sort)
    make_call(program)
    with counted() as for_one:
        catalog(visitor, NOON, wanted)
    copies = [make_call(program) for _number in range(30)]
    with counted() as for_many:
        page = catalog(visitor, NOON, wanted)
    assert len(copies) + 1 > len(page.cards) == 20
    assert len(for_one) == len(for_many) == 1


class TestStanding:
    def test_the_student_s_standing_is_that_of_the_calls_own_page(self) -> None:
        me = actor(make_student())
        open_to_me, closed_to_me = make_call(), make_call(rules=_rules(OTHER_FIELD))
        unknown = make_call(rules=_rules(GOOD_MARKS))
        known = standings(me, NOON, [open_to_me.id, closed_to_me.id, unknown.id])
        assert known == {
            open_to_me.id: Standing.ELIGIBLE,
            closed_to_me.id: Standing.NOT_ELIGIBLE,
            unknown.id: Standing.TO_BE_CHECKED,
        }
        assert set(applicable(me, NOON, Wanted()) or ()) == {open_to_me.id, unknown.id}

    def test_a_call_whose_hosts_all_keep_me_out_keeps_me_out(self) -> None:
        me = actor(make_student())
        call = make_call()
        make_option(call, rules=[OTHER_FIELD])
        assert standings(me, NOON, [call.id]) == {call.id: Standing.NOT_ELIGIBLE}
        make_option(call, rules=[GOOD_MARKS])
        assert standings(me, NOON, [call.id]) == {call.id: Standing.TO_BE_CHECKED}
        make_option(call, rules=[THIS_FIELD])
        assert standings(me, NOON, [call.id]) == {call.id: Standing.ELIGIBLE}

    def test_the_past_is_never_applicable_and_the_search_narrows(self) -> None:
        me = actor(make_student())
        program = make_program()
        make_call(program, opens_at=NOON - timedelta(days=60), deadline_at=NOON - timedelta(days=30))
        coming = make_call(program, opens_at=NOON + timedelta(days=1), deadline_at=DEADLINE)
        assert applicable(me, NOON, Wanted()) == [coming.id]
        assert applicable(me, NOON, Wanted(country="JP")) == []

    def test_nobody_else_has_a_standing(self, visitor: Actor) -> None:
        call = make_call()
        assert (applicable(visitor, NOON, Wanted()), standings(visitor, NOON, [call.id])) == (None, {})

    def test_the_same_statements_for_one_call_and_for_many_with_rules_of_their_own(self) -> None:
        me = actor(make_student())
        program = make_program()
        make_call(program, rules=_rules(FIRST_TIME))
        with counted() as for_one:
            applicable(me, NOON, Wanted())
        for _number in range(30):
            make_option(make_call(program, rules=_rules(FIRST_TIME)), rules=[THIS_FIELD])
        definitions.forget()
        with counted() as for_many:
            found = applicable(me, NOON, Wanted())
        assert (len(found or ()), len(for_one), len(for_many)) == (31, 4, 4)


def _rules(*rules: dict[str, Any]) -> Rules:
    return parse({"rules": list(rules)})
