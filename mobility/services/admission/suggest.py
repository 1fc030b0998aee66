"""Suggests whom to admit: as many as there are places, in the order shown; all others wait. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mobility.queries.admission import Applicant
from mobility.queries.hosts import Option
from mobility.services.admission.decide import Admission


def suggest(applicants: Sequence[Applicant], options: Sequence[Option]) -> dict[int, Admission]:
    """Fill the free places of open options in their order; who already waits stays undecided where none is left."""
    free = [option.id for option in options if option.is_open for _ in range(option.free_count)]
    decided = {one.id: Admission("placed", option_id) for one, option_id in zip(applicants, free, strict=False)}
    others = [one for one in applicants if one.id not in decided and not one.is_waiting]
    return decided | {one.id: Admission("waiting") for one in others}
