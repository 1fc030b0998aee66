"""Questions of every kind, and sound answers to any questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mobility.core.questions import (
    KINDS,
    AnyQuestion,
    Choice,
    Facts,
    Questionnaire,
    Section,
    ShortText,
    Value,
    asked_questions,
)
from mobility.core.terms import Text


def text(english: str, chinese: str | None = None) -> Text:
    """A text in both languages; the Chinese is the English where none is given."""
    return Text(en=english, zh_Hans=chinese or english)


def choices(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, label=text(key.title(), f"选项{key}")) for key in keys)


_NEEDED: Mapping[str, Callable[[], dict[str, Any]]] = {
    "single_choice": lambda: {"choices": choices("one", "two", "three")},
    "multiple_choice": lambda: {"choices": choices("one", "two", "three")},
}


def question(kind: str, key: str = "asked", **changes: Any) -> AnyQuestion:
    """A question of that kind with nothing but what the kind needs."""
    needed = _NEEDED.get(kind, dict)()
    return KINDS[kind](**{"key": key, "label": text("Question", "问题"), **needed, **changes})


def questionnaire(*questions: AnyQuestion, key: str = "example", section: str = "only") -> Questionnaire:
    """A questionnaire of one section."""
    only = Section(key=section, title=text("Section", "部分"), questions=questions)
    return Questionnaire(key=key, version=1, sections=(only,))


_ANSWERS: Mapping[str, Callable[[Any], Value]] = {
    "short_text": lambda asked: "一句话"[: asked.max_chars],
    "long_text": lambda asked: " ".join(["word"] * (asked.min_words or 3)),
    "email": lambda _asked: "wang.fang@example.edu.cn",
    "phone": lambda _asked: "13800138000",
    "date": lambda asked: str(asked.earliest or asked.latest or "2026-08-31"),
    "integer": lambda asked: next((bound for bound in (asked.minimum, asked.maximum) if bound is not None), 12),
    "decimal": lambda asked: str(next((bound for bound in (asked.minimum, asked.maximum) if bound is not None), "3.5")),
    "single_choice": lambda asked: asked.choices[0].key,
    "multiple_choice": lambda asked: [choice.key for choice in asked.choices[: asked.min_chosen or 1]],
    "yes_no": lambda asked: True if asked.must_be is None else asked.must_be,
}


def answer(asked: AnyQuestion) -> Value:
    """A sound answer as it is stored. A text with a pattern needs one by hand: LookupError."""
    if isinstance(asked, ShortText) and asked.pattern:
        raise LookupError(f"{asked.key} wants a pattern; give its answer by hand")
    return _ANSWERS[asked.kind](asked)


def answers(questions: Questionnaire, facts: Facts, **by_hand: Value) -> dict[str, dict[str, Value]]:
    """Sound answers to every question that is asked, by section: what a complete application has stored."""
    given: dict[str, Value] = {}
    stored: dict[str, dict[str, Value]] = {}
    for section in questions.sections:
        stored[section.key] = {}
        for asked in section.questions:
            if asked.key in asked_questions(questions, given, facts):
                given[asked.key] = stored[section.key][asked.key] = (
                    by_hand[asked.key] if asked.key in by_hand else answer(asked)
                )
    return stored
