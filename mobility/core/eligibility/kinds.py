"""The kinds of eligibility rule, each with what it asks of a student."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from mobility.core.eligibility.conversion import Formula
from mobility.core.eligibility.languages import TESTS
from mobility.core.eligibility.student import Category, StudyStatus
from mobility.core.terms import Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
FieldPrefix = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}$")]
"""The beginning of an ISCED-F code: broad (2 digits), narrow (3) or detailed (4)."""
GpaScale = Literal["4.0", "4.3", "4.5", "5.0"]
Skill = Literal["listening", "reading", "writing", "speaking"]
Plain = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]


class Definition(BaseModel):
    """A record that is published once and never changed after."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ruled(Definition):
    """What every rule has. `note` is shown beside its finding, for what a sentence made by the program cannot say."""

    kind: str
    key: Key
    note: Text | None = None


class LevelIn(Ruled):
    """The level of study is one of these (EQF). `is_vocational` true: only 专科; false: not 专科."""

    kind: Literal["level_in"] = "level_in"
    levels: tuple[Annotated[int, Field(ge=5, le=8)], ...] = Field(min_length=1)
    is_vocational: bool | None = None


class FieldIn(Ruled):
    """The field of study begins with one of `include` (empty: any) and with none of `exclude`."""

    kind: Literal["field_in"] = "field_in"
    include: tuple[FieldPrefix, ...] = ()
    exclude: tuple[FieldPrefix, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> FieldIn:
        _not_empty(self.include, self.exclude)
        return self


class UnitIn(Ruled):
    """The student's unit, or one above it, is one of `include` (empty: any) and none of `exclude`.

    `label` names the units in sentences, as in "students of the School of Nursing".
    """

    kind: Literal["unit_in"] = "unit_in"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    label: Text

    @model_validator(mode="after")
    def _says_something(self) -> UnitIn:
        _not_empty(self.include, self.exclude)
        return self


class EntryYearIn(Ruled):
    """The year of entry (年级) is one of these."""

    kind: Literal["entry_year_in"] = "entry_year_in"
    years: tuple[Annotated[int, Field(ge=1990, le=2100)], ...] = Field(min_length=1)


class CategoryIn(Ruled):
    """The student is of one of these categories."""

    kind: Literal["category_in"] = "category_in"
    categories: tuple[Category, ...] = Field(min_length=1)


class StudyStatusIn(Ruled):
    """The status of enrollment is one of these."""

    kind: Literal["study_status_in"] = "study_status_in"
    statuses: tuple[StudyStatus, ...] = (StudyStatus.ENROLLED,)


class AgeBetween(Ruled):
    """The age in whole years, both ends included, on the day `on`; without it on the day of evaluation."""

    kind: Literal["age_between"] = "age_between"
    minimum: int | None = Field(None, ge=0, le=120)
    maximum: int | None = Field(None, ge=0, le=120)
    on: date | None = None

    @model_validator(mode="after")
    def _possible(self) -> AgeBetween:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a rule of age needs a minimum or a maximum")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("the minimum is above the maximum")
        return self


class AverageAtLeast(Ruled):
    """The weighted average (加权平均分) on `scale` is at least `minimum`; from other scales by the `formula` named."""

    kind: Literal["average_at_least"] = "average_at_least"
    minimum: Decimal = Field(gt=0)
    scale: Literal["100"] = "100"
    formula: Formula | None = None

    @model_validator(mode="after")
    def _on_scale(self) -> AverageAtLeast:
        _within(self.minimum, self.scale)
        return self


class GpaAtLeast(Ruled):
    """The grade point average on `scale` is at least `minimum`; from other scales by the `formula` named."""

    kind: Literal["gpa_at_least"] = "gpa_at_least"
    minimum: Decimal = Field(gt=0)
    scale: GpaScale
    formula: Formula | None = None

    @model_validator(mode="after")
    def _on_scale(self) -> GpaAtLeast:
        _within(self.minimum, self.scale)
        return self


class RankWithin(Ruled):
    """The rank in the major lies within the best `fraction`: position ≤ fraction × number, not rounded."""

    kind: Literal["rank_within"] = "rank_within"
    fraction: Decimal = Field(gt=0, le=1)


class NoFails(Ruled):
    """No compulsory course stands failed."""

    kind: Literal["no_fails"] = "no_fails"


class LanguageOption(Definition):
    """One way to meet a language rule: a test with its minimum, a score or a grade, and minima per skill."""

    test: str
    minimum: Plain
    skills: Mapping[Skill, Decimal] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _on_scale(self) -> LanguageOption:
        test = TESTS.get(self.test)
        if test is None:
            raise ValueError(f"there is no language test named {self.test!r}")
        if test.position(self.minimum) is None:
            raise ValueError(f"{self.minimum!r} is no result of {test.name.en}")
        if self.skills and not test.has_skills:
            raise ValueError(f"{test.name.en} has no results per skill")
        return self


class LanguageAnyOf(Ruled):
    """One result is good enough by one of the options, and valid on `valid_on`, else on the day of evaluation."""

    kind: Literal["language_any_of"] = "language_any_of"
    options: tuple[LanguageOption, ...] = Field(min_length=1, max_length=30)
    valid_on: date | None = None


class NoPriorParticipation(Ruled):
    """The student has not taken part before: in this program, in this kind, or without either in any.

    `is_per_degree`: once per degree; what was during earlier studies does not count.
    """

    kind: Literal["no_prior_participation"] = "no_prior_participation"
    program_kind: str | None = None
    program_key: str | None = None
    is_per_degree: bool = False


class MaxApplications(Ruled):
    """With this one the student has at most `maximum` live applications, of that season where given."""

    kind: Literal["max_applications"] = "max_applications"
    maximum: int = Field(ge=1)
    season: str | None = None


class AnyOf(Ruled):
    """At least one of the rules is met."""

    kind: Literal["any_of"] = "any_of"
    rules: tuple[Rule, ...] = Field(min_length=1, max_length=30)


class AllOf(Ruled):
    """Every one of the rules is met: for use inside `any_of`."""

    kind: Literal["all_of"] = "all_of"
    rules: tuple[Rule, ...] = Field(min_length=1, max_length=30)


AnyRule = (
    LevelIn
    | FieldIn
    | UnitIn
    | EntryYearIn
    | CategoryIn
    | StudyStatusIn
    | AgeBetween
    | AverageAtLeast
    | GpaAtLeast
    | RankWithin
    | NoFails
    | LanguageAnyOf
    | NoPriorParticipation
    | MaxApplications
    | AnyOf
    | AllOf
)
Rule = Annotated[AnyRule, Field(discriminator="kind")]

for _group in (AnyOf, AllOf):
    _group.model_rebuild()

KINDS: Final[dict[str, type[AnyRule]]] = {kind.model_fields["kind"].default: kind for kind in get_args(AnyRule)}
"""Every kind of rule by its stored name."""


def _not_empty(include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
    if not include and not exclude:
        raise ValueError("nothing is included and nothing excluded")


def _within(minimum: Decimal, scale: str) -> None:
    if minimum > Decimal(scale):
        raise ValueError(f"no average on the scale of {scale} reaches {minimum}")
