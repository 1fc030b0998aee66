"""What changed in a record is told by value, and who vouches for a value is no change."""

from __future__ import annotations

from datetime import date

from mobility.core.eligibility import Change, Source, changed_facts, with_origins
from tests.core.eligibility.example import fact

BEFORE = (fact("average", scale="100", value=80), fact("rank", position=5, of=80))
SPRING = date(2027, 3, 1)


def test_facts_that_came_went_or_differ_are_changes_with_their_day() -> None:
    raised = fact("average", as_of=SPRING, scale="100", value=82.5)
    new = fact("language:ielts", as_of=SPRING, score=6.5)
    assert changed_facts(BEFORE, (raised, new)) == (
        Change("average", BEFORE[0], raised, SPRING),
        Change("language:ielts", None, new, SPRING),
        Change("rank", BEFORE[1], None),
    )


def test_the_same_number_on_another_scale_is_a_change() -> None:
    other = fact("average", scale="150", value=80)
    assert [change.after for change in changed_facts(BEFORE, (other, BEFORE[1]))] == [other]


def test_a_value_that_somebody_confirmed_is_the_same_value_with_a_better_origin() -> None:
    declared = fact("average", source=Source.DECLARED, scale="100", value=80)
    confirmed = fact("average", source=Source.CONFIRMED, scale="100", value=80)
    assert changed_facts((declared,), (confirmed,)) == ()
    assert with_origins((declared,), (confirmed,)) == (confirmed,)
    assert with_origins((declared,), ()) == (declared,)
