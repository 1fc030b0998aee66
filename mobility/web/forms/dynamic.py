"""Forms made at run time, one per section of a questionnaire: fields named so that no question can break a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from zlib import crc32

from werkzeug.datastructures import MultiDict
from wtforms import Form

from mobility.core.questions import AnyQuestion, Problem, display
from mobility.core.questions.reading import read
from mobility.core.questions.shapes import Answers, Value
from mobility.i18n import current_locale
from mobility.web.forms.makers import make
from mobility.wording import describe

PREFIX: Final = "q_"
"""A question keyed `validate` or `data` would otherwise replace what WTForms itself calls so."""

ASKED: Final = "asked"
"""A hidden field with the keys of the questions on the page: a box that is not ticked sends nothing by itself."""


def sent_answers(sent: MultiDict[str, str]) -> dict[str, object]:
    """What a browser sent, by question; None for a question that was on the page and left empty."""
    raw: dict[str, object] = {}
    for key in sent.get(ASKED, "").split(","):
        values = sent.getlist(PREFIX + key)
        raw[key] = values if len(values) > 1 else values[0] if values else None
    raw.pop("", None)
    return raw


class SectionForm:
    """The questions of one section, asked. Filled from what was stored, or from what a browser sent."""

    def __init__(
        self, questions: Sequence[AnyQuestion], stored: Answers, sent: MultiDict[str, str] | None = None
    ) -> None:
        self.questions = tuple(questions)
        fields = {PREFIX + question.key: make(question) for question in self.questions}
        shown = {PREFIX + key: _as_sent(value) for key, value in stored.items()}
        self.form: Any = type("SectionForm", (Form,), fields)(formdata=sent, data=shown)

    @property
    def keys(self) -> tuple[str, ...]:
        """Which questions are asked, in order."""
        return tuple(question.key for question in self.questions)

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put a sentence beside each answer that is not right."""
        for problem in problems:
            name = PREFIX + problem.question_key
            if name in self.form:
                field = self.form[name]
                field.errors = [*field.errors, describe(problem.code, problem.params)]


def _as_sent(value: Value) -> object:
    """A stored answer as a browser would send it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else str(value)


def in_words(question: AnyQuestion, raw: object) -> str:
    """What was typed, as people read it; what could not be understood reads as it was typed."""
    value = read(question, raw).value
    return display(question, value, current_locale()) if value is not None else str(raw or "")


def mark_of(words: str) -> str:
    """A short mark by which an answer is known again, so that a page can tell what was changed on it."""
    return f"{crc32(words.encode()):08x}"
