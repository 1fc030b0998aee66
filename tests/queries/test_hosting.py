"""The hosts of a call: grouped by country or region, narrowed, judged for the student who looks."""

from __future__ import annotations

import pytest

from mobility.core.eligibility import Standing
from mobility.core.terms import Actor
from mobility.database import db
from mobility.i18n import use_locale
from mobility.models import Student
from mobility.queries import definitions
from mobility.queries.catalog import CallCard, call_page
from mobility.queries.hosting import HostList, Narrowed, host_list
from mobility.queries.students import own_record
from tests.databases import counted
from tests.factories.calls import NOON, make_call, make_partner
from tests.factories.options import make_hosts, make_option
from tests.factories.people import actor, home, make_fact, make_student

pytestmark = pytest.mark.usefixtures("at_noon")

OTHER_FIELD = {"kind": "field_in", "key": "field", "include": ["0311"]}
THIS_FIELD = {"kind": "field_in", "key": "field", "include": ["0913"]}
FIRST_TIME = {"kind": "no_prior_participation", "key": "first_time", "program_kind": "exchange"}


@pytest.fixture
def visitor() -> Actor:
    return Actor.anonymous(home().id)


def _card(who: Actor, key: str) -> CallCard:
    return call_page(who, key, NOON).card


def _keys(found: HostList | None) -> list[str]:
    assert found is not None
    return [line.option.key for _country, lines in found.groups for line in lines]


def test_groups_stand_in_the_order_of_the_language(visitor: Actor) -> None:
    call = make_call()
    make_hosts(call, 6, "SG JP DE")
    found = host_list(visitor, _card(visitor, call.key), NOON)
    assert found is not None
    assert [(code, len(lines)) for code, lines in found.groups] == [("DE", 2), ("JP", 2), ("SG", 2)]
    assert (found.total, found.shown, found.best, found.terms, found.languages) == (
        6,
        6,
        None,
        ("2027-spring",),
        ("en",),
    )
    with use_locale("zh_Hans"):
        found = host_list(visitor, _card(visitor, call.key), NOON)
        assert found is not None
        assert [code for code, _lines in found.groups] == ["DE", "JP", "SG"]


def test_what_is_withdrawn_is_not_listed_and_a_call_without_options_has_no_list(visitor: Actor) -> None:
    call = make_call()
    assert host_list(visitor, _card(visitor, call.key), NOON) is None
    make_option(call, state="withdrawn")
    assert host_list(visitor, _card(visitor, call.key), NOON) is None


def test_narrowed_by_country_term_and_language(visitor: Actor) -> None:
    call = make_call()
    make_option(call, make_partner(country="JP"), key="a", term="2027-autumn", languages=["ja", "en"])
    make_option(call, make_partner(country="JP"), key="b")
    make_option(call, make_partner(country="FR"), key="c", languages=["fr"])
    card = _card(visitor, call.key)
    for wanted, expected in (
        (Narrowed(country="jp"), ["a", "b"]),
        (Narrowed(term="2027-autumn"), ["a"]),
        (Narrowed(language="en"), ["a", "b"]),
        (Narrowed(country="FR", language="en"), []),
        (Narrowed(is_eligible=True), ["c", "a", "b"]),
    ):
        found = host_list(visitor, card, NOON, wanted)
        assert found is not None
        assert (_keys(found), found.total, found.countries) == (expected, 3, ("FR", "JP"))


def test_each_host_is_judged_by_its_own_rules() -> None:
    me = actor(make_student())
    call = make_call()
    make_option(call, key="open", rules=[THIS_FIELD])
    make_option(call, key="shut", rules=[OTHER_FIELD])
    make_option(call, key="free")
    card = _card(me, call.key)
    record = own_record(me)
    found = host_list(me, card, NOON, record=record)
    assert found is not None
    outcomes = {
        line.option.key: line.verdict and line.verdict.outcome for _code, lines in found.groups for line in lines
    }
    assert outcomes == {"open": Standing.ELIGIBLE, "shut": Standing.NOT_ELIGIBLE, "free": Standing.ELIGIBLE}
    assert found.best is Standing.ELIGIBLE
    assert _keys(host_list(me, card, NOON, Narrowed(is_eligible=True), record)) == ["open", "free"]


def test_one_host_and_seventy_take_as_many_statements() -> None:
    me = actor(make_student())
    one, many = make_call(), make_call()
    make_option(one, rules=[FIRST_TIME])
    for number in range(70):
        make_option(many, key=f"option-{number}", rules=[FIRST_TIME])
    sent = []
    for call in (one, many):
        card = _card(me, call.key)
        definitions.forget()
        record = own_record(me)
        with counted() as statements:
            host_list(me, card, NOON, record=record)
        sent.append(len(statements))
    assert sent == [4, 4]


def test_a_host_that_is_shut_says_what_would_open_it_and_names_those_most_like_it() -> None:
    me = actor(make_student())
    call = make_call()
    make_fact(db.session.get_one(Student, me.student_id), "average", {"value": 70}, scale="100")
    average = {"kind": "average_at_least", "key": "average", "minimum": 80}
    shut = make_partner(country="JP")
    make_option(call, shut, key="shut", rules=[average], field="0311", languages=["ja"], position=1)
    make_option(call, shut, key="same-host", languages=["ja"], position=2)
    make_option(call, make_partner(country="FR"), key="field", field="0311", languages=["fr"], position=3)
    make_option(call, make_partner(country="FR"), key="language", languages=["ja", "fr"], position=4)
    make_option(call, make_partner(country="JP"), key="country", languages=["en"], position=5)
    make_option(call, make_partner(country="JP"), key="shut-too", rules=[OTHER_FIELD], languages=["ja"], position=6)
    make_option(call, make_partner(country="DE"), key="unlike", languages=["de"], position=7)
    make_option(call, make_partner(country="FR"), key="language-too", languages=["ja"], position=8)
    found = host_list(me, _card(me, call.key), NOON, record=own_record(me))
    assert found is not None
    lines = {line.option.key: line for _country, listed in found.groups for line in listed}
    assert [step.code for step in lines["shut"].advice] == ["advice.average_at_least"]
    assert [(near.option.key, near.shared) for near in lines["shut"].near] == [
        ("country", ("country",)),
        ("field", ("field",)),
        ("language", ("language",)),
    ]
    assert (lines["country"].advice, lines["country"].near) == ((), ())
