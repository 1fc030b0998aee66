"""What all stored definitions of this room share: frozen records, short keys, texts complete in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from mobility.core.terms import Param, Reason, Text

Value = str | int | bool | list[str]
"""An answer as it is stored: plain JSON. Dates are ISO strings, decimals strings of digits, choices keys."""

Answers = Mapping[str, Value]
Facts = Mapping[str, Param]
"""What is known of the student and the call apart from the answers, by the names in `conditions.FACTS`."""

LONGEST_LABEL: Final = 4000


class Definition(BaseModel):
    """A record that is published once and never changed after."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=True, serialize_by_alias=True
    )


def _in_both_languages(text: Text) -> Text:
    for words in (text.en, text.zh_Hans):
        if not words.strip():
            raise ValueError("the text is empty in one of the languages")
        if len(words) > LONGEST_LABEL:
            raise ValueError(f"the text is longer than {LONGEST_LABEL} characters")
    return text


FullText = Annotated[Text, AfterValidator(_in_both_languages)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]


def twice(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys that come more than once, in order of their second coming."""
    seen: set[str] = set()
    again: list[str] = []
    for key in keys:
        if key in seen:
            again.append(key)
        seen.add(key)
    return tuple(again)


def flaw(code: str, **params: Param) -> tuple[Reason, ...]:
    """One reason against an answer, under this room's codes."""
    return (Reason(f"questions.{code}", params),)
