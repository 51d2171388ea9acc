"""Lipschitz constants, against all regions one by one."""

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import LargestRoot
from polyregions.errors import InvalidNetworkError, InvalidNumberError, UnknownOptionError
from polyregions.polytopes import contains
from polyregions.questions.steepness import candidates
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.clocks import results_by_budget
from tests.helpers.engines import ENGINE_NAMES


@pytest.fixture(autouse=True)
def floats_first(monkeypatch):
    """Else few regions would be compared exactly, where compiled code happens not to be loaded."""
    monkeypatch.setattr(candidates, "encloses_at_once", lambda: True)


def brute_force(cells, norm, rows):
    """Return the largest l1 or linf norm, or all Gram matrices for l2, of exact maps."""
    largest, grams = 0, []
    for region in cells:
        weights = region.affine_map.weights
        jacobian = [
            [
                sum(c * w[j] for c, w in zip(row, weights, strict=True))
                for j in range(len(weights[0]))
            ]
            for row in rows
        ]
        sizes = [[abs(x) for x in row] for row in jacobian]
        if norm == "l1":
            largest = max(largest, *map(sum, zip(*sizes, strict=True)))
        elif norm == "linf":
            largest = max(largest, *map(sum, sizes))
        else:
            grams.append([[sum(map(lambda a, b: a * b, r, s)) for s in jacobian] for r in jacobian])
    return grams if norm == "l2" else largest


def is_positive_semidefinite(matrix):
    """Return whether an exact symmetric matrix is, by elimination."""
    matrix = [row[:] for row in matrix]
    while matrix:
        pivot, *rest = matrix[0]
        if pivot < 0 or (pivot == 0 and any(rest)):
            return False
        matrix = [
            [x - (row[0] * y / pivot if pivot else 0) for x, y in zip(row[1:], rest, strict=True)]
            for row in matrix[1:]
        ]
    return True


def shifted(gram, value):
    return [[value * (i == j) - x for j, x in enumerate(row)] for i, row in enumerate(gram)]


def check(network, domain, **options):
    cells = pr.regions(network, domain)
    identity = np.eye(network.outputs, dtype=int).tolist()
    for norm in ("l1", "linf", "l2"):
        found = pr.lipschitz(network, norm, domain=domain, **options)
        assert found == pr.lipschitz(cells, norm)
        region = cells.find(found.pattern)
        assert contains(region.polytope, found.interior_point)
        expected = brute_force(cells, norm, identity)
        if norm != "l2":
            assert found.value == expected
            assert brute_force([region], norm, identity) == expected
            assert found.square == expected**2
            continue
        lower, upper = (found.square, found.square)
        if isinstance(found.square, LargestRoot):
            lower, upper = found.square.interval
            assert 0 < upper - lower < upper / 2**50
        assert all(is_positive_semidefinite(shifted(gram, upper)) for gram in expected)
        (own,) = brute_force([region], norm, identity)
        below = lower if lower < upper else lower - Fraction(1, 10**9)
        assert not is_positive_semidefinite(shifted(own, below))
        root = found.rounded
        if 1e-150 < root < 1e150:
            assert abs(Fraction(root) ** 2 / upper - 1) < Fraction(1, 10**15)
        json.dumps(found.to_json())
        assert str(found)


@each("case", sampled(AWKWARD, 3), ids=str)
def test_awkward_networks(case):
    check(case.network, None)


def random_networks():
    for seed, sizes in enumerate([(1, 5, 3), (2, 6, 5, 2), (3, 5, 4, 4), (2, 4, 3), (3, 3, 2)]):
        yield pr.he_random(sizes, seed=seed, bias_std=0.5).with_domain([[-2, 1]] * sizes[0])


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_random_networks_by_both_engines(engine):
    for network in random_networks():
        check(network, None, engine=engine)


def test_classes_and_combinations_are_those_of_the_differences():
    for network in random_networks():
        pairs = list(combinations(range(network.outputs), 2))
        for norm in ("l1", "l2", "linf"):
            found = pr.lipschitz(network, norm, classes=True)
            assert list(found.constants) == pairs
            for i, j in pairs:
                row = [(k == i) - (k == j) for k in range(network.outputs)]
                assert found[j, i] == pr.lipschitz(network, norm, of=row)
                (alone,) = pr.lipschitz(network, norm, classes=[(j, i)]).constants.values()
                assert alone == found[i, j]
            assert found.largest.square == max(c.square for c in found.constants.values())
            json.dumps(found.to_json())
        assert pr.lipschitz(network, of=1) == pr.lipschitz(
            network, of=[int(k == 1) for k in range(network.outputs)]
        )


