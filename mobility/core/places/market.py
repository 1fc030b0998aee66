"""What a mechanism works on: wishes that can be met, the room under each cap, and one order per option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mobility.core.places.acceptance import Acceptance
from mobility.core.places.caps import Caps
from mobility.core.places.instance import NOWHERE, Instance
from mobility.core.places.orders import Order
from mobility.core.places.settled import room_left


@dataclass(frozen=True, slots=True)
class Market:
    """`wishes` runs along the students and holds only options that accept them; the settled wish for nothing.

    `chains` and `orders` run along the options, `room` along the nodes: the places left before anybody is placed.
    """

    wishes: Sequence[Sequence[int]]
    chains: Sequence[tuple[int, ...]]
    orders: Sequence[Order]
    room: Sequence[int]


def open_market(instance: Instance, caps: Caps, orders: Sequence[Order], acceptance: Acceptance) -> Market:
    """The market at the start of a round."""
    wishes = [acceptance.acceptable(student, row) for student, row in enumerate(instance.wishes)]
    for student in instance.fixed:
        wishes[student] = ()
    return Market(wishes, caps.chains, orders, room_left(instance))


def market_of_the_willing(instance: Instance, market: Market, acceptance: Acceptance, placed: Sequence[int]) -> Market:
    """What is left after all wishes: the willing without a place, and the options that still have room.

    Everybody is asked to take the options in one neutral order: the most vacant first, then by name.
    """
    room = list(market.room)
    for option in placed:
        if option != NOWHERE:
            for node in market.chains[option]:
                room[node] -= 1
    left = [min(room[node] for node in chain) for chain in market.chains]
    vacant = sorted((option for option, places in enumerate(left) if places > 0), key=lambda option: -left[option])
    wishes: list[Sequence[int]] = [()] * len(placed)
    for student in instance.willing.difference(instance.fixed):
        if placed[student] == NOWHERE:
            wishes[student] = acceptance.acceptable(student, vacant)
    return replace(market, wishes=wishes, room=room)
