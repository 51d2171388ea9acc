"""Integrals and distributions against closed formulas, cut polytopes and longer networks."""

from fractions import Fraction
from math import comb, factorial
from random import Random

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import (
    InvalidNetworkError,
    InvalidNumberError,
    OutOfTime,
    UnboundedError,
    UnknownOptionError,
)
from polyregions.polytopes import is_bounded, volume
from polyregions.questions.measures.simplex_formulas import share_at_most
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.clocks import stopped_everywhere
from tests.helpers.engines import ENGINE_NAMES

BOUNDED = [case for case in AWKWARD if case.network.domain and is_bounded(case.network.domain)]


def network(*layers, domain=None):
    return pr.Network([pr.Layer(*layer) for layer in layers], domain)


def sum_of_inputs(n):
    return network(([[1] * n], None, "identity"), domain=[[0, 1]] * n)


MAXIMUM = network(
    ([[0, 1], [-1, 1], [1, 0]], None, ["identity", "relu", "identity"]),
    ([[0, 1, 1]], None, "identity"),
    domain=[[0, 1]] * 2,
)


def measures(net, domain=None, of=None, **options):
    return pr.OutputMeasures(pr.regions(net, domain, **options), of)


def followed_by(net, *layers):
    return pr.Network([*net.layers, *layers], net.domain)


