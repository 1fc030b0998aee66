"""What a call asks is stored as plain data, read back equal, and refused where it contradicts itself."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mobility.core import eligibility
from mobility.core.programs.form import dump_form, parse_form
from mobility.core.programs.scholarship_form import FORM, eligibility_rules
from mobility.core.questions import check, progress


def test_a_form_reads_back_equal_from_json() -> None:
    assert parse_form(json.loads(json.dumps(dump_form(FORM)))) == FORM


def test_a_ranking_cannot_rest_on_a_question_that_is_not_asked() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        parse_form({**dump_form(FORM), "ranking_questions": ["nonsense"]})


def test_reviewers_read_only_what_is_asked() -> None:
    assert FORM.reviewed == {"motivation", "background", "transcript", "language_certificate"}
    with pytest.raises(ValueError, match="nonsense"):
        parse_form({**dump_form(FORM), "reviewed": ["motivation", "nonsense"]})
    stored = {key: value for key, value in dump_form(FORM).items() if key != "reviewed"}
    assert parse_form(stored).reviewed == frozenset()


def test_the_scholarships_rules_read_back_equal() -> None:
    rules = eligibility_rules(2026, date(2027, 1, 5))
    assert eligibility.parse(json.loads(json.dumps(eligibility.dump(rules)))) == rules


def test_sections_and_documents_do_not_share_a_key() -> None:
    sections = {section.key for section in FORM.questionnaire.sections}
    assert sections & {kind.key for kind in FORM.documents} == set()


FORBIDDEN = (
    "身份证",
    "护照号",
    "政治",
    "宗教",
    "民族",
    "收入",
    "银行",
    "体检报告",
    "微信",
    "照片",
    "婚姻",
    "photo",
    "religion",
)


def test_nothing_is_asked_that_offices_must_not_collect() -> None:
    words = json.dumps(dump_form(FORM), ensure_ascii=False).casefold()
    assert [word for word in FORBIDDEN if word in words] == []


def test_an_empty_application_lacks_every_section() -> None:
    states = progress(FORM.questionnaire, {}, {"is_minor": False})
    assert [bool(one.missing) for one in states] == [True] * 5


def test_who_does_not_accept_the_bond_cannot_submit() -> None:
    answers = {"knows_diploma": "yes", "knows_bond": "no", "knows_funder_decides": "yes", "knows_home_studies": "yes"}
    checked = check(FORM.questionnaire, answers, section="understanding")
    assert [(one.question_key, one.code) for one in checked.problems] == [("knows_bond", "questions.must_be_yes")]
