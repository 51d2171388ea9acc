"""Probabilities of classes against distributions of differences, cuts and hand results."""

import json
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.polytopes import volume
from tests.helpers.clocks import stopped_everywhere
from tests.helpers.engines import ENGINE_NAMES


def by_cuts(cells, index):
    """Return the probability that an output is largest, or ties, by cutting the polytopes."""
    total = Fraction(0)
    for region in cells:
        weights, bias = region.affine_map.weights, region.affine_map.bias
        rows = [[a - b for a, b in zip(row, weights[index], strict=True)] for row in weights]
        cut = pr.from_inequalities(rows, [bias[index] - b for b in bias])
        total += volume(region.polytope.intersection(cut))
    return total / volume(cells.domain)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_three_classes(engine):
    for seed in range(3):
        net = pr.he_random((2, 3, 3), seed=seed, bias_std=0.5)
        cells = pr.regions(net, [[-1, 1], [0, 1]], engine=engine)
        found = pr.class_probabilities(cells)
        assert sum(found) + sum(found.ties.values()) == 1
        for i in range(3):
            with_ties = sum(p for classes, p in found.ties.items() if i in classes)
            assert found[i] + with_ties == by_cuts(cells, i), (seed, i)
        rounded = pr.class_probabilities(cells, bits=30)
        for exact, near in zip(found, rounded, strict=True):
            assert abs(exact - near) <= Fraction(1, 2**30)


def test_only_digits_that_are_certain_are_printed():
    net = pr.Network([pr.Layer([[1, 0], [0, 3], [0, 0]], None, "identity")])
    cells = pr.regions(net, [[0, 1]] * 2)
    for bits, digits in ((0, None), (10, "0.17"), (30, "0.16666667"), (200, "0.1666666666666667")):
        found = pr.class_probabilities(cells, bits=bits)
        text = "at most 1" if digits is None else f"about {digits}"
        first, _, third = str(found).splitlines()
        assert (first, third) == (f"class 0: {text}", "class 2: 0"), bits
        assert found.to_json()["bits"] == found.bits == bits
    assert str(pr.class_probabilities(cells)).splitlines()[0] == "class 0: 1/6"
    rare = pr.ClassProbabilities((Fraction(1, 2**31), Fraction(1)), {}, 30)
    assert str(rare) == "class 0: at most 1.4e-9\nclass 1: about 1"


def test_two_classes_and_the_difference():
    net = pr.he_random((3, 4, 2), seed=1, bias_std=0.5)
    cells = pr.regions(net, [[0, 1]] * 3)
    found = pr.class_probabilities(cells)
    difference = pr.OutputMeasures(cells, [1, -1])
    assert found[1] == difference.cumulative(0, strictly=True)
    assert found[0] == 1 - difference.cumulative(0)
    assert found.ties.get((0, 1), 0) == difference.atoms().get(0, 0)


def test_ties_with_an_interior():
    # relu(x), relu(y) and 0: all tie where x, y < 0; the third is never alone.
    net = pr.Network(
        [pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 0], [0, 1], [0, 0]], None, "identity")]
    )
    found = pr.class_probabilities(pr.regions(net, [[-1, 1]] * 2))
    assert found.probabilities == (Fraction(3, 8), Fraction(3, 8), 0)
    assert found.ties == {(0, 1, 2): Fraction(1, 4)}
    assert str(found).splitlines()[-1] == "tie of 0, 1, 2: 0.25"
    assert json.loads(json.dumps(found.to_json()))["probabilities"] == [0.375, 0.375, 0]


def test_one_output_and_a_level():
    net = pr.Network([pr.Layer([[1]])])
    cells = pr.regions(net, [[-1, 3]])
    assert pr.class_probabilities(cells, 1).probabilities == (Fraction(1, 2), Fraction(1, 2))
    at_zero = pr.class_probabilities(cells)
    assert at_zero.probabilities == (0, Fraction(3, 4))
    assert at_zero.ties == {(0, 1): Fraction(1, 4)}


def test_a_time_limit_ends_the_work():
    net = pr.Network([pr.Layer([[1, 0], [0, 1]])], pr.box([-1, -1], [1, 1]))
    cells = pr.regions(net)
    found = stopped_everywhere(lambda: pr.class_probabilities(cells).probabilities, 5)
    assert found == (Fraction(3, 8), Fraction(3, 8))
