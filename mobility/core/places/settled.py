"""What settled placements leave: the room under every cap before anybody is placed."""

from __future__ import annotations

from collections import Counter

from mobility.core.places.instance import Instance
from mobility.core.places.schools import Reserves
from mobility.core.terms import Refused


def room_left(instance: Instance) -> list[int]:
    """For each node, the places that settled placements leave; below 0 where they are too many."""
    room = [node.capacity for node in instance.nodes]
    for option in instance.fixed.values():
        for node in instance.upward(option):
            room[node] -= 1
    return room


def school_room_left(instance: Instance) -> dict[str, int]:
    """For each school with a cap, the nominations that settled placements leave."""
    settled = Counter(instance.schools[student] for student in instance.fixed)
    return {school: cap - settled[school] for school, cap in instance.school_caps.items()}


def check_room(instance: Instance) -> None:
    """Refuse settled placements that break a cap, and reserved places that a cap cannot hold beside them."""
    room = room_left(instance)
    for node, left in enumerate(room):
        if left < 0:
            count = instance.nodes[node].capacity - left
            raise Refused("places.settled_over_capacity", key=f"{instance.key(node)}.capacity", settled=count)
    for school, left in sorted(school_room_left(instance).items()):
        if left < 0:
            count = instance.school_caps[school] - left
            raise Refused("places.settled_over_school_cap", key=f"school_caps.{school}", settled=count)
    _check_schools(instance, room)


def _check_schools(instance: Instance, room: list[int]) -> None:
    if not (instance.school_caps or instance.has_reserves):
        return
    if not any(instance.schools):
        raise Refused("places.schools_missing", key="schools")
    held = Reserves(instance).held
    for node, left in enumerate(room):
        if held[node] > left:
            raise Refused("places.reserved_over_capacity", key=f"{instance.key(node)}.reserved", held=held[node])
