"""Kinds of document a call asks for: which, of what type and size, when, and under which condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from mobility.core.questions.conditions import Condition, answer_conditions, holds
from mobility.core.questions.definition import Questionnaire, check_targets
from mobility.core.questions.expiry import Dates, Expiry
from mobility.core.questions.shapes import Answers, Definition, Facts, FullText, Key, twice
from mobility.core.terms import Reason, Text

FileType = Literal["pdf", "jpeg", "png", "heic", "docx", "xlsx"]
"""Types by content, never by the name of the file."""

MEGABYTE: Final = 1024 * 1024


TRAVEL_KINDS: Final = frozenset({"travel_document"})
"""Documents that whoever only assists the office never opens: passports and permits."""


class When(StrEnum):
    """When a document is due: at submit, later before the student is sent, or later without holding anything up."""

    NOW = "now"
    LATER_BLOCKING = "later_blocking"
    LATER = "later"


class ReturnReason(StrEnum):
    """Why a desk gives a document back."""

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    NOT_YOURS = "not_yours"
    EXPIRED = "expired"
    NOT_SIGNED = "not_signed"
    OTHER = "other"


Signer = Literal["student", "guardian", "school"]

FILLED: Final = frozenset(
    {"name", "latin_name", "student_number", "school", "major", "class_name", "birth_on", "call", "institution"}
)
"""What stands for itself in the words of a paper to sign, as `{name}`."""


def _filled_only_with_what_there_is(text: Text) -> Text:
    for words in (text.en, text.zh_Hans):
        for _literal, name, form, conversion in Formatter().parse(words):
            if name is not None and (name not in FILLED or form or conversion):
                raise ValueError(f"{{{name}}} cannot be filled in; there are {', '.join(sorted(FILLED))}")
    return text


class Paper(Definition):
    """A paper to print, sign and photograph. `body` is filled from the application; an empty line parts paragraphs."""

    body: Annotated[FullText, AfterValidator(_filled_only_with_what_there_is)]
    signers: tuple[Signer, ...] = Field(("student",), min_length=1)


class DocumentKind(Definition):
    """One document asked for. With a condition it is asked only of those for whom that holds.

    `max_bytes` limits each file, `max_files` how many are put together into the one document. One that is
    due later and blocking holds up the stage `blocks`, or without it every stage that asks for papers. One with
    `expiry` is good until a day, which is asked for with the file.
    """

    key: Key
    title: FullText
    hint: FullText | None = None
    is_required: bool = True
    accepts: tuple[FileType, ...] = Field(("pdf", "jpeg", "png"), min_length=1)
    max_bytes: int = Field(10 * MEGABYTE, ge=1024, le=100 * MEGABYTE)
    max_files: int = Field(10, ge=1, le=20)
    when: When = When.NOW
    blocks: Key | None = None
    condition: Condition | None = None
    paper: Paper | None = None
    expiry: Expiry | None = None

    @property
    def taken(self) -> tuple[FileType, ...]:
        """The types that are taken: where a photo is, one of an iPhone is as well, which is given out as a JPEG."""
        return (*self.accepts, "heic") if "jpeg" in self.accepts and "heic" not in self.accepts else self.accepts


_KINDS: Final = TypeAdapter(tuple[DocumentKind, ...])


def parse_documents(
    stored: Sequence[Mapping[str, Any]], questionnaire: Questionnaire | None = None
) -> tuple[DocumentKind, ...]:
    """The kinds of plain data; their conditions may ask about any question of `questionnaire`.

    Raises ValueError (pydantic.ValidationError is one) for faults, kinds that come twice and unknown questions.
    """
    kinds = _KINDS.validate_python(stored)
    if again := twice(kind.key for kind in kinds):
        raise ValueError(f"kinds of document come twice: {', '.join(again)}")
    askable = {question.key: question for question in questionnaire.questions()} if questionnaire else {}
    for kind in kinds:
        check_targets(f"document {kind.key!r}", answer_conditions(kind.condition), askable)
    return kinds


def dump_documents(kinds: Sequence[DocumentKind]) -> list[dict[str, Any]]:
    """The kinds as plain JSON; `parse_documents` reads them back equal."""
    return [kind.model_dump(mode="json", exclude_none=True) for kind in kinds]


def asked_documents(kinds: Sequence[DocumentKind], answers: Answers, facts: Facts) -> tuple[DocumentKind, ...]:
    """The kinds asked of this student. `answers` are those to visible questions (`answers.visible_answers`)."""
    return tuple(kind for kind in kinds if holds(kind.condition, answers, facts))


def asked_in(kind: DocumentKind, stage: str) -> bool:
    """Tell whether a kind is asked for in that stage at all: one that holds up another stage is asked for there."""
    return kind.when is not When.LATER_BLOCKING or kind.blocks in (None, stage)


def papers_of(kinds: Sequence[DocumentKind], stage: str, answers: Answers, facts: Facts) -> tuple[DocumentKind, ...]:
    """The kinds asked of this student later that a stage waits for: blocking ones of that stage or of any."""
    asked = asked_documents(kinds, answers, facts)
    return tuple(kind for kind in asked if kind.when is When.LATER_BLOCKING and kind.blocks in (None, stage))


def missing_documents(
    kinds: Sequence[DocumentKind], present: Collection[str], answers: Answers, facts: Facts, when: When = When.NOW
) -> tuple[str, ...]:
    """Keys of the required kinds due at `when` that are not among `present`, in the order of the definition."""
    asked = asked_documents(kinds, answers, facts)
    return tuple(kind.key for kind in asked if kind.is_required and kind.when is when and kind.key not in present)


def too_early(
    kinds: Sequence[DocumentKind], last_days: Mapping[str, date | None], dates: Dates, today: date
) -> dict[str, Reason]:
    """Why documents that are there, by kind with their last days, do not last as long as is asked of them."""
    found = (
        (kind.key, kind.expiry.why_too_early(last_days[kind.key], dates, today))
        for kind in kinds
        if kind.expiry is not None and kind.key in last_days
    )
    return {key: reason for key, reason in found if reason is not None}
