"""How many applications a student may have at a time: the institution's limits per term, for all and by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mobility.core.terms import Reason, Text

ALL: Final = "all"
"""The key of the limit over all kinds of program."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another live application of the same student in the same term."""

    kind: str
    title: Text


def over_limit(limits: Mapping[str, int], kind: str, others: Sequence[Other]) -> Reason | None:
    """Why one more application of that kind is one too many: which limit, and what the others are; None where not."""
    for key, counted in ((kind, [one for one in others if one.kind == kind]), (ALL, list(others))):
        most = limits.get(key)
        if most is not None and len(counted) >= most:
            titles = [one.title for one in counted]
            named = {"en": ", ".join(one.en for one in titles), "zh_Hans": "、".join(one.zh_Hans for one in titles)}
            code = "limit.per_term" if key == ALL else "limit.per_term_kind"
            return Reason(code, {"maximum": most, "count": len(counted), **named})
    return None


def room(over: Reason) -> Reason:
    """What would make room for one more, where `over_limit` said that there is none."""
    count = int(str(over.params["count"])) - int(str(over.params["maximum"])) + 1
    return Reason("advice.limit_per_term", {"count": count, **{name: over.params[name] for name in ("en", "zh_Hans")}})
