"""What whoever helps a student is told: the same verdicts as on the student's own page."""

from __future__ import annotations

import pytest

from mobility.core.eligibility import Standing
from mobility.core.terms import Refused
from mobility.queries.inquiry import inquire
from mobility.queries.institution import id_of
from mobility.queries.standing import standings
from tests.factories.calls import NOON, make_call
from tests.factories.options import make_option
from tests.factories.people import actor, home, make_institution, make_student

pytestmark = pytest.mark.usefixtures("at_noon")

SHUT = [{"kind": "field_in", "key": "field", "include": ["0311"]}]
OPEN = [{"kind": "field_in", "key": "field", "include": ["0913"]}]


def test_the_call_and_every_open_host_are_judged() -> None:
    student, call = make_student(), make_call()
    make_option(call, rules=SHUT, key="shut", position=1)
    make_option(call, rules=OPEN, key="open", position=2)
    make_option(call, state="withdrawn", position=3)
    found = inquire(home().id, student.number, call.key, NOON)
    assert (found.outcome, found.on.isoformat()) == (Standing.ELIGIBLE, "2026-10-12")
    assert [(one.option.key, one.verdict.outcome) for one in found.hosts] == [
        ("shut", Standing.NOT_ELIGIBLE),
        ("open", Standing.ELIGIBLE),
    ]
    assert standings(actor(student), NOON, [call.id])[call.id] is found.outcome


def test_where_every_host_is_shut_the_call_is() -> None:
    student, call = make_student(), make_call()
    make_option(call, rules=SHUT)
    found = inquire(home().id, student.number, call.key, NOON)
    assert (found.verdict.outcome, found.outcome) == (Standing.ELIGIBLE, Standing.NOT_ELIGIBLE)


def test_what_is_not_there_or_another_institutions_is_unknown() -> None:
    student, call = make_student(), make_call()
    other = make_institution("other")
    for institution_id, number, key, code in (
        (home().id, "none", call.key, "student.unknown"),
        (home().id, student.number, "none", "call.unknown"),
        (other.id, student.number, call.key, "student.unknown"),
    ):
        with pytest.raises(Refused, match=code):
            inquire(institution_id, number, key, NOON)


def test_the_institution_is_named_or_the_only_one() -> None:
    first = home()
    assert (id_of(""), id_of(first.key)) == (first.id, first.id)
    second = make_institution("second")
    assert id_of("second") == second.id
    for key in ("", "none"):
        with pytest.raises(Refused, match=r"institution\.unknown"):
            id_of(key)
