"""The sentences for the codes of `core.eligibility`, as a student understands them, with where each fact comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from mobility.core.eligibility import TESTS, field_name
from mobility.core.terms import Param
from mobility.i18n import LazyText, _, current_locale, format_date, in_current, lazy

LEVELS: Final[Mapping[str, LazyText]] = {
    "5": lazy("diploma"),
    "6": lazy("bachelor’s"),
    "7": lazy("master’s"),
    "8": lazy("doctorate"),
}


def level_name(level: int) -> str:
    """An ISCED level as people call it; one that has no word is shown as its number."""
    return str(LEVELS.get(str(level), level))


CATEGORIES: Final[Mapping[str, LazyText]] = {
    "mainland": lazy("mainland student"),
    "hmt_overseas_chinese": lazy("Hong Kong, Macao, Taiwan or overseas Chinese student"),
    "international": lazy("international student"),
}
STUDY_STATUSES: Final[Mapping[str, LazyText]] = {
    "enrolled": lazy("enrolled"),
    "suspended": lazy("studies suspended"),
    "graduated": lazy("graduated"),
    "left": lazy("left the university"),
}
SKILLS: Final[Mapping[str, LazyText]] = {
    "listening": lazy("listening"),
    "reading": lazy("reading"),
    "writing": lazy("writing"),
    "speaking": lazy("speaking"),
}
SOURCES: Final[Mapping[str, LazyText]] = {
    "records": lazy("from records"),
    "confirmed": lazy("confirmed by the school"),
    "declared": lazy("declared by the student"),
}
STANDINGS: Final[Mapping[str, LazyText]] = {
    "eligible": lazy("Eligible"),
    "not_eligible": lazy("Not eligible"),
    "to_be_checked": lazy("To be checked"),
}

_ORIGINS: Final[Mapping[str, tuple[LazyText, LazyText]]] = {
    "records": (lazy(" (from records)"), lazy(" (from records, as of %(as_of)s)")),
    "confirmed": (lazy(" (confirmed by your school)"), lazy(" (confirmed by your school, as of %(as_of)s)")),
    "declared": (lazy(" (as you declared)"), lazy(" (as you declared, as of %(as_of)s)")),
}
"""Without and with the day on which it was true."""

CODES: Final[Mapping[str, LazyText]] = {
    "eligibility.not_eligible": lazy("You do not meet the conditions of this call."),
    "eligibility.level_in.met": lazy("Your level of study is %(level)s%(evidence)s, as this call asks."),
    "eligibility.level_in.not_met": lazy("Your level of study is %(level)s%(evidence)s; this call is for: %(levels)s."),
    "eligibility.level_in.unknown": lazy("Your level of study is not known yet; this call is for: %(levels)s."),
    "eligibility.level_in.vocational_only": lazy("This call is for vocational programs; yours is not one%(evidence)s."),
    "eligibility.level_in.not_vocational": lazy("This call is not for vocational programs; yours is one%(evidence)s."),
    "eligibility.field_in.met": lazy("Your field of study is %(field)s%(evidence)s, as this call asks."),
    "eligibility.field_in.not_met": lazy(
        "Your field of study is %(field)s%(evidence)s; this call is for: %(include)s."
    ),
    "eligibility.field_in.excluded": lazy(
        "Your field of study is %(field)s%(evidence)s; this call leaves out: %(exclude)s."
    ),
    "eligibility.field_in.unknown": lazy("Your field of study is not known closely enough. The office will check it."),
    "eligibility.unit_in.met": lazy("Your school is one that this call is for%(evidence)s: %(text)s."),
    "eligibility.unit_in.not_met": lazy(
        "Your school is not one that this call is for%(evidence)s. It is for: %(text)s."
    ),
    "eligibility.unit_in.excluded": lazy("Your school is left out of this call%(evidence)s. It is for: %(text)s."),
    "eligibility.unit_in.unknown": lazy("Your school is not known yet; this call is for: %(text)s."),
    "eligibility.entry_year_in.met": lazy("Your year of entry is %(year)s%(evidence)s, as this call asks."),
    "eligibility.entry_year_in.not_met": lazy(
        "Your year of entry is %(year)s%(evidence)s; this call is for: %(years)s."
    ),
    "eligibility.entry_year_in.unknown": lazy("Your year of entry is not known yet; this call is for: %(years)s."),
    "eligibility.category_in.met": lazy("Your student category is “%(category)s”%(evidence)s, as this call asks."),
    "eligibility.category_in.not_met": lazy(
        "Your student category is “%(category)s”%(evidence)s; this call is for: %(categories)s."
    ),
    "eligibility.category_in.unknown": lazy(
        "Your student category is not known yet; this call is for: %(categories)s."
    ),
    "eligibility.study_status_in.met": lazy("Your study status is “%(status)s”%(evidence)s, as this call asks."),
    "eligibility.study_status_in.not_met": lazy(
        "Your study status is “%(status)s”%(evidence)s; this call asks for: %(statuses)s."
    ),
    "eligibility.study_status_in.unknown": lazy(
        "Your study status is not known yet; this call asks for: %(statuses)s."
    ),
    "eligibility.age_between.met": lazy("Your age on %(on)s is %(age)s%(evidence)s, as this call asks."),
    "eligibility.age_between.too_young": lazy(
        "Your age on %(on)s is %(age)s%(evidence)s; this call asks for at least %(minimum)s."
    ),
    "eligibility.age_between.too_old": lazy(
        "Your age on %(on)s is %(age)s%(evidence)s; this call asks for at most %(maximum)s."
    ),
    "eligibility.age_between.unknown": lazy(
        "Your birth date is not known yet, so your age on %(on)s cannot be checked."
    ),
    "eligibility.average_at_least.met": lazy(
        "Your average is %(actual)s%(evidence)s, and this call asks for %(required)s."
    ),
    "eligibility.average_at_least.not_met": lazy(
        "Your average is %(actual)s%(evidence)s; this call asks for %(required)s."
    ),
    "eligibility.average_at_least.other_scale": lazy(
        "Your average is known on another scale: %(actual)s of %(other_scale)s%(evidence)s. "
        "This call asks for %(required)s of %(scale)s; the office will check it."
    ),
    "eligibility.average_at_least.unknown": lazy(
        "Your average is not known yet; this call asks for %(required)s. The office will check it."
    ),
    "eligibility.gpa_at_least.met": lazy(
        "Your GPA is %(actual)s of %(scale)s%(evidence)s, and this call asks for %(required)s."
    ),
    "eligibility.gpa_at_least.not_met": lazy(
        "Your GPA is %(actual)s of %(scale)s%(evidence)s; this call asks for %(required)s."
    ),
    "eligibility.gpa_at_least.other_scale": lazy(
        "Your GPA is known on another scale: %(actual)s of %(other_scale)s%(evidence)s. "
        "This call asks for %(required)s of %(scale)s; the office will check it."
    ),
    "eligibility.gpa_at_least.unknown": lazy(
        "Your GPA is not known yet; this call asks for %(required)s of %(scale)s. The office will check it."
    ),
    "eligibility.rank_within.met": lazy(
        "You rank %(position)s of %(of)s in your major%(evidence)s, within the best %(percent)s%% this call asks for."
    ),
    "eligibility.rank_within.not_met": lazy(
        "You rank %(position)s of %(of)s in your major%(evidence)s; this call is for the best %(percent)s%%."
    ),
    "eligibility.rank_within.unknown": lazy(
        "Your rank in your major is not known yet; this call is for the best %(percent)s%%. The office will check it."
    ),
    "eligibility.no_fails.met": lazy("You have failed no compulsory course%(evidence)s, as this call asks."),
    "eligibility.no_fails.not_met": lazy(
        "You have failed a compulsory course%(evidence)s; this call asks for none failed."
    ),
    "eligibility.no_fails.unknown": lazy(
        "Whether you have failed a compulsory course is not known yet. The office will check it."
    ),
    "eligibility.language_any_of.met": lazy("Your language result is good enough%(evidence)s."),
    "eligibility.language_any_of.not_met": lazy(
        "Your language results%(evidence)s are not good enough yet; this call asks for one of: %(accepted)s."
    ),
    "eligibility.language_any_of.unclear": lazy(
        "Whether your language result%(evidence)s is good enough is not clear; this call asks for one of: %(accepted)s."
    ),
    "eligibility.language_any_of.unknown": lazy(
        "No language result of yours is known yet; this call asks for one of: %(accepted)s. Add yours to your profile."
    ),
    "eligibility.language_any_of.enough": lazy(
        "%(test)s: you have %(actual)s%(evidence)s, and %(required)s is asked for."
    ),
    "eligibility.language_any_of.too_low": lazy(
        "%(test)s: you have %(actual)s%(evidence)s; %(required)s is asked for."
    ),
    "eligibility.language_any_of.skill_too_low": lazy(
        "%(test)s, %(skill)s: you have %(skill_actual)s%(evidence)s; %(skill_required)s is asked for."
    ),
    "eligibility.language_any_of.skill_unknown": lazy(
        "%(test)s, %(skill)s: your result is not known%(evidence)s; %(skill_required)s is asked for."
    ),
    "eligibility.language_any_of.expired": lazy(
        "%(test)s: your result of %(taken_on)s%(evidence)s is valid for %(valid_years)s years and ends before %(on)s."
    ),
    "eligibility.language_any_of.date_unknown": lazy(
        "%(test)s: the day of your test is not known%(evidence)s, and results are valid for %(valid_years)s years only."
    ),
    "eligibility.language_any_of.unreadable": lazy(
        "%(test)s: your result%(evidence)s is not one of this test. Enter it again in your profile."
    ),
    "eligibility.no_prior_participation.met": lazy("You have not taken part before, as this call asks."),
    "eligibility.no_prior_participation.not_met": lazy(
        "You took part in “%(text)s” in %(year)s; this call is for students who have not taken part before."
    ),
    "eligibility.no_prior_participation.met_degree": lazy(
        "You have not taken part during these studies, as this call asks."
    ),
    "eligibility.no_prior_participation.not_met_degree": lazy(
        "You took part in “%(text)s” in %(year)s, during these studies; each degree allows it once."
    ),
    "eligibility.max_applications.met": lazy(
        "With this one you stay within the %(maximum)s applications allowed at a time."
    ),
    "eligibility.max_applications.not_met": lazy(
        "You have %(actual)s other applications under way; with this one at most %(maximum)s are allowed."
    ),
    "eligibility.any_of.met": lazy("One of several conditions is enough, and you meet one."),
    "eligibility.any_of.not_met": lazy("One of several conditions is enough, but you meet none of them."),
    "eligibility.any_of.unknown": lazy("One of several conditions is enough; whether you meet one is not known yet."),
    "eligibility.all_of.met": lazy("These conditions belong together, and you meet all of them."),
    "eligibility.all_of.not_met": lazy("These conditions belong together, and you do not meet all of them."),
    "eligibility.all_of.unknown": lazy("These conditions belong together; whether you meet all is not known yet."),
}


def fill(params: Mapping[str, Param]) -> Mapping[str, object]:
    """Words for this room's parameters: names for codes and lists of codes, and `evidence`, "" where there is none."""
    words: dict[str, object] = {
        name: speak(str(params[name])) for name, speak in _SPOKEN.items() if params.get(name) is not None
    }
    return {**words, "evidence": _evidence(params)}


