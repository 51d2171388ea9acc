"""Residues that are not zero prove that units reach the outputs; floats, that hyperplanes differ.

`are_different` bounds the error of a d - b c, for entries a, c of one row and b, d of the other:
|a| D + A (|d| + D) + |b| C + B (|c| + C) with the errors in capitals, and gamma (|a d| + |b c|).
"""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from polyregions import Layer, Network
from polyregions.arithmetic import primes_of_sums
from polyregions.networks import Influence
from polyregions.refinement.vertices import reach as reach_module
from polyregions.refinement.vertices.reach import ReachingUnits, reach_of
from tests.refinement.kernel.extremes import power, sometimes
from tests.refinement.kernel.plain import arrays, kernel, network, planes_of, work
from tests.refinement.random_networks import random_network


@pytest.fixture
def uncompiled(monkeypatch):
    monkeypatch.setattr(reach_module, "find_reaching", kernel.reaching.find_reaching)


def all_answers(form, patterns):
    """Return the answers for all units in regions with these bits, and the exact ones."""
    owners = np.repeat(np.arange(len(patterns)), form.units)
    positions = np.tile(np.arange(form.units), len(patterns))
    packed = np.packbits(np.array(patterns, np.uint8).reshape(len(patterns), -1), axis=1)
    found = ReachingUnits(reach_of(form))(packed, owners, positions)
    influence = Influence(form)
    exact = [influence(k, patterns[i]) for i, k in zip(owners, positions, strict=True)]
    return found, np.array(exact, dtype=bool)


@pytest.mark.usefixtures("uncompiled")
def test_random_networks():
    """Degenerate in many ways, with units and layers without a ReLU, and several outputs."""
    answers = np.zeros(2, dtype=int)
    for seed in range(60):
        form = random_network(seed, 2).integer_form
        rng = np.random.default_rng(seed)
        found, exact = all_answers(form, rng.integers(0, 2, (5, form.units)).tolist())
        assert np.array_equal(found, exact), seed
        answers += exact.sum(), (~exact).sum()
    assert min(answers) > 200


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("prime", [5, 7])
def test_small_primes_prove_little_and_nothing_false(prime, monkeypatch):
    monkeypatch.setattr(reach_module, "primes_of_sums", lambda terms: iter([prime]))
    proved = missed = 0
    for seed in range(60):
        form = random_network(seed, 2).integer_form
        rng = np.random.default_rng(seed)
        found, exact = all_answers(form, rng.integers(0, 2, (5, form.units)).tolist())
        assert not np.any(found & ~exact), seed
        proved, missed = proved + found.sum(), missed + (exact & ~found).sum()
    assert proved > 100
    assert missed > 50


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("width", [3, 31, 127])
def test_the_largest_sums_that_occur_are_exact(width):
    """All residues are (p - 1) / 2 in size: with one more unit, the sum is 0 modulo the prime."""
    prime = next(primes_of_sums(width + 1))
    half = (prime - 1) // 2
    cancelling = pow(4, -1, prime) * (width - 1) * pow(half, -1, prime) % prime
    first = [[1], *[[half]] * (width - 1)]
    spread = Layer([[half] for _ in range(width)], None)
    for last, reaches in ((-cancelling, False), (1 - cancelling, True)):
        total = Layer([[half] * (width - 1) + [0]], None, "identity")
        row = [half] * (width - 1) + [last]
        layers = [Layer(first), Layer([row] * width), total]
        assert spread.units == width
        form = Network(layers).integer_form
        found, exact = all_answers(form, [[1] * form.units])
        assert not np.any(found & ~exact)
        assert found[: width - 1].all()
        assert reaches or exact.any()


def test_residues_of_all_that_floats_hold():
    rng = random.Random(1)
    for _ in range(2000):
        prime = rng.choice([5, 101, 2**23 - 15, 33554393])
        value = rng.choice([-1, 1]) * rng.randrange(2 ** rng.randint(1, 53))
        residue = kernel.reaching.reduced(float(value), float(prime))
        assert residue == int(residue)
        assert (int(residue) - value) % prime == 0, (value, prime)
        assert abs(residue) <= prime // 2 + 1, (value, prime)


def are_different(one, one_errors, other, other_errors):
    """Ask for two rows that stand third and first among three."""
    nothing = [1.0] * len(one), [0.0] * len(one)
    planes = planes_of((other, other_errors), nothing, (one, one_errors))
    with np.errstate(all="ignore"):
        return kernel.reaching.are_different(
            network(dimension=len(one)), work(planes=planes), 0, 2, 0
        )


def test_what_may_be_one_hyperplane_is_not_proved_different():
    """The rows are multiples of each other, moved as far as their errors allow."""
    rng = random.Random(2)
    for _ in range(3000):
        size = rng.randint(2, 4)
        exact = [power(rng, -3, 3) * rng.choice([-1, 0, 1, 1]) for _ in range(size)]
        factor = power(rng, -3, 3) * rng.choice([-1, 1])
        rows = [exact, [factor * x for x in exact]]
        kind = rng.randrange(4)
        errors = [[sometimes(rng, power(rng, -8, 1)) * (kind != k) for _ in exact] for k in (0, 1)]
        moved = [
            [x + rng.choice([-1, 1]) * e for x, e in zip(row, own, strict=True)]
            for row, own in zip(rows, errors, strict=True)
        ]
        assert not are_different(moved[0], errors[0], moved[1], errors[1]), (rows, errors)


def test_products_that_are_rounded():
    """Errors are so small beside the rows that the rounding of their products is felt."""
    rng = random.Random(3)
    for _ in range(200):
        a, c = (rng.randrange(2**19, 2**20) for _ in range(2))
        factor, error = rng.choice([1, 3, 5, 7]), 2.0**-28
        one, other = [a + error, c - error], [factor * a - error, factor * c + error]
        assert not are_different(one, [error] * 2, other, [error] * 2), (a, c, factor)


def test_different_hyperplanes():
    assert are_different([1.0, 2.0], [0.0, 0.0], [1.0, 2.0 + 2.0**-40], [0.0, 0.0])
    assert are_different([0.0, 2.0, 0.0], [0.0] * 3, [1.0, 2.0, 0.0], [0.0] * 3)
    assert are_different([1.0, 0.0, 3.0], [0.0] * 3, [1.0, 0.0, -3.0], [2.0**-9] * 3)
    for value in (np.nan, np.inf):
        for place in product((0, 1), repeat=2):
            rows = np.array([[1.0, 2.0], [1.0, 3.0]])
            rows[place] = value
            assert not are_different(rows[0], [0.0] * 2, rows[1], [0.0] * 2)
    assert not are_different([1e-200, 2e-200], [0.0] * 2, [1e-200, 3e-200], [0.0] * 2)
    assert not are_different([1e200, 2e200], [0.0] * 2, [1e200, 3e200], [0.0] * 2)


def test_no_more_cuts_than_there_is_room_for():
    assert arrays.Work._fields.index("reached") > 0
    assert Fraction(2) ** kernel.reaching.MOST_CUTS <= 32
