"""Run-time forms: every kind has a field, no key can break a form, and what a browser sends is read as it was meant."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from mobility.core.questions import KINDS, Choice, Problem, check
from mobility.i18n import use_locale
from mobility.web.forms.dynamic import ASKED, PREFIX, SectionForm, in_words, sent_answers
from mobility.web.forms.makers import MAKERS
from tests.factories.questions import answer, question, questionnaire, text


def test_every_kind_has_a_maker() -> None:
    assert set(MAKERS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_stored_answer_is_shown_and_comes_back_the_same(kind: str) -> None:
    asked = question(kind)
    stored = answer(asked)
    field = SectionForm([asked], {"asked": stored}).form[PREFIX + "asked"]
    values = field.data if isinstance(field.data, list) else [str(field.data)]
    sent = MultiDict([(ASKED, "asked"), *((PREFIX + "asked", value) for value in values)])
    checked = check(questionnaire(asked), sent_answers(sent))
    assert (checked.values, checked.problems) == ({"asked": stored}, ())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_label_and_hint_are_in_the_language_spoken(kind: str) -> None:
    asked = question(kind, hint=text("Hint", "提示"))
    with use_locale("zh_Hans"):
        field = SectionForm([asked], {}).form[PREFIX + "asked"]
        assert (field.label.text, field.description) == ("问题", "提示")


@pytest.mark.parametrize("key", ["validate", "data", "errors", "process", "meta", "populate_obj", "csrf_token"])
def test_no_key_replaces_what_forms_are_made_of(key: str) -> None:
    form = SectionForm([question("short_text", key)], {key: "kept"}).form
    assert form[PREFIX + key].data == "kept"
    assert form.validate() is True


def test_a_box_that_is_not_ticked_is_an_answer_and_a_question_not_shown_is_none() -> None:
    sent = MultiDict(
        [(ASKED, "shown,ticked"), (PREFIX + "ticked", "one"), (PREFIX + "ticked", "two"), ("q_other", "x")]
    )
    assert sent_answers(sent) == {"shown": None, "ticked": ["one", "two"]}
    assert sent_answers(MultiDict()) == {}


def test_what_is_wrong_stands_at_its_field() -> None:
    form = SectionForm([question("phone")], {}, MultiDict([(PREFIX + "asked", "call me")]))
    form.blame([Problem("asked", "questions.not_phone"), Problem("elsewhere", "questions.required")])
    field = form.form[PREFIX + "asked"]
    assert field.data == "call me"
    assert len(field.errors) == 1
    assert form.form.errors == {PREFIX + "asked": field.errors}


def test_many_choices_become_a_list_that_opens() -> None:
    many = tuple(Choice(key=f"c{number}", label=text(str(number))) for number in range(9))
    few = SectionForm([question("single_choice", choices=many[:8])], {}).form[PREFIX + "asked"]
    long = SectionForm([question("single_choice", choices=many)], {}).form[PREFIX + "asked"]
    assert (few.type, long.type) == ("RadioField", "SelectField")


def test_the_label_says_what_is_needed_without_refusing_a_save() -> None:
    needed = SectionForm([question("short_text")], {}, MultiDict([(PREFIX + "asked", "")])).form
    optional = SectionForm([question("short_text", is_required=False)], {}).form
    assert (needed[PREFIX + "asked"].flags.required, optional[PREFIX + "asked"].flags.required) == (True, None)
    assert needed.validate() is True


def test_answers_are_read_in_words() -> None:
    with use_locale("en"):
        assert in_words(question("yes_no"), "no") == "No"
        assert in_words(question("single_choice"), "two") == "Two"
        assert in_words(question("date"), "someday") == "someday"
        assert in_words(question("date"), None) == ""
