"""The constants of the error bounds, each against what it is said to be."""

import itertools
import math
from fractions import Fraction

from polyregions import Layer, Network, whole_space
from polyregions.refinement.vertices import float_parameters
from polyregions.refinement.vertices.tasks import prepared
from tests.refinement.kernel.plain import kernel

ROUNDING = kernel.rounding
U = Fraction(1, 2**53)
LEAST = Fraction(1, 2**1074)
WIDEST = 2**20
"""More units than a layer can have whose weights fit into memory."""


def gamma_of(k):
    """Return Higham's gamma_k, which holds for k roundings one after the other."""
    return k * U / (1 - k * U)


def test_integers_below_the_limit_are_held_exactly():
    """So is their sum or difference, also where the computed sum of sizes was rounded down."""
    limit = int(ROUNDING.INTEGER_LIMIT)
    assert limit == ROUNDING.INTEGER_LIMIT
    for value in (2 * limit - 1, 2 * limit):
        assert int(float(value)) == value
    # The first integer not held exactly, rounded down once for each summand, is beyond the limit.
    beyond = 2 * limit + 1
    assert int(float(beyond)) != beyond
    assert beyond * (1 - gamma_of(3 * WIDEST)) > limit


def test_inflation_covers_the_rounding_of_bounds():
    """At most three operations a term, and some more; the last product is rounded too."""
    operations = 3 * WIDEST + 16
    assert Fraction(ROUNDING.INFLATION) * (1 - gamma_of(operations)) >= 1
    assert 1.0 < ROUNDING.INFLATION < 1.0 + 2.0**-20


def test_what_underflows_is_covered():
    """Each product that underflows is off by half of the least number, and by gamma if not."""
    assert Fraction(ROUNDING.TINY) >= 4 * WIDEST * LEAST
    least_weight = Fraction(2) ** float_parameters._LEAST_WEIGHT
    normal = Fraction(1, 2**1022)
    assert least_weight * Fraction(ROUNDING.FLOOR) >= normal
    assert ROUNDING.UNDECIDED not in (-1, 0, 1)


def test_gamma_covers_the_longest_sum():
    """A sum of k products, with eight more roundings, in any order."""
    for inputs, *widths in ((1, 1), (1, 1, 40, 3), (2, 5, 7), (70, 1), (30, 9, 100), (3, 8)):
        sizes = [inputs, *widths]
        layers = [Layer([[1] * n] * m, [1] * m) for n, m in itertools.pairwise(sizes)]
        net = prepared(Network(layers), whole_space(inputs))[0].arrays
        longest = max([net.dimension, *widths])
        assert net.bias.shape[1] >= max(widths)
        assert Fraction(net.gamma) >= gamma_of(longest + 8), (inputs, widths)
        assert net.gamma < math.ldexp(longest + 32, -51)
