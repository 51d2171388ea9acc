"""How many cells each linear region of a plane complex is cut into at least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from polyregions.complexes.convexity.fans import Direction, cross
from polyregions.complexes.convexity.walls import Surroundings

@dataclass(frozen=True, slots=True)
class Corner:
    point: tuple[int, ...]
    start: Direction
    end: Direction

    def opens_towards(self, direction):
        return cross(self.start, direction) > 0 and cross(direction, self.end) > 0

    @classmethod
    def of(cls, near: Surroundings, point):
        fan = near.fan
        inside = near.open_half_turns[0][0]
        size = len(fan.facets)
        a = inside
        while a not in near.required: a = (a - 1) % size
        b = inside
        while b not in near.required: b = (b + 1) % size
        return cls(point, fan.directions[a], fan.directions[b])

def matching(corners, sees):
    import networkx
    g = networkx.Graph()
    for i, p in enumerate(corners):
        for j, q in enumerate(corners[:i]):
            d = (q.point[0]*p.point[2]-p.point[0]*q.point[2], q.point[1]*p.point[2]-p.point[1]*q.point[2])
            if p.opens_towards(d) and q.opens_towards((-d[0], -d[1])) and sees(p, q): g.add_edge(i, j)
    return len(networkx.max_weight_matching(g, maxcardinality=True))
