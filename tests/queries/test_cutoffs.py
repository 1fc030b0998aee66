"""The lowest score of those last selected for a host: of enough people, of this institution, of the last edition."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, Partner, Student
from mobility.queries.cutoffs import Cutoff, cutoffs
from tests.factories.calls import DEADLINE, make_partner
from tests.factories.hosts import make_earlier, make_exchange, make_option, make_selected
from tests.factories.people import home, make_fact, make_institution

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def host() -> Partner:
    return make_partner()


@pytest.fixture
def call(host: Partner) -> Call:
    made = make_exchange()
    make_option(made, host)
    return made


def _found(call: Call, institution_id: int | None = None) -> list[Cutoff]:
    return list(cutoffs(call.id, Actor.system(institution_id or call.institution_id)).values())


def test_of_four_nothing_is_told_and_of_five_the_lowest(call: Call, host: Partner) -> None:
    option = make_earlier(call, host)
    for score in (90, 81.5, 95, 88):
        make_selected(option, score)
    make_selected(option, 70, state="declined")
    assert _found(call) == []
    make_selected(option, 84)
    assert _found(call) == [Cutoff(DEADLINE.year - 1, 5, Decimal("81.5"), is_average=False)]
    assert _found(call, make_institution("other", hosts=["other.example"]).id) == []
    assert call.institution_id == home().id


def test_only_the_last_edition_in_which_the_host_took_part_counts(call: Call, host: Partner) -> None:
    before, after = make_earlier(call, host, years=3), make_earlier(call, host, years=2)
    after.partner_id = make_partner().id
    for _ in range(5):
        make_selected(before, 60)
    assert [one.year for one in _found(call)] == [DEADLINE.year - 3]
    after.partner_id = host.id
    for _ in range(4):
        make_selected(after, 80)
    assert _found(call) == []


def test_where_nobody_was_scored_the_average_handed_in_is_told_and_a_mixture_never(call: Call, host: Partner) -> None:
    option = make_earlier(call, host)
    for average in (77, 80, 81, 90, 95):
        file = make_selected(option)
        file.snapshot = {"facts": [{"key": "average", "value": {"value": average}, "scale": "100"}]}
        make_fact(db.session.get_one(Student, file.student_id), "average", {"value": 40}, scale="100")
    assert _found(call) == [Cutoff(DEADLINE.year - 1, 5, Decimal(77), is_average=True)]
    make_selected(option, 90)
    assert _found(call) == []
