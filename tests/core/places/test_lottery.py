"""The lottery: anybody can draw it again, first-timers come first, another seed is another draw."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.core.places.modes import Mode
from mobility.core.places.result import run
from mobility.core.terms import lottery_number
from tests.core.places import rounds

Document = dict[str, Any]


def queue(count: int, returning: list[str] | None = None) -> Document:
    """Everybody wants the one option, which takes all of them: the recorded draw is all that differs."""
    names = [f"student {number}" for number in range(count)]
    return {
        "students": {name: ["X"] for name in names},
        "options": {"X": {"capacity": count}},
        "returning": returning or [],
    }


def test_the_number_drawn_is_the_published_formula() -> None:
    assert lottery_number(20261130, "20240001") == int(hashlib.sha256(b"20261130|20240001").hexdigest()[:16], 16)
    assert lottery_number(0, "王") == int.from_bytes(hashlib.sha256("0|王".encode()).digest()[:8], "big")


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 12), rounds.SEEDS, st.data())
def test_first_timers_come_first_and_each_part_is_in_the_order_of_its_numbers(
    count: int, seed: int, data: st.DataObject
) -> None:
    names = sorted(queue(count)["students"])
    returning = data.draw(st.lists(st.sampled_from(names), unique=True))
    drawn = [name for tie in run(queue(count, returning), None, seed)["tie_breaks"] for name in tie["students"]]
    by_number = sorted(names, key=lambda name: (name in returning, lottery_number(seed, name)))
    parts = [set(names) - set(returning), set(returning)]
    assert drawn == [name for name in by_number if any(name in part and len(part) > 1 for part in parts)]


def test_seeds_draw_differently() -> None:
    orders = {tuple(run(queue(8), None, seed)["tie_breaks"][0]["students"]) for seed in range(20)}
    assert len(orders) == 20


def test_over_many_seeds_every_student_wins_about_as_often() -> None:
    document = queue(4)
    document["options"]["X"]["capacity"] = 1
    winners = [next(s for s, o in run(document, None, seed)["assignment"].items() if o) for seed in range(400)]
    assert [name for name in document["students"] if not 70 <= winners.count(name) <= 130] == []


def test_in_a_lottery_nothing_but_the_draw_counts() -> None:
    document = queue(5)
    marks = {**document, "tie_keys": [{"name": "mark", "values": {"student 3": 1}}], "scores": {"student 3": 99}}
    plain, marked = (run(d, Mode.LOTTERY, 4) for d in (document, marks))
    assert plain["tie_breaks"] == marked["tie_breaks"]
