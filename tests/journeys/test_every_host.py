"""Every host of the demo's exchange judges 200 students, and says why in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from random import Random

from mobility.cli.demo import facts, hosts, students
from mobility.cli.demo.people import Enrolled
from mobility.cli.demo.students import MadeStudent
from mobility.core.eligibility import Finding, Outcome, StudentFacts, evaluate
from mobility.core.terms import LOCALES, Reason
from mobility.i18n import use_locale
from mobility.wording import describe_reason

TODAY = date(2026, 11, 25)
STARTS_ON = date(2027, 9, 1)
STUDENTS = 200


def _students() -> list[MadeStudent]:
    """Two hundred of the three thousand, from every school and year."""
    made = students.make_students(facts.majors("cumtb"), 3000, 2026, TODAY, Random(students.SEED))
    return made[:: 3000 // STUDENTS][:STUDENTS]


def _as_judged(made: MadeStudent) -> StudentFacts:
    return Enrolled(made, student_id=0, user_id=0).as_judged


def _all_parts(finding: Finding) -> Iterator[Finding]:
    yield finding
    for part in finding.parts:
        yield from _all_parts(part)


def test_each_host_judges_each_student_and_explains_itself() -> None:
    people, programs = [_as_judged(one) for one in _students()], hosts.all_hosts()
    assert (len(people), len(programs) >= 60) == (STUDENTS, True)
    standings, reasons = Counter[str](), set[tuple[str, tuple[tuple[str, object], ...]]]()
    for host in programs:
        rules = hosts.rules_of(host, STARTS_ON)
        for student in people:
            verdict = evaluate(rules, student, TODAY)
            assert len(verdict.findings) == len(rules.rules)
            standings[verdict.outcome] += 1
            for finding in verdict.findings:
                reasons.update(_hashable(part.reason) for part in _all_parts(finding))
    assert standings.total() == len(programs) * STUDENTS
    assert set(standings) == {"eligible", "not_eligible", "to_be_checked"}
    for code, params in reasons:
        _explain(Reason(code, dict(params)))  # type: ignore[arg-type]  # JSON's values are parameters


def test_the_field_and_the_level_are_judged_as_the_sheet_says() -> None:
    people = [(made, _as_judged(made)) for made in _students()]
    for host in hosts.all_hosts():
        rules = hosts.rules_of(host, STARTS_ON)
        for made, student in people:
            found = {finding.rule_key: finding.outcome for finding in evaluate(rules, student, TODAY).findings}
            asked = (host.get("only"), host.get("excluded"), host.get("levels"))
            expected = (
                asked[0] and made.major.field.startswith(tuple(asked[0])),
                asked[1] and not made.major.field.startswith(tuple(asked[1])),
                asked[2] and made.major.level in asked[2],
            )
            judged = tuple(
                found[key] is Outcome.MET if key in found else None for key in ("field_open", "field_closed", "level")
            )
            assert judged == expected, (host["key"], made.number)


def _hashable(reason: Reason) -> tuple[str, tuple[tuple[str, object], ...]]:
    return reason.code, tuple(sorted(reason.params.items()))


@cache
def _is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _explain(reason: Reason) -> None:
    """The sentence is there, is filled in, and is in the language that was asked for."""
    for locale in LOCALES:
        with use_locale(locale):
            sentence = describe_reason(reason)
        assert sentence
        assert reason.code not in sentence
        assert "%(" not in sentence
        assert any(map(_is_han, sentence)) is (locale == "zh_Hans"), sentence
