"""The map in dots: partners stand where they are, and no boundary of any kind is drawn."""

from __future__ import annotations

import re

from mobility.web import world


def test_more_partners_make_a_larger_circle_and_unknown_places_none() -> None:
    found = world.points({"SG": 1, "JP": 4, "XX": 9, "CN": 16})
    assert [(point.code, point.count) for point in found] == [("CN", 16), ("JP", 4), ("SG", 1)]
    assert [point.radius for point in found] == sorted((point.radius for point in found), reverse=True)
    singapore = found[-1]
    assert (singapore.x, singapore.y) == (113.6, 31.1)
    assert world.points({}) == []


def test_every_circle_and_dot_lies_on_the_drawing() -> None:
    every = world.points(dict.fromkeys(world._PLACES, 1))
    assert len(every) > 200
    assert [point for point in every if not (0 <= point.x <= world.WIDTH and 0 <= point.y <= world.HEIGHT)] == []
    rows = re.findall(r"M(\d+) (\d+)h(\d+)", world.LAND)
    assert "".join(f"M{x} {y}h{more}" for x, y, more in rows) == world.LAND
    assert max(int(x) + int(more) for x, _y, more in rows) < world.WIDTH
    assert max(int(y) for _x, y, _more in rows) < world.HEIGHT
