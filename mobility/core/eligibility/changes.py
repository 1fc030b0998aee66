"""What differs between two states of a student's record, for facts that change after an application was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mobility.core.eligibility.student import Fact
from mobility.core.terms import Text

Value = Fact | Text | str | int | date | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field or a fact that differs. None: it is not there; `since`: the day from which the new value is true."""

    name: str
    before: Value
    after: Value
    since: date | None = None


def is_same(one: Fact | None, other: Fact | None) -> bool:
    """Tell whether both say the same; who vouches for it, and of which day it is, makes no difference."""
    if one is None or other is None:
        return one is other
    return (dict(one.value), one.scale) == (dict(other.value), other.scale)


def changed_facts(before: Iterable[Fact], now: Iterable[Fact]) -> tuple[Change, ...]:
    """What differs of the facts, by their keys in order; facts that came or went are changes too."""
    old, new = ({fact.key: fact for fact in facts} for facts in (before, now))
    return tuple(
        Change(key, old.get(key), new.get(key), new[key].as_of if key in new else None)
        for key in sorted(old.keys() | new.keys())
        if not is_same(old.get(key), new.get(key))
    )


def with_origins(before: Iterable[Fact], now: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts of before; where the value still stands, with what is known of its origin by now."""
    new = {fact.key: fact for fact in now}
    return tuple(new[fact.key] if is_same(fact, new.get(fact.key)) else fact for fact in before)
