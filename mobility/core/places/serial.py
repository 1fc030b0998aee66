"""Serial dictatorship: in the order of the scores, or of a lottery, each takes the best wish that has room.

Strategy-proof: what is open to a student depends on those ahead alone, so nothing beats the true list of wishes. This
holds with any caps, crossing ones too. With one order for all it gives what deferred acceptance gives (Abdulkadiroğlu
and Sönmez, School Choice: A Mechanism Design Approach, American Economic Review 93, 2003); with an order drawn by lot
it is the random serial dictatorship of the same authors (Econometrica 66, 1998).
"""

from __future__ import annotations

from collections.abc import Sequence

from mobility.core.places.instance import NOWHERE
from mobility.core.places.market import Market
from mobility.core.places.schools import SchoolGate


def place_in_turn(market: Market, line: Sequence[int], gate: SchoolGate | None) -> list[int]:
    """The option of each student, or NOWHERE. What is given is counted at the gate, where there is one."""
    room = list(market.room)
    placed = [NOWHERE] * len(market.wishes)
    for student in line:
        if gate is not None and not gate.is_school_open(student):
            continue
        for option in market.wishes[student]:
            chain = market.chains[option]
            if not all(map(room.__getitem__, chain)) or (gate and gate.keeps_out(student, option, room)):
                continue
            placed[student] = option
            for node in chain:
                room[node] -= 1
            if gate is not None:
                gate.take(student, option)
            break
    return placed
