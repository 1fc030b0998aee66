"""What a student is: every rule with what meets it, what does not, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mobility.core.eligibility import (
    Category,
    Evidence,
    Finding,
    Outcome,
    Provenance,
    Source,
    StudentFacts,
    StudyStatus,
    age_on,
    evaluate,
    parse,
)
from tests.core.eligibility.example import STUDENT, TODAY
from tests.core.eligibility.test_rules import LABEL

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def judge(rule: dict[str, Any], student: StudentFacts = STUDENT) -> Finding:
    (finding,) = evaluate(parse({"rules": [{"key": "rule", **rule}]}), student, TODAY).findings
    return finding


CASES: list[tuple[dict[str, Any], dict[str, Any], Outcome, str]] = [
    ({"kind": "level_in", "levels": [5, 6]}, {}, MET, "met"),
    ({"kind": "level_in", "levels": [6]}, {}, NOT_MET, "not_met"),
    ({"kind": "level_in", "levels": [6]}, {"level": None}, UNKNOWN, "unknown"),
    ({"kind": "level_in", "levels": [5], "is_vocational": True}, {}, MET, "met"),
    ({"kind": "level_in", "levels": [5], "is_vocational": True}, {"is_vocational": False}, NOT_MET, "vocational_only"),
    ({"kind": "level_in", "levels": [5], "is_vocational": False}, {}, NOT_MET, "not_vocational"),
    ({"kind": "level_in", "levels": [5], "is_vocational": False}, {"is_vocational": None}, UNKNOWN, "unknown"),
    ({"kind": "level_in", "levels": [6], "is_vocational": False}, {"is_vocational": None}, NOT_MET, "not_met"),
    ({"kind": "field_in", "include": ["0913"]}, {}, MET, "met"),
    ({"kind": "field_in", "include": ["09"]}, {}, MET, "met"),
    ({"kind": "field_in", "include": ["07", "091"]}, {}, MET, "met"),
    ({"kind": "field_in", "include": ["0912"]}, {}, NOT_MET, "not_met"),
    ({"kind": "field_in", "include": ["09"], "exclude": ["0913"]}, {}, NOT_MET, "excluded"),
    ({"kind": "field_in", "exclude": ["091"]}, {}, NOT_MET, "excluded"),
    ({"kind": "field_in", "exclude": ["0912"]}, {}, MET, "met"),
    ({"kind": "field_in", "include": ["0913"]}, {"field": None}, UNKNOWN, "unknown"),
    ({"kind": "field_in", "include": ["0913"]}, {"field": ""}, UNKNOWN, "unknown"),
    ({"kind": "field_in", "include": ["0913"]}, {"field": "09"}, UNKNOWN, "unknown"),
    ({"kind": "field_in", "include": ["0913"]}, {"field": "07"}, NOT_MET, "not_met"),
    ({"kind": "field_in", "include": ["09"], "exclude": ["0912"]}, {"field": "091"}, UNKNOWN, "unknown"),
    ({"kind": "unit_in", "include": ["nursing"], "label": LABEL}, {}, MET, "met"),
    ({"kind": "unit_in", "include": ["hebmu"], "label": LABEL}, {}, MET, "met"),
    ({"kind": "unit_in", "include": ["law"], "label": LABEL}, {}, NOT_MET, "not_met"),
    ({"kind": "unit_in", "include": ["hebmu"], "exclude": ["nursing"], "label": LABEL}, {}, NOT_MET, "excluded"),
    ({"kind": "unit_in", "exclude": ["law"], "label": LABEL}, {}, MET, "met"),
    ({"kind": "unit_in", "include": ["law"], "label": LABEL}, {"unit_codes": frozenset()}, UNKNOWN, "unknown"),
    ({"kind": "entry_year_in", "years": [2025, 2026]}, {}, MET, "met"),
    ({"kind": "entry_year_in", "years": [2025]}, {}, NOT_MET, "not_met"),
    ({"kind": "entry_year_in", "years": [2025]}, {"entry_year": None}, UNKNOWN, "unknown"),
    ({"kind": "category_in", "categories": ["mainland"]}, {}, MET, "met"),
    ({"kind": "category_in", "categories": ["mainland"]}, {"category": Category.INTERNATIONAL}, NOT_MET, "not_met"),
    ({"kind": "category_in", "categories": ["mainland"]}, {"category": None}, UNKNOWN, "unknown"),
    ({"kind": "study_status_in"}, {}, MET, "met"),
    ({"kind": "study_status_in"}, {"study_status": StudyStatus.SUSPENDED}, NOT_MET, "not_met"),
    ({"kind": "study_status_in"}, {"study_status": None}, UNKNOWN, "unknown"),
    ({"kind": "age_between", "minimum": 17}, {}, MET, "met"),
    ({"kind": "age_between", "minimum": 18}, {}, NOT_MET, "too_young"),
    ({"kind": "age_between", "minimum": 18, "on": "2027-06-01"}, {}, MET, "met"),
    ({"kind": "age_between", "minimum": 18, "on": "2027-05-31"}, {}, NOT_MET, "too_young"),
    ({"kind": "age_between", "maximum": 17}, {}, MET, "met"),
    ({"kind": "age_between", "maximum": 16}, {}, NOT_MET, "too_old"),
    ({"kind": "age_between", "minimum": 17, "maximum": 25}, {"birth_on": None}, UNKNOWN, "unknown"),
]


@pytest.mark.parametrize(("rule", "change", "outcome", "code"), CASES)
def test_findings(rule: dict[str, Any], change: dict[str, Any], outcome: Outcome, code: str) -> None:
    finding = judge(rule, replace(STUDENT, **change))
    assert (finding.outcome, finding.code) == (outcome, f"eligibility.{rule['kind']}.{code}")
    assert finding.rule_key == "rule"


def test_parameters_say_what_is_asked_and_what_is() -> None:
    field = judge({"kind": "field_in", "include": ["0912", "0916"], "exclude": ["0911"]})
    assert dict(field.params) == {"field": "0913", "include": "0912,0916", "exclude": "0911"}
    age = judge({"kind": "age_between", "minimum": 18})
    assert dict(age.params) == {"age": 17, "minimum": 18, "maximum": None, "on": "2026-11-22"}
    level = judge({"kind": "level_in", "levels": [6, 7]})
    assert dict(level.params) == {"level": 5, "levels": "6,7"}
    unit = judge({"kind": "unit_in", "include": ["law"], "label": LABEL})
    assert dict(unit.params) == LABEL


def test_evidence_is_the_records_unless_something_else_is_said() -> None:
    rule = {"kind": "entry_year_in", "years": [2026]}
    assert judge(rule).evidence == (Evidence("entry_year", Source.RECORDS),)
    said = Provenance(Source.DECLARED, date(2026, 9, 1))
    student = replace(STUDENT, provenance={"entry_year": said})
    assert judge(rule, student).evidence == (Evidence("entry_year", Source.DECLARED, date(2026, 9, 1)),)
    assert judge({"kind": "category_in", "categories": ["mainland"]}, student).evidence[0].source is Source.RECORDS
    assert judge(rule, replace(STUDENT, entry_year=None)).evidence == ()


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2009-06-01", "2026-05-31", 16),
        ("2009-06-01", "2026-06-01", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2009-12-31", "2027-01-01", 17),
    ],
)
def test_age(birth: str, on: str, age: int) -> None:
    assert age_on(date.fromisoformat(birth), date.fromisoformat(on)) == age