def test_of_several_rows_is_the_norm_of_the_map_to_several_numbers():
    net = pr.Network([pr.Layer([[1, 2], [3, 4]], None, "identity")])
    assert pr.lipschitz(net, "l1").value == 6
    assert pr.lipschitz(net, "linf").value == 7
    assert pr.lipschitz(net, "linf", of=[[1, 0], [-1, 1], [0, 2]]).value == 14
    assert pr.lipschitz(net).square.polynomial == (4, -30, 1)
    assert pr.lipschitz(net, of=[[1, 0], [0, 0]]).square == 5


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_workers_and_batches_do_not_change_the_answer(norm):
    net = pr.montufar(inputs=2, width=6, depth=4)
    found = pr.lipschitz(net, norm)
    assert found == pr.lipschitz(net, norm, workers=3)
    # All regions of the sawtooth are as steep as one another: the first of them is named.
    assert found.pattern == pr.regions(net)[0].pattern


def test_few_regions_are_compared_without_compiled_code(monkeypatch):
    networks = [*random_networks()]
    expected = [pr.lipschitz(net, norm) for net in networks for norm in ("l1", "l2", "linf")]
    monkeypatch.setattr(candidates, "encloses_at_once", lambda: False)
    monkeypatch.delattr(candidates, "enclosed_maps")
    found = [pr.lipschitz(net, norm) for net in networks for norm in ("l1", "l2", "linf")]
    assert found == expected


def test_many_regions_that_are_alike_beyond_floats():
    """Weights that floats do not hold leave all regions to be compared exactly."""
    folds = pr.montufar(inputs=2, width=4, depth=4)
    two = pr.Layer([["1/3"], ["1/7"]], None, "identity")
    net = pr.Network([*folds.layers, two], folds.domain)
    steepness = pr.lipschitz(folds).square
    assert pr.lipschitz(net).square == steepness * (Fraction(1, 9) + Fraction(1, 49))
    assert pr.lipschitz(net).pattern == pr.regions(net)[0].pattern


def with_slopes(slopes):
    """Return a network with one input whose derivatives are these vectors, one after the other."""
    outputs, count = len(slopes[0]), len(slopes)
    first = pr.Layer([[1]] * count, [-k for k in range(count)])
    before = [[0] * outputs, *slopes]
    steps = [
        [Fraction(slopes[k][i]) - Fraction(before[k][i]) for k in range(count)]
        for i in range(outputs)
    ]
    return pr.Network([first, pr.Layer(steps, None, "identity")], [[0, count]])


def test_gradients_that_floats_do_not_tell_apart():
    third, tiny = Fraction(1, 3), Fraction(1, 10**40)
    sides = pr.Layer([[1], [-1]])
    net = pr.Network([sides, pr.Layer([[third + tiny, -third]], None, "identity")])
    for norm in ("l1", "l2", "linf"):
        found = pr.lipschitz(net, norm)
        assert found.square == (third + tiny) ** 2
        assert str(found.pattern) == "10"


def test_gradients_whose_norms_are_alike_but_for_roundings():
    for seed in range(1, 4):
        slopes = np.random.default_rng(seed).uniform(0.05, 0.1, (60, 8))
        slopes[:, 7] = 1 - slopes[:, :7].sum(axis=1)
        exact = [[*map(Fraction, row)] for row in slopes.tolist()]
        assert pr.lipschitz(with_slopes(exact), "l1").value == max(map(sum, exact))
    angles = np.arange(1, 60) / 50
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1).tolist()
    squares = [Fraction(a) ** 2 + Fraction(b) ** 2 for a, b in circle]
    assert pr.lipschitz(with_slopes(circle)).square == max(squares)


def test_maps_that_come_in_small_parts(monkeypatch):
    networks = [*random_networks()]
    expected = [pr.lipschitz(net, norm) for net in networks for norm in ("l1", "l2")]
    whole = candidates.enclosed_maps

    def in_parts(form, patterns):
        for k in range(0, len(patterns), 3):
            yield from whole(form, patterns[k : k + 3])

    monkeypatch.setattr(candidates, "enclosed_maps", in_parts)
    assert [pr.lipschitz(net, norm) for net in networks for norm in ("l1", "l2")] == expected


