"""Chains of maps of an interval against a composition of broken lines made here."""

import random
from fractions import Fraction
from itertools import pairwise

from polyregions.networks import Network
from polyregions.polytopes import box
from polyregions.theorems.composition import Block, count_chain
from polyregions.theorems.composition.interval_maps import interval_map
from polyregions.theorems.composition.markov_maps import (
    apply_map,
    apply_power,
    invariant_points,
    kinks_of,
)
from tests.theorems.composition_cases import affine, side_by_side, through_points

UNIT = (Fraction(0), Fraction(1))


class Line:
    """A broken line, constant to the left of its knots and straight on to their right."""

    def __init__(self, knots, values):
        self.knots, self.values = [*map(Fraction, knots)], [*map(Fraction, values)]
        self.network = through_points(self.knots, self.values)

    def __call__(self, x):
        pieces = list(pairwise(zip(self.knots, self.values, strict=True)))
        if x <= self.knots[0]:
            return self.values[0]
        (a, u), (b, v) = next((p for p in pieces if x <= p[1][0]), pieces[-1])
        return u + (v - u) * (x - a) / (b - a)


def pieces_of(lines, low, high):
    """Return the number of pieces of a chain on an interval, by its slopes between all kinks."""
    places = {low, high}
    for line in lines:
        nodes = sorted(places)
        images = [value_of(lines[: lines.index(line)], x) for x in nodes]
        for (x, u), (y, v) in pairwise(zip(nodes, images, strict=True)):
            inner = [k for k in line.knots if min(u, v) < k < max(u, v)]
            places |= {x + (k - u) * (y - x) / (v - u) for k in inner}
    nodes = sorted(places)
    values = [value_of(lines, x) for x in nodes]
    slopes = [(v - u) / (y - x) for (x, u), (y, v) in pairwise(zip(nodes, values, strict=True))]
    return 1 + sum(a != b for a, b in pairwise(slopes))


def value_of(lines, x):
    for line in lines:
        x = line(x)
    return x


def copies(line, count):
    return [Line(line.knots, line.values) for _ in range(count)]


def random_line(rng, highest):
    n = rng.choice([2, 3, 4])
    knots = [Fraction(i, n) for i in range(n + 1)]
    return Line(knots, [Fraction(rng.randint(0, highest * n), n) for _ in knots])


def test_chains_of_broken_lines():
    for seed in range(60):
        rng = random.Random(seed)
        highest = rng.choice([1, 1, 2])
        first, second, outer = (random_line(rng, highest) for _ in range(3))
        repeats = rng.randint(1, 3)
        blocks = [Block(first.network, repeats), Block(second.network, rng.randint(1, 2))]
        lines = [*copies(first, repeats), *copies(second, blocks[1].repeats), outer]
        high = rng.choice([Fraction(1), Fraction(1, 2)])
        found = count_chain(outer.network, blocks, box([0], [high]))
        assert found.count == pieces_of(lines, Fraction(0), high), (seed, found)


def test_many_repetitions_are_single_steps():
    for seed in range(1, 12):
        rng = random.Random(seed)
        inner, outer = random_line(rng, 1), random_line(rng, 1)
        h, f = (interval_map(line.network, *UNIT) for line in (inner, outer))
        points = invariant_points(h, {*h.knots, *f.knots})
        counts = stepped = kinks_of(f, points)
        for exponent in range(50 * len(points) + 5):
            if exponent > 50 * len(points):  # beyond, periods are counted
                assert apply_power(h, counts, exponent) == stepped, (seed, exponent)
            stepped = apply_map(h, points, stepped)


def test_derivatives_that_alternate():
    """Slopes of the outer map (1, 2) at the crossing of two branches that change places."""
    inner = interval_map(affine([[-1]], [1]), *UNIT)
    outer = interval_map(through_points([0, Fraction(1, 3), 1], [0, 1, 0]), *UNIT)
    points = invariant_points(inner, outer.knots)
    assert points == (0, Fraction(1, 3), Fraction(2, 3), 1)
    counts = kinks_of(outer, points)
    assert counts.kinks == (0, 1, 0, 0)
    assert counts.pieces(Fraction(0), Fraction(1)) == 2
    assert counts.pieces(Fraction(1, 3), Fraction(1)) == 1
    for exponent in (0, 1, 2, 300, 301, 1001):
        kinks = (0, 0, 1, 0) if exponent % 2 else (0, 1, 0, 0)
        assert apply_power(inner, counts, exponent).kinks == kinks


def test_a_kink_between_opposite_slopes():
    tent = interval_map(through_points([-1, 0, 1], [0, 1, 0]), Fraction(-1), Fraction(1))
    assert tent.knots == (-1, 0, 1)
    counts = kinks_of(tent, tent.knots)
    assert counts.kinks == (0, 1, 0)
    assert [counts.pieces(low, high) for low, high in [(-1, 1), (-1, 0), (0, 1)]] == [2, 1, 1]
    assert [tent.piece(Fraction(0), side) for side in (-1, 1)] == [0, 1]
    assert [tent.slope(k) for k in (0, 1)] == [(1,), (-1,)]


def test_knots_of_a_vector():
    bent = through_points([0, Fraction(1, 4), 1], [0, 1, 0])
    straight = affine([[1]], [0])
    both = interval_map(
        Network([affine([[1], [1]], None).layers[0], *side_by_side_layers(bent)]), *UNIT
    )
    assert both.knots == (0, Fraction(1, 4), 1)
    assert both.values == ((0, 0), (1, Fraction(1, 4)), (0, 1))
    assert interval_map(straight, *UNIT).knots == UNIT
    knots = [0, Fraction(1, 4), 1]
    assert interval_map(through_points(knots, knots), *UNIT).knots == UNIT
    assert interval_map(through_points(knots, [0, 1, 2]), *UNIT).knots == tuple(knots)


def side_by_side_layers(bent):
    line = through_points([0, 1], [0, 1])
    return side_by_side(bent, line).layers
