"""Deep networks with parameters of all denominators: few signs may be left to rationals."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network, box
from polyregions.one_dimension import find_breakpoints
from polyregions.polytopes import HPolytope
from polyregions.refinement import lp
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells

SQUARE, LINE = box([-1, -1], [1, 1]), box([-1], [1])


def diagonal(weight, biases, depth):
    """Return layers with one input to each unit, weights and biases the same in all."""
    size = len(biases)
    rows = [[weight if i == j else 0 for j in range(size)] for i in range(size)]
    return Network([Layer(rows, biases)] * depth)


def test_deep_quantised_networks_need_no_rationals():
    b = Fraction(-1, 2**17)
    for depth in (50, 140, 400):
        found = count_cells(diagonal(1, [b, 0], depth), SQUARE)
        assert found.regions == 2 * (depth + 1)
        assert found.statistics["rational_signs"] == found.statistics["float_signs"] == 0
    found = count_cells(diagonal(1, [Fraction(-1, 10**5)], 1000), LINE)
    assert found.regions == 1001
    assert found.statistics["rational_signs"] == 0


@pytest.mark.parametrize("weight", [Fraction(1, 3), Fraction(1, 255), 1 + Fraction(1, 2**30)])
def test_weights_of_other_denominators(weight):
    """A hyperplane a layer, and one they share; at rays a few equal signs are left to decide."""
    for bias in (Fraction(-1, 2**17), Fraction(-1, 10**5), Fraction(-1, 10**5 + 3)):
        found = count_cells(diagonal(weight, [bias, 0], 100), HPolytope(2))
        assert found.regions == 202
        assert found.statistics["rational_signs"] <= 8


def test_networks_without_bias():
    """Where all active units of a layer vanish, so does the next layer."""
    rng = np.random.default_rng(0)
    layers = [Layer(rng.standard_normal((m, n)), [0] * m) for n, m in ((4, 7), (7, 7), (7, 5))]
    found = count_cells(Network(layers), box([-1] * 4, [1] * 4))
    assert found.regions > 300
    assert found.statistics["rational_signs"] == 0
    first = Layer(rng.standard_normal((4, 2)), [0] * 4)
    second = Layer(rng.standard_normal((4, 4)), range(1, 5))  # at rays a bias counts for nothing
    biased = Network([first, second])
    assert count_cells(biased, HPolytope(2)).regions == lp.count_cells(biased, HPolytope(2)).regions


MIXED = (
    [Fraction(1, 3), Fraction(1, 2**17), Fraction(1, 10**5)],
    [Fraction(2**20), Fraction(1, 2**20), Fraction(7, 255)],
    [1 + Fraction(1, 2**30), Fraction(1, 3), Fraction(5, 4)],
    [Fraction(5e-324), Fraction(2) ** 1000, Fraction(1, 3)],
)


@pytest.mark.parametrize("weights", MIXED)
def test_mixed_denominators_against_the_line(weights):
    """Zigzags whose denominators mix, with biases that are subnormal too, on a line."""
    for depth in (3, 10):
        for bias in (Fraction(-1, 2**17), Fraction(-5e-324), Fraction(1, 10**5)):
            layers = [Layer([[1], [-1]], [Fraction(1, 3), bias])]
            for k in range(depth):
                w = weights[k % 3]
                layers.append(Layer([[w, -w / 2], [-w, w / 3]], [bias, -bias / 7]))
            network = Network(layers)
            kinks = find_breakpoints(network, (-1, 1))
            found = enumerate_cells(network, LINE)
            assert len(found) == lp.count_cells(network, LINE).regions, (weights, depth, bias)
            assert len(kinks) + 1 <= len(found)
