"""The sentences that say what a call or a host asks, for whoever looks at it without being judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy
from mobility.wording import eligibility

CODES: Final[Mapping[str, LazyText]] = {
    "conditions.level_in": lazy("Level of study: %(levels)s"),
    "conditions.level_in.vocational": lazy("Level of study: %(levels)s, vocational programs only"),
    "conditions.level_in.not_vocational": lazy("Level of study: %(levels)s, no vocational programs"),
    "conditions.field_in": lazy("Field of study: %(include)s"),
    "conditions.field_in.without": lazy("Any field of study but %(exclude)s"),
    "conditions.field_in.both": lazy("Field of study: %(include)s, but not %(exclude)s"),
    "conditions.unit_in": lazy("For %(text)s"),
    "conditions.entry_year_in": lazy("Year of entry: %(years)s"),
    "conditions.category_in": lazy("Student category: %(categories)s"),
    "conditions.study_status_in": lazy("Study status: %(statuses)s"),
    "conditions.age_between.at_least": lazy("At least %(minimum)s years old"),
    "conditions.age_between.at_least.on": lazy("At least %(minimum)s years old on %(on)s"),
    "conditions.age_between.at_most": lazy("At most %(maximum)s years old"),
    "conditions.age_between.at_most.on": lazy("At most %(maximum)s years old on %(on)s"),
    "conditions.age_between.between": lazy("Between %(minimum)s and %(maximum)s years old"),
    "conditions.age_between.between.on": lazy("Between %(minimum)s and %(maximum)s years old on %(on)s"),
    "conditions.average_at_least": lazy("Weighted average of at least %(required)s of %(scale)s"),
    "conditions.gpa_at_least": lazy("GPA of at least %(required)s of %(scale)s"),
    "conditions.rank_within": lazy("Among the best %(percent)s%% of the major"),
    "conditions.no_fails": lazy("No failed compulsory course"),
    "conditions.language_any_of": lazy("A valid language result of at least %(accepted)s"),
    "conditions.language_any_of.on": lazy("A language result of at least %(accepted)s, valid on %(on)s"),
    "conditions.no_prior_participation": lazy("Only for students who have not taken part before"),
    "conditions.no_prior_participation.per_degree": lazy(
        "Once per degree: nobody who has taken part during these studies"
    ),
    "conditions.max_applications": lazy("At most %(maximum)s applications at a time, this one included"),
    "conditions.any_of": lazy("One of these is enough:"),
    "conditions.all_of": lazy("All of these together:"),
}

fill = eligibility.fill
"""Names for codes and lists of codes are those of the verdicts."""
