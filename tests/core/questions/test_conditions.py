"""Conditions hold by answers and facts alone; what is unknown meets nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from mobility.core.questions.conditions import Condition, answer_conditions, holds
from mobility.core.questions.shapes import Answers, Facts

READ: TypeAdapter[Condition] = TypeAdapter(Condition)
ANSWERS: Answers = {"english": "basic", "subjects": ["biology"], "agrees": True, "count": 1, "plan": "x"}
FACTS: Facts = {"is_minor": True, "level": 5, "category": "mainland", "field": None}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"question": "english", "equals": "basic"}, True),
        ({"question": "english", "equals": "daily"}, False),
        ({"question": "english", "any_of": ["daily", "basic"]}, True),
        ({"question": "english", "any_of": ["daily"]}, False),
        ({"question": "subjects", "includes": "biology"}, True),
        ({"question": "subjects", "includes": "physics"}, False),
        ({"question": "agrees", "equals": True}, True),
        ({"question": "agrees", "equals": False}, False),
        ({"question": "count", "equals": 1}, True),
        ({"question": "count", "equals": True}, False),
        ({"question": "agrees", "equals": 1}, False),
        ({"question": "plan", "is_answered": True}, True),
        ({"question": "plan", "is_answered": False}, False),
        ({"question": "nothing", "is_answered": False}, True),
        ({"question": "nothing", "equals": "x"}, False),
        ({"question": "nothing", "equals": False}, False),
        ({"fact": "is_minor", "equals": True}, True),
        ({"fact": "is_minor", "equals": 1}, False),
        ({"fact": "level", "equals": 5}, True),
        ({"fact": "level", "at_least": 5}, True),
        ({"fact": "level", "at_least": 6}, False),
        ({"fact": "level", "at_most": 5}, True),
        ({"fact": "level", "at_most": 4}, False),
        ({"fact": "is_minor", "at_least": 1}, False),
        ({"fact": "category", "at_most": 9}, False),
        ({"fact": "category", "any_of": ["international", "mainland"]}, True),
        ({"fact": "field", "equals": "0913"}, False),
        ({"fact": "entry_year", "at_most": 2026}, False),
        ({"not": {"fact": "field", "equals": "0913"}}, True),
        ({"all": [{"fact": "is_minor", "equals": True}, {"question": "agrees", "equals": True}]}, True),
        ({"all": [{"fact": "is_minor", "equals": True}, {"question": "agrees", "equals": False}]}, False),
        ({"any": [{"fact": "is_minor", "equals": False}, {"question": "agrees", "equals": True}]}, True),
        ({"any": [{"fact": "is_minor", "equals": False}, {"question": "agrees", "equals": False}]}, False),
        ({"not": {"all": [{"any": [{"fact": "level", "equals": 5}]}]}}, False),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool) -> None:
    read = READ.validate_python(condition)
    assert holds(read, ANSWERS, FACTS) is expected
    assert READ.validate_python(READ.dump_python(read, mode="json", exclude_none=True)) == read


def test_no_condition_always_holds() -> None:
    assert holds(None, {}, {})
    assert list(answer_conditions(None)) == []


def test_every_question_asked_about_is_found() -> None:
    read = READ.validate_python(
        {
            "all": [
                {"question": "a", "equals": 1},
                {"not": {"question": "b", "is_answered": True}},
                {"any": [{"fact": "level", "equals": 5}, {"question": "c", "equals": 1}]},
            ]
        }
    )
    assert [part.question for part in answer_conditions(read)] == ["a", "b", "c"]
