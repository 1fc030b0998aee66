"""Which documents are asked of whom, and which are missing when."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mobility.core.questions import (
    When,
    asked_documents,
    dump_documents,
    flatten,
    missing_documents,
    parse,
    parse_documents,
    visible_answers,
)
from tests.core.questions.example import DOCUMENTS, NURSING, SOUND

FORM = parse(NURSING)
KINDS = parse_documents(DOCUMENTS, FORM)
TITLE = {"en": "Pledge", "zh_Hans": "承诺书"}
ANSWERS = visible_answers(FORM, flatten(SOUND))


def test_kinds_survive_storage() -> None:
    assert parse_documents(dump_documents(KINDS), FORM) == KINDS
    assert (KINDS[0].max_bytes, KINDS[0].when, KINDS[0].accepts) == (10 * 1024 * 1024, When.NOW, ("pdf", "jpeg"))


@pytest.mark.parametrize(("is_minor", "asked"), [(True, 4), (False, 3)])
def test_a_condition_decides_who_is_asked(is_minor: bool, asked: int) -> None:
    kinds = [kind.key for kind in asked_documents(KINDS, ANSWERS, {"is_minor": is_minor})]
    assert len(kinds) == asked
    assert ("guardian_consent" in kinds) is is_minor


def test_an_answer_decides_too() -> None:
    assert "study_plan" in [kind.key for kind in asked_documents(KINDS, {"english": "basic"}, {})]


def test_only_required_ones_due_now_are_missing() -> None:
    minor = {"is_minor": True}
    assert missing_documents(KINDS, [], ANSWERS, minor) == ("exam_result", "guardian_consent")
    assert missing_documents(KINDS, {"exam_result"}, ANSWERS, minor) == ("guardian_consent",)
    assert missing_documents(KINDS, [], ANSWERS, minor, When.LATER_BLOCKING) == ("passport",)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"key": "passport"}, "kinds of document come twice: passport"),
        ({"condition": {"question": "nobody", "equals": 1}}, "document 'exam_result' depends on 'nobody'"),
        ({"condition": {"question": "english", "equals": "fluent"}}, "never answers"),
        ({"accepts": ["svg"]}, "Input should be"),
        ({"accepts": []}, "at least 1 item"),
        ({"max_bytes": 0}, "greater than or equal to 1024"),
    ],
)
def test_faults_are_named(change: dict[str, Any], complaint: str) -> None:
    stored = copy.deepcopy(DOCUMENTS)
    stored[0].update(change)
    with pytest.raises(ValueError, match=complaint):
        parse_documents(stored, FORM)


def test_without_a_questionnaire_no_answer_can_be_asked_about() -> None:
    with pytest.raises(ValueError, match="depends on 'english'"):
        parse_documents(DOCUMENTS)


@pytest.mark.parametrize("body", ["{passport}", "{name!r}", "{name:>9}", "{", "{0}", "{name.__class__}"])
def test_a_paper_is_filled_only_with_what_there_is(body: str) -> None:
    with pytest.raises(ValueError, match="paper"):
        parse_documents([{"key": "pledge", "title": TITLE, "paper": {"body": {"en": body, "zh_Hans": "{name}"}}}])


def test_a_paper_is_read_back_as_it_was() -> None:
    stored = {"key": "pledge", "title": TITLE, "paper": {"body": {"en": "I, {name}.", "zh_Hans": "本人{name}。"}}}
    kinds = parse_documents([stored])
    assert kinds[0].paper is not None
    assert kinds[0].paper.signers == ("student",)
    assert parse_documents(dump_documents(kinds)) == kinds
