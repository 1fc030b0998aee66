"""Where a stay at a host clashes with the terms at home: something to know beforehand, never a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mobility.core.terms import Param, Reason, Text


@dataclass(frozen=True, slots=True)
class HomeTerm:
    """A term at home, every day included: teaching from `starts_on` to `ends_on`, exams where their days are known."""

    name: Text
    starts_on: date
    ends_on: date
    exams_from: date | None = None
    exams_to: date | None = None

    @property
    def last_on(self) -> date:
        return max(self.ends_on, self.exams_to or self.ends_on)


def clashes(terms: Iterable[HomeTerm], starts_on: date | None, ends_on: date | None) -> tuple[Reason, ...]:
    """What of the terms at home a stay cuts into, in the order of the terms; nothing where its dates are not known.

    A term of which the stay takes half or more is the one spent abroad: it is missed on purpose and no clash.
    """
    if starts_on is None or ends_on is None:
        return ()
    in_order = sorted(terms, key=lambda term: term.starts_on)
    return tuple(reason for term in in_order for reason in _cut(term, starts_on, ends_on))


def _cut(term: HomeTerm, starts_on: date, ends_on: date) -> Iterator[Reason]:
    first, last = max(term.starts_on, starts_on), min(term.last_on, ends_on)
    if first > last or 2 * ((last - first).days + 1) >= (term.last_on - term.starts_on).days + 1:
        return
    names: dict[str, Param] = {"en": term.name.en, "zh_Hans": term.name.zh_Hans}
    exams_from, exams_to = term.exams_from, term.exams_to
    if exams_from and exams_to and exams_from <= ends_on and starts_on <= exams_to:
        yield Reason("clash.exams", {**names, "first": exams_from.isoformat(), "last": exams_to.isoformat()})
    elif starts_on <= term.starts_on:
        yield Reason("clash.returns_late", {**names, "on": term.starts_on.isoformat(), "until": ends_on.isoformat()})
    elif first <= term.ends_on:
        yield Reason("clash.leaves_early", {**names, "on": starts_on.isoformat(), "until": term.ends_on.isoformat()})
