"""Compositions of networks: values, patterns, domains and names."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

import polyregions as pr
from polyregions.errors import InvalidNetworkError
from polyregions.networks import Layer, Network
from tests.helpers.cases import each

WIDTHS = [((2, 3, 2), (2, 2, 1)), ((1, 4, 3), (3, 3)), ((3, 2), (2, 4, 4, 2)), ((2, 1), (1, 3, 1))]


def entry(generator):
    return Fraction(generator.randint(-6, 6), generator.choice((1, 2, 3)))


def random_network(widths, generator, domain=None):
    """Return a network of small rationals, each unit of it with an activation drawn anew."""
    layers = []
    for inputs, units in pairwise(widths):
        weights = [[entry(generator) for _ in range(inputs)] for _ in range(units)]
        kinds = [generator.choice(("relu", "identity")) for _ in range(units)]
        layers.append(Layer(weights, [entry(generator) for _ in range(units)], kinds))
    return Network(layers, domain)


def pairs():
    for seed in range(40):
        generator = random.Random(seed)
        inner, outer = generator.choice(WIDTHS)
        box = pr.box([-2] * inner[0], [2] * inner[0])
        yield random_network(outer, generator), random_network(inner, generator, box), generator


@each("outer, inner, generator", pairs())
def test_the_composition_does_one_after_the_other(outer, inner, generator):
    both = outer.compose(inner)
    assert both.widths == (*inner.widths, *outer.widths[1:])
    assert both.pattern_sizes == (*inner.pattern_sizes, *outer.pattern_sizes)
    assert both.domain == inner.domain
    for _ in range(10):
        x = [entry(generator) for _ in range(inner.inputs)]
        y = inner.exact(x)
        assert both.exact(x) == outer.exact(y)
        assert [*both.pattern(x)] == [*inner.pattern(x), *outer.pattern(y)]
        assert both.signs(x) == (*inner.signs(x), *outer.signs(y))


@each("outer, inner, generator", list(pairs())[:10])
def test_its_regions_are_those_of_the_joined_layers(outer, inner, generator):
    both = outer.compose(inner)
    by_hand = Network([*inner.layers, *outer.layers], inner.domain)
    assert both == by_hand
    cells = pr.regions(both)
    assert len(cells) == len(pr.regions(by_hand))
    for region in list(cells)[:20]:
        x = region.interior_point
        assert both.pattern(x) == region.pattern
        assert region.affine_map(x) == outer.exact(inner.exact(x))


def test_composition_is_associative():
    generator = random.Random(7)
    f, g, h = (random_network((2, 3, 2), generator) for _ in range(3))
    assert f.compose(g).compose(h) == f.compose(g.compose(h))


def test_name_claim_and_slice():
    folds = pr.montufar(inputs=2, width=4, depth=2)
    f, g = Network([Layer([[1]])], name="f"), Network([Layer([[2]])], name="g")
    assert (f.compose(g).name, g.compose(f).name) == ("f o g", "g o f")
    assert f.compose(Network([Layer([[2]])])).name is None
    assert f.compose(folds).claim is None
    line = pr.through([0, 0], [1, 1])
    assert f.compose(folds.restrict(line)).subspace == line
    assert f.compose(folds.restrict(line)) == f.compose(folds).restrict(line)


def test_sizes_must_fit():
    wide, narrow = pr.he_random((2, 3, 2), seed=0), pr.he_random((3, 2, 1), seed=0)
    with pytest.raises(InvalidNetworkError, match="has 2 outputs where the outer one takes 3 inp"):
        narrow.compose(wide)
