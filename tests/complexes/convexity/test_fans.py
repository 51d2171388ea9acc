"""Facets around a ridge: their order, and which half turns hold which."""

from itertools import product
from math import atan2, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyregions as pr
from polyregions.complexes.convexity.crossings import Crossing, are_settled, surroundings
from polyregions.complexes.convexity.fans import Fan, cross, fans_around
from polyregions.constructions import max_min, three_lines
from tests.helpers.cases import each

SMALL = [d for d in product(range(-2, 3), repeat=2) if d in {(0, 1), (1, 0)} or np.gcd(*d) == 1]
"""Directions of which no two are the same."""

directions = st.lists(st.sampled_from(SMALL), min_size=1, max_size=8, unique=True)


def dot(one, other):
    return one[0] * other[0] + one[1] * other[1]


@given(directions, st.integers(1, 10**30))
def test_order_and_half_turns(chosen, factor):
    scaled = [(x * factor, y * factor) if k % 2 else (x, y) for k, (x, y) in enumerate(chosen)]
    fan = Fan.of_directions(3, range(len(chosen)), scaled)
    own = [chosen[facet] for facet in fan.facets]
    angles = [atan2(y, x) % (2 * pi) for x, y in own]
    assert angles == sorted(angles)
    assert list(fan.directions) == [scaled[facet] for facet in fan.facets]
    for i, one in enumerate(own):
        ahead = [j for j, other in enumerate(own) if cross(one, other) > 0]
        assert sorted(fan.half_turn(i)) == ahead
        opposite = [j for j, d in enumerate(own) if not cross(one, d) and dot(one, d) < 0]
        assert [fan.opposite(i)] == (opposite or [None])


def largest_angle(chosen):
    """Return the largest angle between one direction and the next, in half turns, as a sign."""
    angles = sorted(atan2(y, x) for x, y in chosen)
    gaps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * pi], strict=True)]
    largest = max(gaps)
    return 0 if abs(largest - pi) < 1e-9 else 1 if largest > pi else -1


@given(directions, st.data())
def test_what_is_settled(chosen, data):
    walls = np.array(data.draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen))))
    fan = Fan.of_directions(0, range(len(chosen)), chosen)
    own = [d for d, is_wall in zip(chosen, walls, strict=True) if is_wall]
    straight = len(own) == 2 and not cross(*own) and dot(*own) < 0
    assert are_settled(fan, walls) == (not own or straight or largest_angle(own) < 0)


@given(directions, st.data())
def test_what_required_walls_do(chosen, data):
    required = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    )
    near = surroundings(Fan.of_directions(0, range(len(chosen)), chosen), required)
    own = [d for d, is_wall in zip(chosen, required, strict=True) if is_wall]
    if not own:
        assert near.crossing is Crossing.FREE
    elif len(own) == 2 and not cross(*own) and dot(*own) < 0:
        assert near.crossing is Crossing.STRAIGHT
    else:
        is_wide = largest_angle(own) >= 0
        assert near.crossing is (Crossing.WIDE if is_wide else Crossing.SETTLED)
        assert bool(near.open_half_turns) == is_wide
        for turn in near.open_half_turns:
            assert not {*turn} & {*near.required}


@pytest.mark.parametrize(
    ("start", "end"),
    [((0, -1), (-1, 0)), ((1, 0), (-1, 0)), ((2, 1), (1, -1)), ((-2, -1), (-1, 1))],
)
def test_the_wide_angle_lies_between_its_sides(start, end):
    """The walls between are optional; the third required one lies on the other side."""
    middle = (
        (-start[1], start[0]) if start[1] == end[1] else (-start[0] - end[0], -start[1] - end[1])
    )
    before = (start[0] + 2 * middle[0], start[1] + 2 * middle[1])
    third = (-middle[0], -middle[1])
    fan = Fan.of_directions(0, range(5), [start, before, middle, end, third])
    near = surroundings(fan, np.array([True, False, False, True, True]))
    assert near.crossing is Crossing.WIDE
    assert [fan.facets[i] for i in near.wide_angle] == [0, 3]
    assert sorted(fan.facets[i] for i in near.optional) == [1, 2]


@each(
    "network, sizes",
    [(max_min(), [5]), (three_lines(), [6]), (pr.montufar(3, 6, 2), [4] * 6)],
    ids=str,
)
def test_fans_of_complexes(network, sizes):
    lattice = pr.regions(network).face_lattice
    ridges = lattice.faces(network.inputs - 2)
    inner = np.flatnonzero(~ridges.are_on_boundary)
    fans = list(fans_around(lattice, inner))
    assert [fan.ridge for fan in fans] == inner.tolist()
    assert [len(fan.facets) for fan in fans] == sizes
    for fan in fans:
        walls = np.zeros(len(lattice.faces(network.inputs - 1)), dtype=bool)
        walls[list(fan.facets)] = True
        assert are_settled(fan, walls)
