"""Published region counts, recomputed by enumeration.

The formulas are written out here once more, so that a wrong one in a construction is noticed too.
"""

from math import comb
from random import Random

import pytest

from polyregions import Layer, Network, box, montufar, regions, ternary, whole_space
from polyregions.constructions import (
    absolute_value,
    affine_regions_on_cube,
    cancelling_facet,
    he_random,
    max_min,
    slab,
    three_lines,
    whole_space_regions,
    zigzag,
)
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.enumeration import enumerated

FAST = {
    "vertices": {1: 128, 2: 64, 3: 64, 4: 16},
    "lp": {1: 16, 2: 16, 3: 8, 4: 16},
}
"""The counts up to which a case is fast, by the engine and the number of inputs."""

MOST = 5000
MOST_FOR_LP = 300  # larger grids of the same boxes tell nothing more of the slower engine
BRANCHES = {1: [1, 2, 3, 4, 5, 7, 16], 2: [1, 2, 3, 4, 5, 8], 3: [1, 2, 3, 4], 4: [1, 2, 3]}

both_engines = pytest.mark.parametrize("engine", ENGINE_NAMES)


def fast_and_slow(regions):
    """Return the cases in a dictionary with their numbers of regions, for each engine.

    Those with many regions are slow, and the ones with more than ``MOST_FOR_LP`` are left to
    engine vertices.
    """
    cases = [
        (engine, *case)
        for engine in ENGINE_NAMES
        for case in sorted(regions, key=regions.get)
        if engine == "vertices" or regions[case] <= MOST_FOR_LP
    ]
    fast = [case for case in cases if regions[case[1:]] <= FAST[case[0]][case[1]]]
    slow = [pytest.param(*case, marks=pytest.mark.slow) for case in cases if case not in fast]
    return [*fast, *slow]


def folds(most=MOST):
    """Return inputs n0, branches p, blocks k with p**(n0 k) regions, as many as are affordable."""
    grid = [(n0, p, k) for n0, all_p in BRANCHES.items() for p in all_p for k in range(1, 13)]
    small = [(n0, p, k) for n0, p, k in grid if p ** (n0 * k) <= most and (p > 1 or k <= 2)]
    return fast_and_slow({(n0, p, k): p ** (n0 * k) for n0, p, k in small})


@each(("engine", "n0", "p", "k"), folds(), size=10)
def test_montufar(engine, n0, p, k):
    spare = (p + k) % n0
    network = montufar(n0, p * n0 + spare, k + 1)
    complex = regions(network, engine=engine)
    n = p**k
    assert complex.count(network.claim.definition) == network.claim.regions == n**n0
    assert len(complex) == n**n0
    affine = 2 ** (n0 - 1) * (n0 * (n - 2) + 2) if n >= 2 else 1
    assert complex.count("affine") == affine_regions_on_cube(n0, p, k) == affine
    # A grid of boxes: n - 1 walls in every direction.
    assert len(complex.adjacent_pairs[0]) == n0 * (n - 1) * n ** (n0 - 1)


def widths(n0, q):
    """Return for every variant the least width with q branches."""
    return {"paper": 2 * q * (n0 + 1), "relu": 2 * q * (n0 + 1), "slim": (2 * q - 1) * n0}


# The three variants have the regions of one Montufar network: fewer sizes will do.
@pytest.mark.parametrize("variant", ["paper", "relu", "slim"])
@each(("engine", "n0", "q", "k"), folds(most=1500), size=10)
def test_ternary(engine, n0, q, k, variant):
    even = (q + k) % 2
    width = widths(n0, q)[variant] + even
    network = ternary(n0, width, 2 * k + 1 + even, variant=variant)
    parameters = {w for layer in network.layers for row in layer.weights for w in row}
    parameters |= {b for layer in network.layers for b in layer.bias}
    assert parameters <= {-1, 0, 1}
    complex = regions(network, engine=engine)
    n = q**k
    assert complex.count(network.claim.definition) == network.claim.regions == n**n0
    assert complex.count("affine") == (2 ** (n0 - 1) * (n0 * (n - 2) + 2) if n >= 2 else 1)


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["paper", "relu", "slim"])
@pytest.mark.parametrize(("n0", "q", "k"), [(1, 2, 12), (2, 2, 6), (2, 8, 2), (3, 2, 4), (4, 2, 3)])
def test_the_largest_ternary_networks(n0, q, k, variant):
    network = ternary(n0, widths(n0, q)[variant], 2 * k + 1, variant=variant)
    assert enumerated(network, engine="vertices") == network.claim.regions == 4096


def outside(most=1500):
    grid = [(n0, p, k) for n0 in range(1, 5) for p in range(1, 7) for k in range(1, 8)]
    sizes = {case: _on_whole_space(*case) for case in grid}
    return fast_and_slow({case: size for case, size in sizes.items() if size <= most})


def _on_whole_space(n0, p, k):
    return (p**k + (1 if p % 2 == 1 or k == 1 else 2)) ** n0


@each(("engine", "n0", "p", "k"), outside(), size=10)
def test_folds_on_the_whole_space(engine, n0, p, k):
    expected = _on_whole_space(n0, p, k)
    assert whole_space_regions(n0, p, k) == expected
    space = whole_space(n0)
    assert enumerated(montufar(n0, p * n0, k + 1), space, engine=engine) == expected
    assert enumerated(zigzag(n0, p, k), space, engine=engine) == expected


