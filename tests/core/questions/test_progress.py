"""The state of each section, and what it still lacks."""

from mobility.core.questions import Problem, SectionProgress, SectionState, is_complete, parse, progress
from tests.core.questions.example import NURSING, SOUND
from tests.factories import questions as made

FORM = parse(NURSING)
ADULT = {"is_minor": False}


def states(*sections: SectionProgress) -> list[str]:
    return [section.state.value for section in sections]


def test_nothing_saved_is_not_started() -> None:
    sections = progress(FORM, {}, ADULT)
    assert states(*sections) == ["not_started"] * 3
    assert sections[0].missing == ("phone", "contact_name", "contact_phone", "contact_knows")
    assert not is_complete(sections)


def test_all_sound_is_done() -> None:
    sections = progress(FORM, SOUND, ADULT)
    assert sections == tuple(
        SectionProgress(key, SectionState.DONE, (), ()) for key in ("contact", "motivation", "bond")
    )
    assert is_complete(sections)


def test_a_part_or_a_flaw_is_in_progress() -> None:
    sections = progress(FORM, {"contact": {"phone": "13800138000"}, "bond": {"accepts_bond": False}}, ADULT)
    assert states(*sections) == ["in_progress", "not_started", "in_progress"]
    assert sections[0].missing == ("contact_name", "contact_phone", "contact_knows")
    assert sections[2] == SectionProgress(
        "bond", SectionState.IN_PROGRESS, (), (Problem("accepts_bond", "questions.must_be_yes"),)
    )


def test_a_change_elsewhere_opens_a_section_again() -> None:
    answers = {**SOUND, "motivation": {**SOUND["motivation"], "english": "basic", "english_plan": "Read."}}
    sections = progress(FORM, answers, ADULT)
    assert states(*sections) == ["done", "done", "in_progress"]
    assert sections[2].missing == ("family_agrees",)


def test_a_section_of_optional_questions_is_done_once_saved_and_never_in_the_way() -> None:
    form = made.questionnaire(made.question("short_text", is_required=False))
    before, after = progress(form, {}), progress(form, {"only": {}})
    assert (states(*before), states(*after)) == (["not_started"], ["done"])
    assert is_complete(before)


def test_saved_but_empty_is_not_started_while_something_is_required() -> None:
    form = made.questionnaire(made.question("short_text"))
    assert states(*progress(form, {"only": {}})) == ["not_started"]


def test_a_section_that_asks_nothing_is_done() -> None:
    form = made.questionnaire(made.question("yes_no", condition={"fact": "is_minor", "equals": True}))
    assert states(*progress(form, {}, {"is_minor": False})) == ["done"]
    assert states(*progress(form, {}, {"is_minor": True})) == ["not_started"]
