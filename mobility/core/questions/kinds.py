"""The kinds of question a questionnaire is made of, each with the limits its answers keep."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args

import re2
from pydantic import Field, field_validator, model_validator

from mobility.core.questions.conditions import Condition
from mobility.core.questions.shapes import Definition, FullText, Key, twice

Autocomplete = Literal["name", "given-name", "family-name", "email", "tel", "street-address", "postal-code", "bday"]
"""What a browser may fill in for the student: only for the student's own particulars."""


@cache
def compiled(pattern: str) -> Any:
    """The RE2 program of a coordinator's pattern: linear in time and bounded in memory. Raises re2.error."""
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    return re2.compile(pattern, options)


class Pattern(Definition):
    """A form that the whole answer must have, and the sentence shown where it has not."""

    regex: str = Field(min_length=1, max_length=200)
    message: FullText

    @field_validator("regex")
    @classmethod
    def _readable(cls, regex: str) -> str:
        try:
            compiled(regex)
        except re2.error as error:
            raise ValueError(f"not a pattern that RE2 reads: {error}") from error
        return regex


class Choice(Definition):
    """One of the answers to choose from."""

    key: Key
    label: FullText
    hint: FullText | None = None


class Asked(Definition):
    """What every kind has. A question whose condition does not hold is neither asked nor stored at submit."""

    key: Key
    label: FullText
    hint: FullText | None = None
    is_required: bool = True
    condition: Condition | None = None


class ShortText(Asked):
    """One line."""

    kind: Literal["short_text"] = "short_text"
    max_chars: int = Field(200, ge=1, le=1000)
    pattern: Pattern | None = None
    autocomplete: Autocomplete | None = None


class LongText(Asked):
    """Paragraphs. A word is a run of letters and digits, or one Chinese character (字)."""

    kind: Literal["long_text"] = "long_text"
    max_chars: int = Field(5000, ge=1, le=20_000)
    min_words: int | None = Field(None, ge=1)
    max_words: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> LongText:
        _in_order(self.min_words, self.max_words)
        return self


class Email(Asked):
    """An e-mail address."""

    kind: Literal["email"] = "email"
    autocomplete: Autocomplete | None = None


class Phone(Asked):
    """A telephone number: 5 to 15 digits, with + before a country's code."""

    kind: Literal["phone"] = "phone"
    autocomplete: Autocomplete | None = None


class Day(Asked):
    """A date, both ends included."""

    kind: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Day:
        _in_order(self.earliest, self.latest)
        return self


class Integer(Asked):
    """A whole number, both ends included."""

    kind: Literal["integer"] = "integer"
    minimum: int | None = None
    maximum: int | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Integer:
        _in_order(self.minimum, self.maximum)
        return self


class DecimalNumber(Asked):
    """A number with at most `places` decimals, both ends included."""

    kind: Literal["decimal"] = "decimal"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = Field(2, ge=1, le=6)

    @model_validator(mode="after")
    def _ordered(self) -> DecimalNumber:
        _in_order(self.minimum, self.maximum)
        return self


class SingleChoice(Asked):
    """One of the choices."""

    kind: Literal["single_choice"] = "single_choice"
    choices: tuple[Choice, ...] = Field(min_length=1, max_length=300)

    @model_validator(mode="after")
    def _distinct(self) -> SingleChoice:
        _distinct(self.choices)
        return self


class MultipleChoice(Asked):
    """Any of the choices."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    choices: tuple[Choice, ...] = Field(min_length=1, max_length=300)
    min_chosen: int | None = Field(None, ge=1)
    max_chosen: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _possible(self) -> MultipleChoice:
        _distinct(self.choices)
        _in_order(self.min_chosen, self.max_chosen)
        if (self.min_chosen or 0) > len(self.choices):
            raise ValueError("more choices are asked for than there are")
        return self


class YesNo(Asked):
    """Yes or no. With `must_be` only that answer lets the application be submitted."""

    kind: Literal["yes_no"] = "yes_no"
    must_be: bool | None = None


AnyQuestion = (
    ShortText | LongText | Email | Phone | Day | Integer | DecimalNumber | SingleChoice | MultipleChoice | YesNo
)
Question = Annotated[AnyQuestion, Field(discriminator="kind")]

KINDS: Final[dict[str, type[AnyQuestion]]] = {kind.model_fields["kind"].default: kind for kind in get_args(AnyQuestion)}
"""Every kind by its stored name."""


def _distinct(choices: tuple[Choice, ...]) -> None:
    if again := twice(choice.key for choice in choices):
        raise ValueError(f"choices come twice: {', '.join(again)}")


def _in_order(least: Any, most: Any) -> None:
    if least is not None and most is not None and least > most:
        raise ValueError("the least is more than the most")