@both_engines
@pytest.mark.parametrize("variant", ["paper", "relu", "slim"])
@each(("n0", "q", "k"), [(1, 2, 1), (1, 2, 3), (1, 3, 2), (2, 2, 2), (2, 3, 1)])
def test_ternary_on_the_whole_space(engine, n0, q, k, variant):
    network = ternary(n0, widths(n0, q)[variant], 2 * k + 1, variant=variant)
    assert enumerated(network, whole_space(n0), engine=engine) == _on_whole_space(n0, q, k)


@both_engines
def test_montufar_square_on_the_plane(engine):
    complex = regions(montufar(2, 4, 3), whole_space(2), engine=engine)
    found = [complex.count(d) for d in ("proper_activation", "open_connected", "affine")]
    assert found == [36, 36, 21]


@both_engines
@pytest.mark.parametrize(
    ("network", "r2", "r4", "r6"),
    [
        (max_min(), 5, 3, 3),
        (cancelling_facet(), 5, 4, 4),
        (absolute_value(), 2, 2, 2),
        (three_lines(), 6, 6, 6),
        (slab(), 3, 3, 3),
        (slab("1e-30", inputs=1), 3, 3, 3),
        (slab("1e-300", inputs=4), 3, 3, 3),
    ],
    ids=lambda value: str(value).replace(" ", "_"),
)
def test_fixtures(engine, network, r2, r4, r6):
    complex = regions(network, engine=engine)
    found = [complex.count(d) for d in ("proper_activation", "open_connected", "affine")]
    assert found == [r2, r4, r6]
    assert network.claim.regions == r4


@both_engines
@each(
    ("p", "k", "r4", "r6"),
    [(2, 1, 4, 4), (3, 1, 9, 8), (2, 2, 16, 12), (2, 3, 64, 28), (3, 2, 81, 32)],
)
def test_folds_of_the_square_tell_definitions_4_and_6_apart(engine, p, k, r4, r6):
    complex = regions(montufar(2, 2 * p, k + 1), engine=engine)
    assert (complex.count("open_connected"), complex.count("affine")) == (r4, r6)


def arrangement(rows):
    """Return the network whose only hidden layer has these rows (weights, bias)."""
    hidden = Layer([row[:-1] for row in rows], [row[-1] for row in rows])
    return Network([hidden, Layer([[1] * len(rows)], [0], "identity")])


@both_engines
@each(
    ("inputs", "units"),
    [(1, 1), (1, 9), (2, 1), (2, 2), (2, 7), (3, 2), (3, 6), (4, 3), (4, 5), (5, 4), (6, 5)],
)
def test_general_position_reaches_zaslavskys_number(engine, inputs, units):
    rng = Random(f"{inputs} {units}")
    rows = [[rng.randint(-(10**9), 10**9) for _ in range(inputs + 1)] for _ in range(units)]
    complex = regions(arrangement(rows), engine=engine)
    assert len(complex) == sum(comb(units, j) for j in range(inputs + 1))
    # Each hyperplane is cut by the others into the regions of an arrangement of its own.
    walls = units * sum(comb(units - 1, j) for j in range(inputs))
    assert len(complex.adjacent_pairs[0]) == walls


@both_engines
@each(("inputs", "units", "rank"), [(2, 6, 1), (3, 6, 2), (4, 5, 2), (3, 5, 0)])
def test_weights_of_low_rank_make_fewer(engine, inputs, units, rank):
    rng = Random(f"{inputs} {units} {rank}")
    base = [[rng.randint(-99, 99) for _ in range(inputs)] for _ in range(rank)]
    rows = []
    for _ in range(units):
        factors = [rng.randint(-99, 99) for _ in range(rank)]
        weights = [sum(f * b[j] for f, b in zip(factors, base, strict=True)) for j in range(inputs)]
        rows.append([*weights, rng.randint(-(10**9), 10**9)])
    found = enumerated(arrangement(rows), definition="proper_activation", engine=engine)
    assert found == sum(comb(units, j) for j in range(rank + 1))


@both_engines
@each(("inputs", "units"), [(2, 3), (2, 8), (3, 3), (3, 6), (4, 5)])
def test_central_arrangements(engine, inputs, units):
    """Hyperplanes through the origin in general position: 2 sum_{j < d} C(n - 1, j)."""
    rng = Random(f"central {inputs} {units}")
    rows = [[rng.randint(-(10**6), 10**6) for _ in range(inputs)] + [0] for _ in range(units)]
    found = enumerated(arrangement(rows), definition="proper_activation", engine=engine)
    assert found == 2 * sum(comb(units - 1, j) for j in range(inputs))


@pytest.mark.parametrize(
    ("engine", "inputs", "total", "degree"),
    [
        *((engine, 2, 137, None) for engine in ENGINE_NAMES),
        *(pytest.param(engine, 3, 697, None, marks=pytest.mark.slow) for engine in ENGINE_NAMES),
        pytest.param("vertices", 4, 2517, 7.32, marks=pytest.mark.slow),
        pytest.param("vertices", 5, 6885, 9.02, marks=pytest.mark.slow),
    ],
)
def test_sixteen_random_units(engine, inputs, total, degree):
    complex = regions(he_random((inputs, 16, 1), seed=1), engine=engine)
    assert len(complex) == total
    edges = len(complex.adjacent_pairs[0])
    assert edges == 16 * sum(comb(15, j) for j in range(inputs))
    if degree is not None:
        assert round(2 * edges / total, 2) == degree


@both_engines
def test_two_parallel_families_make_a_grid(engine):
    rows = [[1, 0, -i] for i in range(4)] + [[0, 1, -i] for i in range(3)]
    network = arrangement(rows)
    assert len(regions(network, engine=engine)) == 5 * 4
    assert len(regions(network, box([0, 0], [3, 2]), engine=engine)) == 3 * 2
