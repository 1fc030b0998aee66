"""From what was typed or stored to an answer: normalised, or kept as typed with the reasons against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mobility.core.questions.kinds import (
    AnyQuestion,
    LongText,
    MultipleChoice,
    ShortText,
    SingleChoice,
    YesNo,
    compiled,
)
from mobility.core.questions.lines import read_line
from mobility.core.questions.shapes import Value, flaw
from mobility.core.terms import Reason

LONGEST_DRAFT: Final = 50_000
"""Characters of a text that is kept although it is too long to be submitted; above, nothing is stored."""

_CHINESE: Final = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WORDS: Final = re.compile(rf"[{_CHINESE}]|[^\W_{_CHINESE}]+(?:['’-][^\W_{_CHINESE}]+)*")
# PostgreSQL stores no NUL, and lone surrogates are no text in UTF-8; both come only from broken or hostile clients.
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer as read. No value and no flaws: nothing was given. A flawed value may be kept in a draft, never
    submitted; flaws without a value: what was given cannot be stored at all.
    """

    value: Value | None = None
    flaws: tuple[Reason, ...] = ()


NOTHING: Final = Reading()


def read(question: AnyQuestion, raw: object) -> Reading:
    """Read one answer, typed in a form, sent as JSON or stored before: reading a stored value again changes nothing."""
    if raw is None:
        return NOTHING
    match question:
        case ShortText() | LongText():
            return _text(question, raw)
        case SingleChoice():
            return _single(question, raw)
        case MultipleChoice():
            return _multiple(question, raw)
        case YesNo():
            return _yes_no(question, raw)
        case _:
            return Reading(*read_line(question, _storable(raw)))


def count_words(text: str) -> int:
    """Runs of letters and digits, and each Chinese character or kana for itself, as the word counts of offices do."""
    return sum(1 for _word in _WORDS.finditer(text))


def _storable(raw: object) -> object:
    return _UNSTORABLE.sub("", _BREAKS.sub("\n", raw)).strip() if isinstance(raw, str) else raw


def _text(question: ShortText | LongText, raw: object) -> Reading:
    text = _storable(raw)
    if not isinstance(text, str):
        return Reading(None, flaw("not_text"))
    if isinstance(question, ShortText):
        text = re.sub(r"\s*\n\s*", " ", text)
    if not text:
        return NOTHING
    if len(text) > LONGEST_DRAFT:
        return Reading(None, flaw("too_long", max=question.max_chars, actual=len(text)))
    is_long = len(text) > question.max_chars
    too_long = flaw("too_long", max=question.max_chars, actual=len(text)) if is_long else ()
    other = _pattern_flaws(question, text) if isinstance(question, ShortText) else _word_flaws(question, text)
    return Reading(text, (*too_long, *other))


def _pattern_flaws(question: ShortText, text: str) -> tuple[Reason, ...]:
    pattern = question.pattern
    if pattern is None or compiled(pattern.regex).fullmatch(text):
        return ()
    return flaw("pattern", en=pattern.message.en, zh_Hans=pattern.message.zh_Hans)


def _word_flaws(question: LongText, text: str) -> tuple[Reason, ...]:
    words = count_words(text)
    if question.min_words is not None and words < question.min_words:
        return flaw("too_few_words", min=question.min_words, actual=words)
    if question.max_words is not None and words > question.max_words:
        return flaw("too_many_words", max=question.max_words, actual=words)
    return ()


def _single(question: SingleChoice, raw: object) -> Reading:
    if raw == "":
        return NOTHING
    if isinstance(raw, str) and any(choice.key == raw for choice in question.choices):
        return Reading(raw)
    return Reading(None, flaw("not_a_choice"))


def _multiple(question: MultipleChoice, raw: object) -> Reading:
    given: Sequence[object] = [raw] if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else [None]
    wanted = [key for key in given if key != ""]
    known = [choice.key for choice in question.choices]
    if any(key not in known for key in wanted):
        return Reading(None, flaw("not_a_choice"))
    chosen = [key for key in known if key in wanted]
    if not chosen:
        return NOTHING
    if question.min_chosen is not None and len(chosen) < question.min_chosen:
        return Reading(chosen, flaw("too_few_choices", min=question.min_chosen, actual=len(chosen)))
    if question.max_chosen is not None and len(chosen) > question.max_chosen:
        return Reading(chosen, flaw("too_many_choices", max=question.max_chosen, actual=len(chosen)))
    return Reading(chosen)


def _yes_no(question: YesNo, raw: object) -> Reading:
    if raw == "":
        return NOTHING
    answer = _YES_NO.get(raw.lower()) if isinstance(raw, str) else raw
    if not isinstance(answer, bool):
        return Reading(None, flaw("not_yes_no"))
    if question.must_be is not None and answer is not question.must_be:
        return Reading(answer, flaw("must_be_yes" if question.must_be else "must_be_no"))
    return Reading(answer)
