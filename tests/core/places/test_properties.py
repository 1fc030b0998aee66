"""What holds for every round: it is proved, its order says nothing, lies do not pay, more places hurt nobody."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.places.allocation import allocate
from mobility.core.places.certificate import certify
from mobility.core.places.modes import Mode
from mobility.core.places.reading import from_document
from mobility.core.places.result import objections, result_document, run
from mobility.core.places.seal import seal
from tests.core.places import oracle, rounds
from tests.core.places.rounds import placed

Document = dict[str, Any]


@settings(max_examples=200, deadline=None)
@given(rounds.any_round(), rounds.SEEDS)
def test_every_result_is_proved(case: tuple[Document, Mode], seed: int) -> None:
    document, mode = case
    certificate = certify(document, result_document(allocate(from_document(document), mode, seed), explain=True))
    assert certificate.reasons == ()


@settings(max_examples=100, deadline=None)
@given(rounds.any_round(), rounds.SEEDS, st.data())
def test_the_order_of_the_input_changes_nothing(case: tuple[Document, Mode], seed: int, data: st.DataObject) -> None:
    document, mode = case
    other = data.draw(rounds.shuffled(document))
    text = seal(run(document, mode, seed))
    assert seal(run(document, mode, seed)) == text
    assert seal(run(other, mode, seed)) == text
    assert objections(other, json.loads(text)) == ()


@settings(max_examples=200, deadline=None)
@given(rounds.any_round(), rounds.SEEDS, st.data())
def test_nobody_gains_by_another_list_than_the_true_one(
    case: tuple[Document, Mode], seed: int, data: st.DataObject
) -> None:
    document, mode = case
    liar = data.draw(st.sampled_from(sorted(document["students"])))
    truth = document["students"][liar]
    lie = data.draw(st.lists(st.sampled_from(sorted(document["options"])), unique=True))
    lied = rounds.with_key(document, students={**document["students"], liar: lie})
    honest = placed(allocate(from_document(document), mode, seed))[liar]
    assert oracle.better_or_equal(truth, honest, placed(allocate(from_document(lied), mode, seed))[liar])


def outermost(document: Document) -> list[tuple[str, str]]:
    """The caps that lie in no other: whoever raises one can only help."""
    groups = [("groups", name) for name, row in document.get("groups", {}).items() if not row.get("parent")]
    return groups + [("options", name) for name, row in document["options"].items() if not row.get("group")]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(rounds.BY_LISTS, st.tuples(rounds.scored(), st.sampled_from([Mode.SERIAL, Mode.LOTTERY]))),
    rounds.SEEDS,
    st.data(),
)
def test_more_places_under_an_outermost_cap_hurt_nobody(
    case: tuple[Document, Mode], seed: int, data: st.DataObject
) -> None:
    document, mode = case
    kind, name = data.draw(st.sampled_from(outermost(document)))
    more = rounds.with_key(document)
    more[kind][name]["capacity"] += data.draw(st.integers(1, 2))
    before = placed(allocate(from_document(document), mode, seed))
    after = placed(allocate(from_document(more), mode, seed))
    assert [
        student
        for student, wishes in document["students"].items()
        if not oracle.better_or_equal(wishes, after[student], before[student])
    ] == []