def test_zero_networks():
    zero = pr.Network([pr.Layer([[0, 0]], [1]), pr.Layer([[5]], [0], "identity")])
    for norm in ("l1", "l2", "linf"):
        found = pr.lipschitz(zero, norm)
        assert (found.square, found.rounded) == (0, 0.0)
        both = pr.Network([pr.Layer([[0], [0]], None, "identity")])
        assert pr.lipschitz(both, norm).rounded == 0.0


@pytest.mark.parametrize("size", ["1e300", "1e-300", "1e-320", str(10**400), f"1/{10**400}"])
def test_sizes_beyond_floats(size):
    factor = Fraction(size)
    net = pr.Network([pr.Layer([[3, 4], [4, -3]]), pr.Layer([[factor, factor]], None, "identity")])
    assert pr.lipschitz(net).square == 50 * factor**2
    assert pr.lipschitz(net, "linf").value == 8 * factor
    two = pr.Network([pr.Layer([[3 * factor, factor], [factor, 0]], None, "identity")])
    square = pr.lipschitz(two).square.over(1)
    assert square.sign_of_difference(factor**2 * Fraction(109, 10)) == 1
    assert square.sign_of_difference(factor**2 * Fraction(11)) == -1


def test_a_budget_leaves_a_lower_bound():
    net = pr.he_random((2, 6, 6, 2), seed=3, bias_std=0.5).with_domain([[-1, 1]] * 2)
    whole = pr.lipschitz(net)
    *partial, last = results_by_budget(lambda k: pr.lipschitz(net, max_seconds=k))
    assert last == whole
    assert partial
    cells = pr.regions(net)
    *of_complex, last = results_by_budget(lambda k: pr.lipschitz(cells, max_seconds=k))
    assert last == whole
    for found in [*partial, *of_complex]:
        assert found.reason == "max_seconds"
        assert found.at_least is None or found.at_least.square <= whole.square
        assert (found.at_least is None) == (found.found == 0)
        assert str(found).startswith("stopped at max_seconds")
        json.dumps(found.to_json())
    stopped = pr.lipschitz(net, classes=True, max_regions=3)
    assert stopped.reason == "max_regions"
    assert stopped.at_least[0, 1].square <= pr.lipschitz(net, classes=True)[0, 1].square
    with pytest.raises(TypeError, match="at_least"):
        bool(stopped)


ARRAYS = [np.array(["l2"]), np.array([["l1"], ["l2"]])]


def test_bad_input():
    net = pr.montufar(inputs=2, width=4, depth=2)
    two = pr.Network([pr.Layer([[1], [2]], None, "identity")])
    cases = [
        (lambda: pr.lipschitz(net, "l3"), UnknownOptionError, "the norm 'l3' is unknown"),
        *[(lambda x=x: pr.lipschitz(net, x), UnknownOptionError, "the norm array") for x in ARRAYS],
        (lambda: pr.lipschitz(net, classes=True), UnknownOptionError, "one output"),
        (lambda: pr.lipschitz(two, classes=True, of=0), UnknownOptionError, "both given"),
        (lambda: pr.lipschitz(two, classes=[(0, 2)]), UnknownOptionError, "no pair of classes"),
        (lambda: pr.lipschitz(two, classes=[(1, 1)]), UnknownOptionError, "no pair of classes"),
        (lambda: pr.lipschitz(two, classes=[]), UnknownOptionError, "no pairs"),
        (lambda: pr.lipschitz(two, of=True), InvalidNumberError, "of is True"),
        (lambda: pr.lipschitz(two, of=2), UnknownOptionError, "no output 2 of 2"),
        (lambda: pr.lipschitz(two, of=[1, 2, 3]), InvalidNetworkError, "3 coefficients"),
        (lambda: pr.lipschitz(two, of=[]), InvalidNetworkError, "0 coefficients"),
        (lambda: pr.lipschitz(pr.regions(two), engine="lp"), UnknownOptionError, "max_seconds"),
    ]
    for work, error, message in cases:
        with pytest.raises(error, match=message) as caught:
            work()
        assert "\n" not in str(caught.value)
