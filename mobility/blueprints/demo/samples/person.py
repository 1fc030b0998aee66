"""A made-up student, how she stands to conditions, and what changed in her record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mobility.core.eligibility import (
    NO_HISTORY,
    AgeBetween,
    AverageAtLeast,
    Change,
    Fact,
    Judged,
    LevelIn,
    NoFails,
    RankWithin,
    Rules,
    Source,
    Verdict,
    advise,
    asked,
    evaluate,
)
from mobility.core.scoring.language_test import LanguageResult
from mobility.core.terms import Text
from mobility.queries.record_changes import Drift
from mobility.queries.students import StudentRecord

TODAY: Final = date(2026, 11, 22)
_AVERAGE: Final = AverageAtLeast(key="average", minimum=Decimal(85))
RULES: Final = Rules(
    rules=(
        LevelIn(key="level", levels=(5, 6)),
        AgeBetween(key="age", minimum=25, on=date(2027, 1, 5)),
        _AVERAGE,
        RankWithin(key="rank", fraction=Decimal("0.3")),
        NoFails(key="fails"),
    )
)
_FACTS: Final = (
    Fact("average", {"value": 81.5}, "100", date(2026, 8, 31), Source.RECORDS),
    Fact("language:ielts", {"score": 6.5}, None, date(2026, 5, 4), Source.DECLARED),
)


def shown() -> dict[str, Any]:
    """The student with facts and without, the verdict, what would turn it, and both kinds of change."""
    student = STUDENT
    return {
        "student": student,
        "nobody": replace(student, facts=()),
        "verdict": VERDICT,
        "steps": advise(RULES, Judged(student.for_rules, TODAY, NO_HISTORY)),
        "asked": asked(RULES),
        "drifts": _drifts(student),
        "tests": _tests(),
    }


def _tests() -> tuple[LanguageResult, ...]:
    """With a mark, absent, not known yet; part of the score and all of it."""
    result = LanguageResult(Text(en="English written test", zh_Hans="英语笔试"), Decimal(100), 40, Decimal("87.5"))
    return result, replace(result, mark=None, is_absent=True, share=100), replace(result, mark=None)


def _drifts(student: StudentRecord) -> list[Drift]:
    """A change nobody has looked at, which turns the verdict, and one that the office has left aside."""
    better = replace(student, facts=(replace(_FACTS[0], value={"value": 91}), *_FACTS[1:]))
    then, now = (evaluate(Rules(rules=(_AVERAGE,)), one.for_rules, TODAY) for one in (student, better))
    changes = (Change("average", better.facts[0], student.facts[0], TODAY), Change("level", 5, 6))
    return [
        Drift(changes, now, then, is_left=False, seen=""),
        Drift(changes, then, then, is_left=True, seen=""),
    ]


STUDENT: Final = StudentRecord(
    id=0,
    institution_id=0,
    user_id=0,
    number="2026100123",
    name="张伟",
    latin_family_name="ZHANG",
    latin_given_name="WEI",
    category="mainland",
    unit_id=0,
    unit_code="nursing",
    unit_name=Text(en="School of Nursing", zh_Hans="护理学院"),
    unit_codes=("nursing",),
    level=6,
    is_vocational=False,
    entry_year=2026,
    program_years=4,
    class_name="26护理1班",
    major="护理学",
    field="0913",
    birth_on=date(2008, 3, 14),
    study_status="enrolled",
    facts=_FACTS,
)
VERDICT: Final[Verdict] = evaluate(RULES, STUDENT.for_rules, TODAY)
