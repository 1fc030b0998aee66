"""Conditions as data: when a question or a document is asked for. Evaluated purely, never as code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, model_validator

from mobility.core.questions.shapes import Answers, Definition, Facts, Key, Value
from mobility.core.terms import Param

FACTS: Final = frozenset(
    {
        "is_minor",
        "category",
        "level",
        "is_vocational",
        "entry_year",
        "field",
        "unit_code",
        "study_status",
        "destination",
        "program_kind",
    }
)
"""The facts that conditions may ask about; a slip in a name is refused when the definition is read.

`is_minor`: under 18 on the day of evaluation. `level`: EQF. `field`: ISCED-F code. `destination`: ISO 3166 code.
"""

Scalar = bool | int | str


class AnswerCondition(Definition):
    """Holds by the answer to an earlier question; a missing or hidden one meets nothing but `is_answered: false`."""

    question: Key
    equals: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = Field(None, min_length=1)
    includes: str | None = None
    is_answered: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> AnswerCondition:
        _exactly_one(self.equals, self.any_of, self.includes, self.is_answered)
        return self


class FactCondition(Definition):
    """Holds by a fact; an unknown one meets nothing."""

    fact: str
    equals: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = Field(None, min_length=1)
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _known_and_one_test(self) -> FactCondition:
        if self.fact not in FACTS:
            raise ValueError(f"there is no fact named {self.fact!r}")
        _exactly_one(self.equals, self.any_of, self.at_least, self.at_most)
        return self


class AllCondition(Definition):
    """Holds where every part does."""

    every: tuple[Condition, ...] = Field(alias="all", min_length=1, max_length=20)


class AnyCondition(Definition):
    """Holds where at least one part does."""

    some: tuple[Condition, ...] = Field(alias="any", min_length=1, max_length=20)


class NotCondition(Definition):
    """Holds where its part does not."""

    negated: Condition = Field(alias="not")


def _exactly_one(*tests: object) -> None:
    if sum(test is not None for test in tests) != 1:
        raise ValueError("a condition needs exactly one test")


_SHAPES: Final[dict[str, type[Definition]]] = {
    "question": AnswerCondition,
    "fact": FactCondition,
    "all": AllCondition,
    "any": AnyCondition,
    "not": NotCondition,
}


def _shape(condition: Any) -> str | None:
    if isinstance(condition, dict):
        return next((name for name in _SHAPES if name in condition), None)
    return next((name for name, shape in _SHAPES.items() if isinstance(condition, shape)), None)


Condition = Annotated[
    Annotated[AnswerCondition, Tag("question")]
    | Annotated[FactCondition, Tag("fact")]
    | Annotated[AllCondition, Tag("all")]
    | Annotated[AnyCondition, Tag("any")]
    | Annotated[NotCondition, Tag("not")],
    Discriminator(_shape),
]
"""Written by its first word: {"question": …}, {"fact": …}, {"all": […]}, {"any": […]}, {"not": …}."""

for _combined in (AllCondition, AnyCondition, NotCondition):
    _combined.model_rebuild()


def holds(condition: Condition | None, answers: Answers, facts: Facts) -> bool:
    """Tell whether `condition` holds; None always does. `answers` must leave out those to hidden questions."""
    match condition:
        case None:
            return True
        case AllCondition():
            return all(holds(part, answers, facts) for part in condition.every)
        case AnyCondition():
            return any(holds(part, answers, facts) for part in condition.some)
        case NotCondition():
            return not holds(condition.negated, answers, facts)
        case AnswerCondition():
            return _answer_holds(condition, answers.get(condition.question))
        case FactCondition():
            return _fact_holds(condition, facts.get(condition.fact))


def answer_conditions(condition: Condition | None) -> Iterator[AnswerCondition]:
    """Every part of `condition` that asks about an answer."""
    match condition:
        case AnswerCondition():
            yield condition
        case AllCondition():
            for part in condition.every:
                yield from answer_conditions(part)
        case AnyCondition():
            for part in condition.some:
                yield from answer_conditions(part)
        case NotCondition():
            yield from answer_conditions(condition.negated)
        case _:
            return


def _answer_holds(condition: AnswerCondition, value: Value | None) -> bool:
    if condition.is_answered is not None:
        return condition.is_answered == (value is not None)
    if value is None:
        return False
    if condition.includes is not None:
        return isinstance(value, list) and condition.includes in value
    if condition.any_of is not None:
        return any(_same(value, wanted) for wanted in condition.any_of)
    return _same(value, condition.equals)


def _fact_holds(condition: FactCondition, value: Param) -> bool:
    if value is None:
        return False
    if condition.any_of is not None:
        return any(_same(value, wanted) for wanted in condition.any_of)
    if condition.equals is not None:
        return _same(value, condition.equals)
    if isinstance(value, bool | str):
        return False
    if condition.at_least is not None:
        return value >= condition.at_least
    return condition.at_most is not None and value <= condition.at_most


def _same(value: object, wanted: object) -> bool:
    # In Python True equals 1; in an answer they are different things.
    return type(value) is type(wanted) and value == wanted
