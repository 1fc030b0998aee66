"""A made-up student as the world knows them once enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mobility.cli.demo.students import MadeStudent
from mobility.core.eligibility import Category, Fact, Source, StudentFacts, age_on
from mobility.core.terms import Actor
from mobility.queries.identity import actor_of


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A made-up student as the world knows them now."""

    made: MadeStudent
    student_id: int
    user_id: int

    @property
    def actor(self) -> Actor:
        return actor_of(self.user_id)

    @property
    def unit(self) -> str:
        return self.made.major.unit

    @property
    def as_judged(self) -> StudentFacts:
        """The same as the rules of eligibility see it."""
        made = self.made
        return StudentFacts(
            level=made.major.level,
            is_vocational=made.is_vocational,
            field=made.major.field,
            entry_year=made.entry_year,
            category=Category(made.category),
            birth_on=made.birth_on,
            facts=tuple(Fact(one.key, one.value, one.scale, one.as_of, Source.RECORDS) for one in made.facts),
        )

    def is_minor_on(self, day: date) -> bool:
        return age_on(self.made.birth_on, day) < 18