def _evidence(params: Mapping[str, Param]) -> str:
    origin = _ORIGINS.get(str(params.get("source")))
    if origin is None:
        return ""
    undated, dated = origin
    as_of = params.get("as_of")
    return dated % {"as_of": format_date(date.fromisoformat(str(as_of)))} if as_of else str(undated)


def _joined(words: list[str]) -> str:
    return ("、" if current_locale().startswith("zh") else ", ").join(words)


def _alternatives(words: list[str]) -> str:
    *most, last = words
    return _("%(most)s or %(last)s", most=_joined(most), last=last) if most else last


def _one_of(names: Mapping[str, LazyText]) -> Callable[[str], str]:
    return lambda code: str(names.get(code, code))


def _each(speak: Callable[[str], str]) -> Callable[[str], str]:
    return lambda codes: _alternatives([speak(code) for code in codes.split(",")]) if codes else ""


def _field(code: str) -> str:
    return f"{code} {in_current(field_name(code))}"


def _test(key: str) -> str:
    return in_current(TESTS[key].name) if key in TESTS else key


def _option(written: str) -> str:
    key, minimum, *more = written.split(":")
    if not more:
        return _("%(test)s %(minimum)s", test=_test(key), minimum=minimum)
    pairs = (pair.split("=") for pair in more[0].split("+"))
    skills = _joined([f"{_one_of(SKILLS)(skill)} {least}" for skill, least in pairs])
    return _("%(test)s %(minimum)s (%(skills)s)", test=_test(key), minimum=minimum, skills=skills)


_SPOKEN: Final[Mapping[str, Callable[[str], str]]] = {
    "level": _one_of(LEVELS),
    "levels": _each(_one_of(LEVELS)),
    "field": _field,
    "include": _each(_field),
    "exclude": _each(_field),
    "years": _each(str),
    "category": _one_of(CATEGORIES),
    "categories": _each(_one_of(CATEGORIES)),
    "status": _one_of(STUDY_STATUSES),
    "statuses": _each(_one_of(STUDY_STATUSES)),
    "test": _test,
    "skill": _one_of(SKILLS),
    "accepted": _each(_option),
}
