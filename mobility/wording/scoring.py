"""The sentences for the codes of `core.scoring`: each step of the arithmetic, as somebody who adds it up reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy, lazy_plural

CODES: Final[Mapping[str, LazyText]] = {
    "scoring.no_fact": lazy("The value is not known."),
    "scoring.unknown_scale": lazy("%(value)s on the scale %(scale)s: the rules have no conversion for this scale."),
    "scoring.off_scale": lazy("%(value)s lies outside the scale %(scale)s."),
    "scoring.converted": lazy("%(value)s on the scale %(scale)s gives %(points)s points."),
    "scoring.no_result": lazy("There is no result of a test that the rules name."),
    "scoring.looked_up": lazy("%(result)s in %(test)s gives %(points)s points."),
    "scoring.best_result": lazy("The best of several results counts: %(result)s in %(test)s gives %(points)s points."),
    "scoring.mark_out_of_range": lazy("A mark lies outside 0 to %(highest)s."),
    "scoring.marks_left_out": lazy_plural(
        "%(count)s mark was not given and is left out.", "%(count)s marks were not given and are left out.", "count"
    ),
    "scoring.marks_zero": lazy_plural(
        "%(count)s mark was not given and counts as 0.", "%(count)s marks were not given and count as 0.", "count"
    ),
    "scoring.too_few_marks": lazy("Marks given: %(given)s; needed: %(needed)s."),
    "scoring.mean": lazy("The mean of %(marks)s, out of %(highest)s, gives %(points)s points."),
    "scoring.median": lazy("The median of %(marks)s, out of %(highest)s, gives %(points)s points."),
    "scoring.trimmed_mean": lazy(
        "The mean of %(marks)s without the %(trim)s highest and the %(trim)s lowest, out of %(highest)s, "
        "gives %(points)s points."
    ),
    "scoring.spread": lazy("The marks lie %(spread)s apart: they should be talked over."),
    "scoring.weighted": lazy("%(points)s points × %(weight)s ÷ %(weights)s = %(contribution)s"),
    "scoring.missing_zero": lazy("This part counts as 0."),
    "scoring.missing_leave_out": lazy("This part is left out; its weight goes to the others."),
    "scoring.missing_no_score": lazy("Without this part there is no score."),
    "scoring.adjusted": lazy("%(text)s: %(points)s points"),
    "scoring.no_score": lazy("There is no score, because this part is missing: %(text)s"),
    "scoring.nothing_known": lazy("There is no score, because nothing is known for any part."),
    "scoring.total": lazy("All parts together: %(total)s"),
    "scoring.raised": lazy("Raised to the lowest score that the rules allow: %(total)s"),
    "scoring.lowered": lazy("Lowered to the highest score that the rules allow: %(total)s"),
}
