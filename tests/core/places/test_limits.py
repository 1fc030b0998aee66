"""Where theory ends: two small rounds that show why something is refused or not promised."""

from __future__ import annotations

from typing import Any

import pytest

from mobility.core.places.allocation import allocate
from mobility.core.places.reading import from_document
from mobility.core.terms import Refused
from tests.core.places import oracle
from tests.core.places.rounds import placed

Document = dict[str, Any]


def test_rankings_that_contradict_each_other_may_leave_no_stable_result_and_are_refused() -> None:
    """One place for two options. The group holds Yi best, then Xu, then Zhu; the first option holds Zhu above Yi."""
    document: Document = {
        "students": {"Xu": ["second"], "Yi": ["first"], "Zhu": ["first"]},
        "options": {
            "first": {"capacity": 1, "group": "agreement", "ranking": ["Zhu", "Yi"]},
            "second": {"capacity": 1, "group": "agreement", "ranking": ["Xu"]},
        },
        "groups": {"agreement": {"capacity": 1, "ranking": ["Yi", "Xu", "Zhu"]}},
    }
    assert oracle.everything_stable(document, 0) == []
    with pytest.raises(Refused) as refused:
        allocate(from_document(document))
    assert refused.value.code == "places.rankings_disagree"
    assert refused.value.params["above"] == "groups.agreement.ranking"


def test_a_place_more_inside_a_shared_cap_can_cost_somebody_else_theirs() -> None:
    document: Document = {
        "students": {"Xu": ["first"], "Yi": ["first"], "Zhu": ["second"]},
        "options": {"first": {"capacity": 1, "group": "total"}, "second": {"capacity": 1, "group": "total"}},
        "groups": {"total": {"capacity": 2}},
        "scores": {"Xu": 3, "Yi": 2, "Zhu": 1},
    }
    before = placed(allocate(from_document(document)))
    document["options"]["first"]["capacity"] = 2
    document["groups"]["total"]["capacity"] = 2
    assert (before["Zhu"], placed(allocate(from_document(document)))["Zhu"]) == ("second", None)
