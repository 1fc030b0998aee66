"""The sentences for a reviewer's scores and conflicts of interest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "review.unknown": lazy("There is no such file among those assigned to you."),
    "review.closed": lazy("This file is no longer being assessed, so nothing was saved."),
    "review.submitted": lazy("This score was submitted already. Reopen it to change it."),
    "review.no_reason": lazy("Say in a few words what connects you with this student."),
    "review.long_reason": lazy("The reason has %(actual)s characters. Shorten it to at most %(max)s."),
    "stale.review": lazy("This score was saved in another window after you opened it here."),
    "audit.review.score.submitted": lazy("Submitted a score"),
    "audit.review.score.reopened": lazy("Reopened a score"),
}
