"""One act on many files: all of them or none, and every reason against it told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mobility.core.terms import Reason, Refused


def each(application_ids: Iterable[int], act: Callable[[int], object]) -> int:
    """Do `act` on each file in id order, inside the caller's transaction, and return how many there were.

    Raises one Refused with the reasons of every file that refused, each with its `application_id` among the
    parameters; the caller's transaction then takes back what was done to the others.
    """
    ids = sorted(set(application_ids))
    against: list[Reason] = []
    for application_id in ids:
        try:
            act(application_id)
        except Refused as refused:
            against += [_about(application_id, reason) for reason in refused.reasons]
    if against:
        first, *more = against
        raise Refused(first.code, *more, **first.params)
    return len(ids)


def _about(application_id: int, reason: Reason) -> Reason:
    return Reason(reason.code, {**reason.params, "application_id": application_id})
