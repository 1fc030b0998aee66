"""The sentences that say what would make a student eligible, and what nobody can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy
from mobility.wording import eligibility

CODES: Final[Mapping[str, LazyText]] = {
    "advice.fixed.level_in": lazy("It is not open to your level of study."),
    "advice.fixed.field_in": lazy("It is not open to your field of study."),
    "advice.fixed.unit_in": lazy("It is not open to your school."),
    "advice.fixed.category_in": lazy("It is not open to your student category."),
    "advice.fixed.entry_year_in": lazy("It is not open to your year of entry."),
    "advice.fixed.study_status_in": lazy("It is not open to your study status."),
    "advice.fixed.age_between": lazy("It is not open to your age."),
    "advice.fixed.no_prior_participation": lazy("It is only for students who have not taken part before."),
    "advice.fixed.no_prior_participation_degree": lazy(
        "It is only for students who have not taken part during these studies; the next degree allows it again."
    ),
    "advice.entry_year_in.later": lazy(
        "It is not open to your year of entry yet. Where later editions ask for the same year of study, "
        "yours comes in %(year)s."
    ),
    "advice.study_status_in": lazy("You would have to be enrolled again."),
    "advice.age_between": lazy("You turn %(minimum)s on %(on)s; from then on you are old enough."),
    "advice.average_at_least": lazy("An average of %(required)s (yours: %(actual)s)."),
    "advice.average_at_least.other": lazy(
        "An average of %(required)s of %(scale)s (yours: %(actual)s of %(other_scale)s, converted)."
    ),
    "advice.gpa_at_least": lazy("A GPA of %(required)s of %(scale)s (yours: %(actual)s)."),
    "advice.gpa_at_least.other": lazy(
        "A GPA of %(required)s of %(scale)s (yours: %(actual)s of %(other_scale)s, converted)."
    ),
    "advice.rank_within": lazy("Rank %(best)s of %(of)s or better in your major (yours: %(position)s)."),
    "advice.rank_within.nobody": lazy("With %(of)s students in your major, no rank lies within what is asked for."),
    "advice.no_fails": lazy("No failed compulsory course: pass the one that you failed."),
    "advice.language_any_of": lazy("A valid language result of at least %(accepted)s."),
    "advice.language_option": lazy("%(accepted)s."),
    "advice.max_applications": lazy(
        "%(count)s fewer of your other applications under way: at most %(maximum)s are allowed."
    ),
    "advice.limit_per_term": lazy(
        "%(count)s fewer of these applications of the same term: %(text)s. Give one up, or wait for the next term."
    ),
    "advice.any_of": lazy("One of these is enough:"),
    "advice.any_of.none": lazy("One of several conditions would be enough, but none of them can be met:"),
    "advice.all_of": lazy("All of these together:"),
}

fill = eligibility.fill
"""Names for tests and results are those of the conditions themselves."""
