"""The sentences for marks that a named formula took from another scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "eligibility.formula.proportional": lazy("in proportion to the top of the scale"),
    "eligibility.formula.peking": lazy("by Peking University's formula"),
    "eligibility.average_at_least.converted": lazy(
        "Your mark is %(actual)s of %(other_scale)s%(evidence)s. Converted %(formula)s it is an average of "
        "%(converted)s, and %(required)s is asked for."
    ),
    "eligibility.average_at_least.converted_not_met": lazy(
        "Your mark is %(actual)s of %(other_scale)s%(evidence)s. Converted %(formula)s it is an average of "
        "%(converted)s; %(required)s is asked for."
    ),
    "eligibility.gpa_at_least.converted": lazy(
        "Your mark is %(actual)s of %(other_scale)s%(evidence)s. Converted %(formula)s it is a GPA of %(converted)s of "
        "%(scale)s, and %(required)s is asked for."
    ),
    "eligibility.gpa_at_least.converted_not_met": lazy(
        "Your mark is %(actual)s of %(other_scale)s%(evidence)s. Converted %(formula)s it is a GPA of %(converted)s of "
        "%(scale)s; %(required)s is asked for."
    ),
}