def absolute_value(net):
    return followed_by(net, pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity"))


def by_cuts(cells, row, level):
    """Return the volume where an output is at most a level, by cutting the polytopes."""
    total = Fraction(0)
    for region in cells:
        (gradient,), (offset,) = region.affine_map.weights, region.affine_map.bias
        cut = pr.from_inequalities([gradient], [level - offset])
        total += volume(region.polytope.intersection(cut))
    return total


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_distribution_of_irwin_and_hall(n):
    found = measures(sum_of_inputs(n), [[0, 1]] * n)
    for t in (Fraction(k, 4) for k in range(-1, 4 * n + 2)):
        terms = [(-1) ** k * comb(n, k) * max(t - k, 0) ** n for k in range(n + 1)]
        assert found.cumulative(t) == sum(terms) / factorial(n)
        assert found.cumulative(t, strictly=True) == found.cumulative(t)
    assert found.mean() == Fraction(n, 2)
    assert found.square_integral() == Fraction(n, 12) + Fraction(n * n, 4)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_the_maximum_of_two_numbers(engine):
    found = measures(MAXIMUM, [[0, 1]] * 2, engine=engine)
    assert found.integral() == Fraction(2, 3)
    assert found.square_integral() == Fraction(1, 2)
    for t in (Fraction(k, 5) for k in range(6)):
        assert found.cumulative(t) == t * t
    gap = network(([[1, -1], [-1, 1]],), ([[1, 1]], None, "identity"))
    assert measures(gap, [[0, 1]] * 2).integral() == Fraction(1, 3)
    difference = network(([[1, -1]], None, "identity"))
    assert measures(difference, [[0, 1]] * 2).absolute_integral() == Fraction(1, 3)
    assert measures(difference, [[0, 1]] * 2).square_integral() == Fraction(1, 6)


def test_the_folds_of_montufar_are_uniform():
    for depth in (2, 3, 4):
        found = measures(pr.montufar(inputs=1, width=2, depth=depth))
        for level in (0, Fraction(1, 3), Fraction(7, 8), 1):
            assert found.cumulative(level) == level
        assert (found.mean(), found.square_integral()) == (Fraction(1, 2), Fraction(1, 3))


def test_plateaus():
    step = network(
        ([[1], [1]], [0, -1]), ([[1, -1]], None, "identity")
    )  # 0 up to 0, then x, then 1
    found = measures(step, [[-2, 4]])
    assert found.atoms() == {0: Fraction(1, 3), 1: Fraction(1, 2)}
    assert found.cumulative(0) == Fraction(1, 3)
    assert found.cumulative(0, strictly=True) == 0
    assert found.cumulative("1/2") == Fraction(1, 3) + Fraction(1, 12)
    assert found.cumulative(1, strictly=True) == Fraction(1, 2)
    assert found.cumulative(1) == 1
    zero = network(([[0, 0]], [0]), ([[0]], [3], "identity"))
    constant = measures(zero, [[0, 1], [0, 2]])
    assert (constant.integral(), constant.mean(), constant.square_integral()) == (6, 3, 18)
    assert constant.atoms() == {3: 1}
    assert [constant.cumulative(3, strictly=s) for s in (False, True)] == [1, 0]
    assert constant.cumulative(Fraction(299, 100)) == 0


def random_networks():
    for seed, sizes in enumerate([(1, 4, 3, 1), (2, 4, 3, 1), (3, 3, 2, 1), (4, 2, 1)]):
        net = pr.he_random(sizes, seed=seed, bias_std=0.5)
        rounded = [
            pr.Layer(
                np.round(layer.float_weights * 8) / 8,
                np.round(layer.float_bias * 8) / 8,
                layer.activation,
            )
            for layer in net.layers
        ]
        yield pr.Network(rounded).with_domain([[-1, 2]] * sizes[0])


def check(net, domain):
    cells = pr.regions(net, domain)
    found = pr.OutputMeasures(cells)
    values = [v for region in cells for vertex in region.vertices for v in net.exact(vertex)]
    low, high = min(values), max(values)
    levels = [low - 1, low, high, *(low + (high - low) * Fraction(k, 5) for k in range(1, 5)), 0]
    whole = volume(cells.domain)
    for level in [*levels, *sorted(values)[:: max(1, len(values) // 3)]]:
        expected = by_cuts(cells, None, level) / whole
        assert found.cumulative(level) == expected, level
        atom = found.atoms().get(level, 0)
        assert found.cumulative(level, strictly=True) == expected - atom, level
    other = pr.OutputMeasures(pr.regions(absolute_value(net), domain))
    assert found.absolute_integral() == other.integral()
    assert found.square_integral() == other.square_integral()
    total = sum(
        volume(r.polytope) * r.affine_map(r.centroid)[0] for r in cells if volume(r.polytope)
    )
    assert found.integral() == total == found.mean() * whole
    for exact, rounded in (
        (found.integral(), found.integral(20)),
        (found.absolute_integral(), found.absolute_integral(bits=0)),
        (found.square_integral(), found.square_integral(50)),
        (found.mean(), found.mean(30)),
        (found.cumulative(0), found.cumulative(0, bits=40)),
    ):
        assert abs(exact - rounded) <= 1
        assert rounded.denominator & (rounded.denominator - 1) == 0
    assert abs(found.mean() - found.mean(30)) <= Fraction(1, 2**30)
    assert abs(found.cumulative(0) - found.cumulative(0, bits=40)) <= Fraction(1, 2**40)


def test_random_networks():
    for net in random_networks():
        check(net, None)


@each("case", sampled([c for c in BOUNDED if c.network.outputs == 1], 3), ids=str)
def test_awkward_networks(case):
    check(case.network, None)


def test_cuts_without_effect_change_nothing():
    for net in random_networks():
        first, *others = net.layers
        rows = [list(row) for row in first.weights]
        extra = [1] + [0] * (net.inputs - 1)
        more = pr.Layer(
            [*rows, extra, extra], [*first.bias, 0, "-1/3"], [*first.activation, "relu", "relu"]
        )
        second = pr.Layer(
            [[*row, 0, 0] for row in others[0].weights], others[0].bias, others[0].activation
        )
        longer = pr.Network([more, second, *others[1:]], net.domain)
        a, b = measures(net), measures(longer)
        assert len(b.complex) > len(a.complex)
        assert a.square_integral() == b.square_integral()
        assert a.absolute_integral() == b.absolute_integral()
        assert a.cumulative("1/4") == b.cumulative("1/4")


def test_combinations_of_outputs():
    two = network(([[1], [2]], [0, 1], "identity"))
    cells = pr.regions(two, [[0, 1]])
    assert pr.OutputMeasures(cells, 1).integral() == 2
    assert pr.OutputMeasures(cells, [1, -1]).integral() == Fraction(-3, 2)
    assert pr.OutputMeasures(cells, ["1/2", 0]).mean() == Fraction(1, 4)


def test_shares_of_simplices_with_values_that_agree():
    random = Random(4)
    for trial in range(300):
        values = [Fraction(random.randint(0, 3)) for _ in range(random.randint(2, 5))]
        if len({*values}) == 1:
            continue
        level = Fraction(random.randint(0, 12), 4)
        n = len(values) - 1
        corners = np.eye(n, dtype=int).tolist()
        slopes = [v - values[0] for v in values[1:]]
        cut = pr.simplex(n).intersection(pr.from_inequalities([slopes], [level - values[0]]))
        expected = volume(cut) * factorial(n)
        assert share_at_most(values, level) == expected, (trial, values, level, corners)


def test_time_limits_end_the_work():
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))

    def fresh():
        again = pr.RegionComplex(cells.network, cells.domain, cells.engine, cells.enumeration)
        return pr.OutputMeasures(again)

    assert stopped_everywhere(lambda: fresh().integral(), 8) == fresh().integral()
    assert stopped_everywhere(lambda: fresh().cumulative("1/3"), 8) == fresh().cumulative("1/3")
    known = fresh()
    known.integral()
    with pytest.raises(OutOfTime), pr.time_limit(0):
        known.absolute_integral()


def test_rounded_probabilities_are_none_beyond_1():
    for seed in range(4):
        found = measures(pr.he_random((2, 5, 1), seed=seed, bias_std=0.5), [[0, 1]] * 2)
        for bits in range(0, 24, 3):
            assert 0 <= found.cumulative(10**9, bits=bits) <= 1, (seed, bits)
            assert found.cumulative(-(10**9), bits=bits) == 0


def test_numbers_that_are_too_long_for_print():
    found = measures(network(*[([[Fraction(1, 3**400)]], [1])] * 30), [[0, 1]])
    assert len(repr(found)) < 200
    with pytest.raises(ValueError, match="4300 digits"):
        str(found.mean())
    assert float(found.mean()) == float(found.mean(bits=60)) == 1


def test_bad_input():
    two = network(([[1], [2]], None, "identity"))
    cells = pr.regions(two, [[0, 1]])
    cases = [
        (lambda: pr.OutputMeasures(cells), InvalidNetworkError, "2 outputs are meant"),
        (lambda: pr.OutputMeasures(two, 0), InvalidNetworkError, "without its regions"),
        (lambda: pr.class_probabilities(two), InvalidNetworkError, "without its regions"),
        (lambda: pr.OutputMeasures(cells, 2), UnknownOptionError, "no output 2"),
        (lambda: pr.OutputMeasures(cells, [1]), InvalidNetworkError, "1 coefficient "),
        (
            lambda: pr.OutputMeasures(pr.regions(two), 0).mean(),
            UnboundedError,
            "domain is unbounded",
        ),
        (lambda: pr.OutputMeasures(pr.regions(two), 0).integral(), UnboundedError, "give a box"),
        (lambda: pr.OutputMeasures(cells, 0).integral(-1), UnknownOptionError, "bits is -1"),
        (lambda: pr.OutputMeasures(cells, 0).mean(1.5), UnknownOptionError, "bits is 1.5"),
        (lambda: pr.OutputMeasures(cells, 0).cumulative("x"), InvalidNumberError, "the level"),
        (lambda: pr.class_probabilities(pr.regions(two)), UnboundedError, "give a box"),
        (lambda: pr.class_probabilities(cells, 1), InvalidNetworkError, "level"),
    ]
    for work, error, message in cases:
        with pytest.raises(error, match=message) as caught:
            work()
        assert "\n" not in str(caught.value)
