"""Judging of what a student is: level, field, unit, year of entry, category, study status, age."""

from __future__ import annotations

from datetime import date

from mobility.core.eligibility.kinds import (
    AgeBetween,
    CategoryIn,
    EntryYearIn,
    FieldIn,
    LevelIn,
    StudyStatusIn,
    UnitIn,
)
from mobility.core.eligibility.student import StudentFacts
from mobility.core.eligibility.verdict import Evidence, Finding, Outcome, found

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def judge_level(rule: LevelIn, student: StudentFacts) -> Finding:
    levels = listed(rule.levels)
    if student.level is None:
        return found(rule, UNKNOWN, levels=levels)
    evidence = _field(student, "level")
    if student.level not in rule.levels:
        return found(rule, NOT_MET, "", evidence, level=student.level, levels=levels)
    if rule.is_vocational is None or student.is_vocational is rule.is_vocational:
        return found(rule, MET, "", evidence, level=student.level, levels=levels)
    if student.is_vocational is None:
        return found(rule, UNKNOWN, levels=levels)
    return found(rule, NOT_MET, "vocational_only" if rule.is_vocational else "not_vocational", evidence)


def judge_field(rule: FieldIn, student: StudentFacts) -> Finding:
    lists = {"include": listed(rule.include), "exclude": listed(rule.exclude)}
    code = student.field
    if not code:
        return found(rule, UNKNOWN, **lists)
    evidence = _field(student, "field")
    if any(code.startswith(prefix) for prefix in rule.exclude):
        return found(rule, NOT_MET, "excluded", evidence, field=code, **lists)
    if rule.include and not any(code.startswith(prefix) for prefix in rule.include):
        # A broad code such as 09 may turn out to be any of the narrower ones under it.
        is_open = any(prefix.startswith(code) for prefix in rule.include)
        return found(rule, UNKNOWN if is_open else NOT_MET, "", evidence, field=code, **lists)
    if any(prefix.startswith(code) for prefix in rule.exclude):
        return found(rule, UNKNOWN, "", evidence, field=code, **lists)
    return found(rule, MET, "", evidence, field=code, **lists)


def judge_unit(rule: UnitIn, student: StudentFacts) -> Finding:
    label = {"en": rule.label.en, "zh_Hans": rule.label.zh_Hans}
    if not student.unit_codes:
        return found(rule, UNKNOWN, **label)
    evidence = _field(student, "unit_codes")
    if student.unit_codes.intersection(rule.exclude):
        return found(rule, NOT_MET, "excluded", evidence, **label)
    if rule.include and not student.unit_codes.intersection(rule.include):
        return found(rule, NOT_MET, "", evidence, **label)
    return found(rule, MET, "", evidence, **label)


def judge_entry_year(rule: EntryYearIn, student: StudentFacts) -> Finding:
    years = listed(sorted(rule.years))
    if student.entry_year is None:
        return found(rule, UNKNOWN, years=years)
    outcome = MET if student.entry_year in rule.years else NOT_MET
    return found(rule, outcome, "", _field(student, "entry_year"), year=student.entry_year, years=years)


def judge_category(rule: CategoryIn, student: StudentFacts) -> Finding:
    categories = listed(rule.categories)
    if student.category is None:
        return found(rule, UNKNOWN, categories=categories)
    outcome = MET if student.category in rule.categories else NOT_MET
    evidence = _field(student, "category")
    return found(rule, outcome, "", evidence, category=str(student.category), categories=categories)


def judge_study_status(rule: StudyStatusIn, student: StudentFacts) -> Finding:
    statuses = listed(rule.statuses)
    if student.study_status is None:
        return found(rule, UNKNOWN, statuses=statuses)
    outcome = MET if student.study_status in rule.statuses else NOT_MET
    evidence = _field(student, "study_status")
    return found(rule, outcome, "", evidence, status=str(student.study_status), statuses=statuses)


def judge_age(rule: AgeBetween, student: StudentFacts, today: date) -> Finding:
    on = rule.on or today
    asked = {"minimum": rule.minimum, "maximum": rule.maximum, "on": on.isoformat()}
    if student.birth_on is None:
        return found(rule, UNKNOWN, **asked)
    age = age_on(student.birth_on, on)
    evidence = _field(student, "birth_on")
    if rule.minimum is not None and age < rule.minimum:
        return found(rule, NOT_MET, "too_young", evidence, age=age, **asked)
    if rule.maximum is not None and age > rule.maximum:
        return found(rule, NOT_MET, "too_old", evidence, age=age, **asked)
    return found(rule, MET, "", evidence, age=age, **asked)


def age_on(birth_on: date, on: date) -> int:
    """The age in whole years on a day; who is born on 29 February turns on 1 March where that day is missing."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def listed(codes: object) -> str:
    """Codes as one parameter: joined by commas, in the order given."""
    assert isinstance(codes, tuple | list)
    return ",".join(str(code) for code in codes)


def _field(student: StudentFacts, name: str) -> Evidence:
    return Evidence.of(name, student.provenance_of(name))
