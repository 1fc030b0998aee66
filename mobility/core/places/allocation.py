"""One run of an allocation: mode, orders, wishes, then the willing at what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility.core.places.acceptance import Acceptance
from mobility.core.places.caps import Caps, find_caps
from mobility.core.places.deferred import place_by_asking
from mobility.core.places.instance import NOWHERE, Instance
from mobility.core.places.market import Market, market_of_the_willing, open_market
from mobility.core.places.modes import Mode, choose_mode
from mobility.core.places.orders import Order, by_draw, by_ranking, by_scores
from mobility.core.places.schools import SchoolGate
from mobility.core.places.serial import place_in_turn
from mobility.core.places.settled import school_room_left
from mobility.core.places.ties import TieBreaker


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who got what. `wished` and `elsewhere` run along the students, NOWHERE for none; both leave the settled out."""

    instance: Instance
    mode: Mode
    seed: int
    market: Market
    acceptance: Acceptance
    ties: TieBreaker
    wished: Sequence[int]
    elsewhere: Sequence[int]

    def option_of(self, student: int) -> int:
        """The number of the student's option, however it was come by, or NOWHERE."""
        if (settled := self.instance.fixed.get(student)) is not None:
            return settled
        return self.wished[student] if self.elsewhere[student] == NOWHERE else self.elsewhere[student]


def allocate(instance: Instance, mode: Mode | None = None, seed: int = 0) -> Allocation:
    """Place the students of an instance. The same instance, mode and seed give the same on any machine.

    Raises Refused where the mode cannot keep its promises on this instance, see `modes` and `caps`.
    """
    caps = find_caps(instance)
    chosen = choose_mode(instance, caps, mode)
    ties = TieBreaker(instance.students, seed, () if chosen is Mode.LOTTERY else instance.tie_keys)
    orders = _orders(instance, caps, chosen, ties)
    acceptance = Acceptance(instance, caps, orders)
    market = open_market(instance, caps, orders, acceptance)
    wished, elsewhere = _place(instance, chosen, market, acceptance)
    return Allocation(instance, chosen, seed, market, acceptance, ties, wished, elsewhere)


def _orders(instance: Instance, caps: Caps, mode: Mode, ties: TieBreaker) -> tuple[Order, ...]:
    """The order of each option: one for all, or the one of the node that the option goes by."""
    if mode is Mode.LOTTERY and instance.option_count:
        return (by_draw(instance, ties),) * instance.option_count
    made: dict[int | None, Order] = {}
    for source in [None] * instance.option_count if mode is Mode.SERIAL else caps.sources:
        if source not in made:
            made[source] = by_scores(instance, ties) if source is None else by_ranking(instance, source, ties)
    return tuple(made[None if mode is Mode.SERIAL else source] for source in caps.sources)


def _place(
    instance: Instance, mode: Mode, market: Market, acceptance: Acceptance
) -> tuple[Sequence[int], Sequence[int]]:
    if mode is Mode.DEFERRED:
        wished = place_by_asking(market)
        return wished, place_by_asking(market_of_the_willing(instance, market, acceptance, wished))
    gate = SchoolGate(instance, school_room_left(instance)) if instance.school_caps or instance.has_reserves else None
    line = market.orders[0].line if market.orders else ()
    wished = place_in_turn(market, line, gate)
    return wished, place_in_turn(market_of_the_willing(instance, market, acceptance, wished), line, gate)
