"""What the rules may know of a student: the record, facts with where each comes from, and what went before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from mobility.core.terms import Text


class Source(StrEnum):
    """Where a fact comes from; what the student says counts until somebody who knows says otherwise."""

    RECORDS = "records"
    CONFIRMED = "confirmed"
    DECLARED = "declared"


class Category(StrEnum):
    """The category of students (学生类别), which is not the nationality."""

    MAINLAND = "mainland"
    HMT_OVERSEAS_CHINESE = "hmt_overseas_chinese"
    INTERNATIONAL = "international"


class StudyStatus(StrEnum):
    """The status of enrollment (学籍)."""

    ENROLLED = "enrolled"
    SUSPENDED = "suspended"
    GRADUATED = "graduated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from, and on which day it was true."""

    source: Source = Source.RECORDS
    as_of: date | None = None


FROM_RECORDS: Final = Provenance()


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured fact, its value shaped by its key as it is stored.

    - `average` on `scale` "100", `gpa` on "4.0", "4.3", "4.5" or "5.0": {"value": 78.4}
    - `rank` in the major: {"position": 5, "of": 80} · `has_fails` in compulsory courses: {"value": false}
    - `participation:<kind>` of program, before this one kept records: {"year": 2023}
    - `language:<test>`: {"score": 6.5 or "N2", "skills": {"listening": 6}, "taken_on": "2026-01-10"}

    A value of another shape counts as unknown.
    """

    key: str
    value: Mapping[str, Any]
    scale: str | None = None
    as_of: date | None = None
    source: Source = Source.DECLARED

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.source, self.as_of)


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """A student as the rules see one; None and the empty set mean unknown.

    `level` is EQF (5 with `is_vocational` for 专科), `field` an ISCED-F code of up to four digits. `unit_codes`
    are those of the student's unit and of all above it. `provenance` says, by field name, where a field comes
    from when it is not the records.
    """

    level: int | None = None
    is_vocational: bool | None = None
    field: str | None = None
    unit_codes: frozenset[str] = frozenset()
    entry_year: int | None = None
    category: Category | None = None
    study_status: StudyStatus | None = None
    birth_on: date | None = None
    facts: tuple[Fact, ...] = ()
    provenance: Mapping[str, Provenance] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def provenance_of(self, name: str) -> Provenance:
        return self.provenance.get(name, FROM_RECORDS)

    def facts_of(self, key: str, scale: str | None = None) -> tuple[Fact, ...]:
        """The facts of that key and scale (None: any), the most trustworthy first: not declared, then the latest."""
        found = [fact for fact in self.facts if fact.key == key and scale in (None, fact.scale)]
        found.sort(key=lambda fact: fact.as_of or date.min, reverse=True)
        return tuple(sorted(found, key=lambda fact: fact.source is Source.DECLARED))


@dataclass(frozen=True, slots=True)
class Participation:
    """A program in which the student took part before. `level` is that of the studies then, None where unknown."""

    program_kind: str
    program_key: str
    title: Text
    year: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class OtherApplication:
    """Another application of the same student; a live one is neither ended nor given up."""

    season: str
    is_live: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What went before, without the application that is being judged."""

    participations: tuple[Participation, ...] = ()
    applications: tuple[OtherApplication, ...] = ()


NO_HISTORY: Final = History()
