"""The sentences for accounts, roles given and taken, and students' records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mobility.core.eligibility import PARTICIPATION, PARTICIPATIONS, TESTS
from mobility.i18n import LazyText, _, in_current, lazy
from mobility.wording.eligibility import SKILLS

MARK_NAMES: Final[Mapping[str, LazyText]] = {
    "average": lazy("Weighted average"),
    "gpa": lazy("Grade point average (GPA)"),
    "rank": lazy("Rank in the major"),
    "has_fails": lazy("Failed compulsory courses"),
}
"""What the facts of a student's record are called that are no language tests."""

GENDERS: Final[Mapping[str, LazyText]] = {
    "female": lazy("female"),
    "male": lazy("male"),
    "unspecified": lazy("unspecified (X)"),
}

CODES: Final[Mapping[str, LazyText]] = {
    "person.unknown": lazy("There is no such person."),
    "person.no_name": lazy("Enter the name."),
    "person.has_password": lazy("This person has chosen a password already; they can ask for a new one themselves."),
    "person.no_address": lazy("This person has no e-mail address. Enter one first."),
    "person.oneself": lazy("You cannot deactivate your own account."),
    "stale.person": lazy("Somebody else changed this person after you opened the page. Look at both and save again."),
    "role.held": lazy("This person holds the role already: %(role)s."),
    "role.not_given": lazy("This role is not given by hand."),
    "role.scope": lazy("The role %(role)s cannot be given for this. Choose what it is for."),
    "role.unknown": lazy("This role has ended already."),
    "role.last_administrator": lazy(
        "Somebody must remain who can give roles. Give another person the role of administrator first."
    ),
    "person.no_reason": lazy("Choose a reason."),
    "person.reason.appointed": lazy("New duty"),
    "person.reason.stands_in": lazy("Stands in for somebody"),
    "person.reason.busy_time": lazy("Helps in a busy time"),
    "person.reason.left_duty": lazy("Gave up the duty"),
    "person.reason.left_university": lazy("Left the university"),
    "person.reason.by_mistake": lazy("Given by mistake"),
    "person.reason.no_longer_needed": lazy("No longer needed"),
    "person.reason.graduated": lazy("Graduated"),
    "person.reason.account_twice": lazy("Has another account"),
    "person.reason.misused": lazy("Account was misused"),
    "person.reason.asked_for": lazy("Asked for it themselves"),
    "unit.unknown": lazy("There is no such unit."),
    "student.unknown": lazy("There is no such student."),
    "student.unknown_unit": lazy("Student %(number)s belongs to the unit %(unit)s, which does not exist."),
    "student.number_or_address_taken": lazy("A student number or e-mail address occurs twice."),
    "record.phone": lazy("Enter a telephone number with digits, such as +86 138 0000 0000."),
    "record.latin_name": lazy("Write the name in the letters A to Z as in the travel document."),
    "record.latin_given_name_missing": lazy(
        "Enter the given names. Whoever has one name only enters it here and leaves the family name empty."
    ),
    "record.gender": lazy("Choose the gender that your travel document shows."),
    "record.nationality": lazy("Choose a nationality of the list."),
    **{f"gender.{key}": text for key, text in GENDERS.items()},
    "stale.record": lazy("Your record was changed in another window after you opened it here."),
    "fact.unknown": lazy("There is no such result."),
    "fact.settled": lazy(
        "The records of the university or the office have settled this result. Ask the office where it is wrong."
    ),
    "fact.in_future": lazy("The date lies in the future."),
    "fact.before_entry": lazy("The date lies before your year of entry, %(year)s."),
    "fact.unknown_kind": lazy("Choose what you want to enter."),
    "fact.scale": lazy("Choose the scale of the grade point average."),
    "fact.mark_outside": lazy("Enter a number from 0 to %(top)s."),
    "fact.rank": lazy("Enter your rank and the number of people ranked, such as 5 of 80."),
    "fact.score_outside": lazy("Enter a result from %(low)s to %(top)s."),
    "fact.grade_unknown": lazy("Enter one of these results: %(grades)s."),
    "fact.skill_outside": lazy("Enter each part as a number from 0 to %(top)s."),
    "institution.unknown": lazy("There is no such institution, or there are several and none is named."),
    "institution.name_missing": lazy("Enter each name in both languages."),
    "institution.phone": lazy("Enter a telephone number with digits, such as +86 311 0000 0000."),
    "stale.institution": lazy(
        "Somebody else changed the settings after you opened the page. Look at both and save again."
    ),
    "preference.unknown": lazy("Choose one of the languages and colors offered."),
}


def fact_name(key: str) -> str:
    """What the fact with that key is called, such as "IELTS" for `language:ielts`."""
    if before := PARTICIPATIONS.get(key.removeprefix(PARTICIPATION)):
        return _("Took part before: %(kind)s", kind=in_current(before))
    test = TESTS.get(key.removeprefix("language:"))
    return in_current(test.name) if test else str(MARK_NAMES.get(key, key))


def fact_value(key: str, value: Mapping[str, Any], scale: str | None = None) -> str:
    """A fact's value as people read it: "3.4 of 4.0", "5 of 80", "6.5 (listening 6, reading 7)"."""
    if key == "rank":
        return _("%(position)s of %(of)s", position=value.get("position"), of=value.get("of"))
    if key == "has_fails":
        return _("Yes") if value.get("value") else _("No")
    if "year" in value:
        return str(value["year"])
    if "score" in value:
        skills = [_("%(skill)s %(mark)s", skill=SKILLS[name], mark=mark) for name, mark in _skills(value)]
        return (
            _("%(score)s (%(skills)s)", score=value["score"], skills=_(", ").join(skills))
            if skills
            else str(value["score"])
        )
    return _("%(mark)s of %(top)s", mark=value.get("value"), top=scale or "100")


def _skills(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    given = value.get("skills") or {}
    return [(name, given[name]) for name in SKILLS if name in given]
